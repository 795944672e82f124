/**
 * A teacher and two students in memory: invented answers and curves that fit each other, in any state. For stories and
 * tests of states that a real run is seldom in; no figure in it was measured.
 */
import type {
  Distillation,
  DistillationSettings,
  DistillationSnapshot,
  HeldOutLook,
  ModelSession,
  SessionSettings,
  SessionSnapshot,
} from '../../core/index.js';
import { ExplainingSession } from './explaining-session.js';
import { sampleEvaluation, sampleRun } from './sample-run.js';
import { WASM_DEVICE } from './sample-states.js';

const CLASSES = 10;
const IMAGES = 1_000;

/** Centred logits of a cat that looks a little like a dog, and of a student who is less sure. */
export const TEACHER_LOGITS = [-3.6, -4.2, -0.9, 6.1, -0.8, 2.3, -0.2, -1.6, -3.1, -2.8];
const STUDENT_LOGITS = [-1.1, -2.0, -0.2, 2.1, 0.4, 1.9, 0.3, -0.1, -0.9, -0.7];

/** A model that says the same of every image. */
export class AnsweringSession extends ExplainingSession {
  constructor(
    settings: Partial<SessionSettings>,
    readonly logits: readonly number[],
    name: string,
  ) {
    super(settings, name);
    const before = this.ask;
    this.ask = (async (question, params, options) => {
      if (question !== 'model.predict') return before(question, params, options);
      this.asked.push({ question, params: { ...params }, priority: options?.priority });
      const failure = this.failures.get(question);
      if (failure) throw failure;
      const sum = this.logits.reduce((total, z) => total + Math.exp(z), 0);
      const data = Float32Array.from(this.logits, (z) => Math.exp(z) / sum);
      return { data, shape: [1, CLASSES] } as never;
    }) as ModelSession['ask'];
  }
}

/**
 * Answers of about the given accuracy, the same images first to be right in each look.
 * @param sure how much surer than right it is: 0 is calibrated
 */
function look(step: number, accuracy: number, sure: number): HeldOutLook {
  const predicted = new Int32Array(IMAGES);
  const confidence = new Float32Array(IMAGES);
  // Chances of being right that are spread over (0, 1] with the wanted mean.
  const power = 1 / accuracy - 1;
  let right = 0;
  for (let i = 0; i < IMAGES; i++) {
    // Two sequences that fill the square evenly.
    const [u, w] = [(i * 0.754878) % 1, (i * 0.56984) % 1];
    const chance = u ** power;
    const hit = w < chance;
    if (hit) right++;
    predicted[i] = hit ? i % CLASSES : (i + 3) % CLASSES;
    confidence[i] = 0.1 + 0.9 * Math.max(0, chance - 0.1) ** (1 / (1 + sure));
  }
  const evaluation = { ...sampleEvaluation(step, accuracy, 2.3 - 2 * accuracy), accuracy: right / IMAGES };
  return { evaluation, answers: { predicted, confidence, milliseconds: 0.3 + accuracy } };
}

export interface SampleLessonOptions extends Partial<DistillationSettings> {
  readonly settings?: Partial<SessionSettings>;
  /** Share of the run that is done. */
  readonly done?: number;
  readonly phase?: SessionSnapshot['phase'];
  /** Points of accuracy that the teacher is worth. */
  readonly worth?: number;
}

export class SampleLesson implements Distillation {
  readonly teacher: AnsweringSession;
  readonly student: AnsweringSession;
  readonly control: AnsweringSession;
  /** What was asked of the three together. */
  readonly requests: string[] = [];
  #snapshot: DistillationSnapshot;
  readonly #listeners = new Set<(snapshot: DistillationSnapshot) => void>();

  constructor({ settings = {}, done = 0, phase, worth = 5, ...lesson }: SampleLessonOptions = {}) {
    const learner = { architecture: 'mobilenet', width: 0.25, epochs: 8, batchSize: 64, ...settings } as const;
    this.teacher = new AnsweringSession({ src: 'baseline-slim' }, TEACHER_LOGITS, 'baseline-slim');
    this.teacher.show({ step: 0, phase: 'idle' });
    const { source } = this.teacher.snapshot;
    if (source) this.teacher.show({ source: { ...source, status: 'ready' } });
    [this.student, this.control] = ['student', 'student alone'].map((name) =>
      new AnsweringSession(learner, STUDENT_LOGITS, name).show({ step: 0, phase: 'idle' }),
    ) as [AnsweringSession, AnsweringSession];
    this.#snapshot = {
      revision: 0,
      rule: { mode: 'cross-entropy', temperature: 5 },
      separateCrops: false,
      distances: [],
      labels: undefined,
      teacher: undefined,
      student: undefined,
      control: undefined,
      ...lesson,
    };
    if (done > 0) this.learn(done, phase ?? (done === 1 ? 'finished' : 'running'), worth);
  }

  get snapshot(): DistillationSnapshot {
    return this.#snapshot;
  }

  subscribe(listener: (snapshot: DistillationSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  show(change: Partial<DistillationSnapshot>): this {
    this.#snapshot = { ...this.#snapshot, ...change, revision: this.#snapshot.revision + 1 };
    for (const listener of this.#listeners) listener(this.#snapshot);
    return this;
  }

  /** Both students after a share of the run. */
  learn(done: number, phase: SessionSnapshot['phase'], worth: number): this {
    const idle = this.student.snapshot;
    const step = Math.round(idle.totalSteps * done);
    const run = { ...sampleRun(idle, step), device: WASM_DEVICE, phase };
    const behind = (share: number) => Math.max(0.1, share - (worth / 100) * Math.min(1, share * 2));
    const alone = run.evaluations?.map((each) => sampleEvaluation(each.step, behind(each.accuracy), each.loss + 0.1));
    this.control.show({
      ...run,
      points: run.points!.map((point) => ({ ...point, loss: point.loss + 0.04 })),
      evaluations: alone!,
    });
    this.student.show(run);
    const taught = run.evaluations?.at(-1);
    const distances = Array.from({ length: step }, (_, i) => {
      const left = Math.exp((-5 * i) / idle.totalSteps);
      return { step: i + 1, student: 0.02 + 0.16 * left, control: 0.08 + 0.12 * left + 0.01 * Math.sin(i / 9) };
    });
    return this.show({
      distances,
      labels: Int32Array.from({ length: IMAGES }, (_, i) => i % CLASSES),
      teacher: look(0, 0.9, 0.3),
      ...(taught
        ? {
            student: look(taught.step, taught.accuracy, 0.2),
            control: look(taught.step, alone!.at(-1)!.accuracy, 0.9),
          }
        : {}),
    });
  }

  configure(settings: Partial<DistillationSettings>): void {
    this.requests.push(`configure ${JSON.stringify(settings)}`);
    this.show(settings);
  }

  train(): Promise<void> {
    this.requests.push('train');
    return Promise.resolve();
  }

  pause(): Promise<void> {
    this.requests.push('pause');
    return Promise.resolve();
  }

  step(): Promise<void> {
    this.requests.push('step');
    return Promise.resolve();
  }

  reset(): Promise<void> {
    this.requests.push('reset');
    return Promise.resolve();
  }
}
