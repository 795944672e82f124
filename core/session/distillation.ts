/**
 * A teacher, a student and its control: three live models of the page, of which two learn in lock-step by one job. Each
 * stays a model of its own, whose run anybody may start, pause and follow; what is known of the three together is here.
 */
import { checkRule } from '../analysis/distillation.js';
import { KitError } from '../errors.js';
import type { JobOptions, RuntimeClient } from '../runtime/client.js';
import type { DistillFrame, HeldOutLook, JobParams, JobResult } from '../runtime/protocol.js';
import type { DistillationRule, LessonPoint, TrainProgress } from '../types.js';
import { setCourse } from './course.js';
import { appendPoints, truncate } from './history.js';
import { Store } from './store.js';
import type { ModelSession, SessionSettings, SessionSnapshot } from './types.js';

export type { HeldOutLook };

/** How a student is taught. */
export interface DistillationSettings {
  readonly rule: DistillationRule;
  /** The teacher looks at crops and mirrors of its own, as in the published notebook. */
  readonly separateCrops: boolean;
}

/** How far each student was from the teacher's answers on a batch, see LessonPoint. */
export interface DistancePoint {
  readonly step: number;
  readonly student: number;
  readonly control: number;
}

export interface DistillationSnapshot extends DistillationSettings {
  /** Grows by one with every change. */
  readonly revision: number;
  /** Every step so far (thinned evenly past some thousands), oldest first. */
  readonly distances: readonly DistancePoint[];
  /** Classes of the held-out images, in order; undefined before the first lesson. */
  readonly labels: Int32Array | undefined;
  /** What each says of them: the teacher as it is, the students at their last exam. */
  readonly teacher: HeldOutLook | undefined;
  readonly student: HeldOutLook | undefined;
  readonly control: HeldOutLook | undefined;
}

export interface Distillation {
  readonly teacher: ModelSession;
  readonly student: ModelSession;
  /** The same student, recipe, seed and batches, without a teacher. */
  readonly control: ModelSession;
  readonly snapshot: DistillationSnapshot;
  /** Calls back after each change, at most once a frame; returns the way to stop. */
  subscribe(listener: (snapshot: DistillationSnapshot) => void): () => void;
  /** From the next step on. @throws KitError invalid-argument; the last good settings stay */
  configure(settings: Partial<DistillationSettings>): void;
  /** Starts or goes on with both students. Resolves when the run ends or is paused. */
  train(): Promise<void>;
  pause(): Promise<void>;
  /** Exactly one more step of both, then paused. */
  step(): Promise<void>;
  /** Both students' first weights again, curves cleared; the teacher stays. */
  reset(): Promise<void>;
}

export interface DistillationMembers {
  readonly teacher: ModelSession;
  readonly student: ModelSession;
  readonly control: ModelSession;
}

const NOTHING_LEARNT = { distances: [], student: undefined, control: undefined } as const;
const taught = new WeakMap<ModelSession, Lessons>();

/**
 * Ties three live models together; the same three always give the same lessons, and a student has one teacher at a time.
 * The control takes over the student's architecture and settings, now and whenever they change.
 * @throws KitError invalid-argument for a rule that means nothing
 */
export function distillation(members: DistillationMembers, settings: DistillationSettings): Distillation {
  checkRule(settings.rule);
  const before = taught.get(members.student);
  if (before?.teacher === members.teacher && before.control === members.control) return before;
  before?.end();
  const lessons = new Lessons(members, settings);
  taught.set(members.student, lessons);
  return lessons;
}

type Role = 'student' | 'control';
const OTHER = { student: 'control', control: 'student' } as const;

/** A run of one of the two, which waits for that of the other. */
interface Seat {
  readonly params: JobParams<'train.run'>;
  readonly options: JobOptions<'train.run'>;
  readonly resolve: (result: JobResult<'train.run'>) => void;
  readonly reject: (error: KitError) => void;
}

class Lessons implements Distillation {
  readonly teacher: ModelSession;
  readonly student: ModelSession;
  readonly control: ModelSession;
  private readonly store: Store<DistillationSnapshot>;
  private readonly seats = new Map<Role, Seat>();
  private readonly stop: () => void;
  private aligned: Pick<SessionSnapshot, 'spec' | 'settings'> | undefined;
  private specText = '';

  constructor({ teacher, student, control }: DistillationMembers, settings: DistillationSettings) {
    this.teacher = teacher;
    this.student = student;
    this.control = control;
    this.store = new Store({ ...NOTHING_LEARNT, ...settings, labels: undefined, teacher: undefined });
    for (const role of ['student', 'control'] as const) {
      setCourse(this[role], (client, params, options) => this.take(role, client, params, options));
    }
    this.stop = student.subscribe(() => this.align());
    this.align();
  }

  get snapshot(): DistillationSnapshot {
    return this.store.snapshot;
  }

  subscribe(listener: (snapshot: DistillationSnapshot) => void): () => void {
    return this.store.subscribe(listener);
  }

  configure(settings: Partial<DistillationSettings>): void {
    if (settings.rule) checkRule(settings.rule);
    this.store.change(settings);
    if (this.student.snapshot.phase === 'running') {
      void this.pause().then(() => this.train().catch(() => undefined));
    }
  }

  async train(): Promise<void> {
    this.check();
    await this.student.train();
  }

  async pause(): Promise<void> {
    await Promise.all([this.student.pause(), this.control.pause()]);
  }

  async step(): Promise<void> {
    this.check();
    await this.student.step();
  }

  async reset(): Promise<void> {
    this.store.change(NOTHING_LEARNT);
    await Promise.all([this.student.reset(), this.control.reset()]);
  }

  /** Another teacher takes over. */
  end(): void {
    this.stop();
    void this.pause();
  }

  /** @throws KitError where the three can't work together */
  private check(): void {
    const [teacher, student] = [this.teacher.snapshot, this.student.snapshot];
    if (teacher.settings.backend !== student.settings.backend) {
      throw new KitError(
        'invalid-argument',
        `The teacher computes on “${teacher.settings.backend}” and the student on “${student.settings.backend}”; they must share a device.`,
      );
    }
  }

  /** The control is the student in everything but its teacher. */
  private align(): void {
    const { spec, settings, step, phase } = this.student.snapshot;
    const { aligned } = this;
    if (aligned?.spec !== spec || aligned.settings !== settings) {
      const text = JSON.stringify(spec);
      // The same architecture as another object would be another network.
      const architecture = text === this.specText ? this.control.snapshot.settings.architecture : spec;
      this.specText = text;
      this.aligned = { spec, settings };
      this.control.configure({ ...settings, ...FROM_STUDENT, architecture });
    }
    // Somebody has reset or replaced the student, or it is another: what was learnt beside the old one is past.
    if (step === 0 && phase === 'idle' && (this.control.snapshot.step > 0 || this.snapshot.student)) {
      this.store.change(NOTHING_LEARNT);
      if (this.control.snapshot.step > 0) void this.control.reset();
    }
  }

  /** Both must be here before a lesson begins: who comes first calls the other. */
  private take(
    role: Role,
    client: RuntimeClient,
    params: JobParams<'train.run'>,
    options: JobOptions<'train.run'>,
  ): Promise<JobResult<'train.run'>> {
    return new Promise((resolve, reject) => {
      const seat: Seat = { params, options, resolve, reject };
      this.seats.set(role, seat);
      const leave = (error: KitError) => {
        if (this.seats.get(role) !== seat) return;
        this.seats.delete(role);
        reject(error);
      };
      options.signal?.addEventListener('abort', () => leave(cancelled()), { once: true });
      if (this.seats.size === 2) {
        void this.teach(client, this.seats.get('student')!, this.seats.get('control')!);
        this.seats.clear();
      } else {
        this[OTHER[role]].train().then(
          () => leave(cancelled()),
          (thrown: unknown) => leave(KitError.from(thrown)),
        );
      }
    });
  }

  private async teach(client: RuntimeClient, student: Seat, control: Seat): Promise<void> {
    const abort = new AbortController();
    for (const { options } of [student, control]) {
      options.signal?.addEventListener('abort', () => abort.abort(), { once: true });
      if (options.signal?.aborted) abort.abort();
    }
    const { signal } = abort;
    try {
      const { rule, separateCrops } = this.snapshot;
      const { model: teacher } = await this.teacher.ask('model.name', {}, { signal });
      const job = client.run(
        'distill.run',
        { ...student.params, control: control.params.model, teacher, rule, separateCrops },
        {
          signal,
          priority: 'background',
          onProgress: (progress) => this.onProgress(progress, student, control),
          onFrame: (frame) => this.onFrame(frame, student, control),
        },
      );
      const result = await job.result;
      student.resolve(result);
      control.resolve(result);
    } catch (thrown) {
      const error = KitError.from(thrown);
      student.reject(error);
      control.reject(error);
    }
  }

  private onProgress(progress: TrainProgress<LessonPoint>, student: Seat, control: Seat): void {
    const { points } = progress;
    student.options.onProgress?.({ ...progress, points: points.map((point) => point.student) });
    control.options.onProgress?.({ ...progress, points: points.map((point) => point.control) });
    const distances = points.map(({ step, studentSoft, controlSoft }) => ({
      step,
      student: studentSoft,
      control: controlSoft,
    }));
    this.store.change({ distances: appendPoints(this.snapshot.distances, distances) });
  }

  private onFrame(frame: DistillFrame, student: Seat, control: Seat): void {
    switch (frame.kind) {
      case 'teacher':
        this.store.change({ teacher: frame.look, labels: frame.labels });
        return;
      case 'exam':
        for (const [seat, { evaluation, samples }] of [
          [student, frame.student],
          [control, frame.control],
        ] as const) {
          seat.options.onFrame?.({ kind: 'evaluation', evaluation, samples });
        }
        this.store.change({ student: frame.student, control: frame.control });
        return;
      case 'rollback':
        this.store.change({ distances: truncate(this.snapshot.distances, frame.step) });
    }
    for (const { options } of [student, control]) options.onFrame?.(frame);
  }
}

/** What the control has of its own: its weights come from the student, wherever that has them from. */
const FROM_STUDENT: Partial<SessionSettings> = {
  width: 1,
  src: undefined,
  init: undefined,
  freeze: undefined,
  keep: undefined,
  labels: undefined,
  inputRange: undefined,
  inputSize: undefined,
};

const cancelled = () => new KitError('aborted', 'The request was cancelled.');
