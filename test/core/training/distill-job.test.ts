/** Distillation through the real worker: curves, exams, pause and resume, cancel, going back, faults, and no leaks. */
import { expect } from '@open-wc/testing';
import type { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import type { JobOptions } from '../../../core/runtime/client.js';
import type { DistillFrame, JobParams } from '../../../core/runtime/protocol.js';
import { resolveConfig } from '../../../core/training/recipes.js';
import { datasetRequest } from '../../../core/session/dataset-request.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { ArchitectureSpec, LessonPoint, WeightMap } from '../../../core/types.js';

const STUDENT = baseline({ width: 1 / 32 });
const TEACHER = baseline({ width: 1 / 16 });
const SOURCE = datasetRequest({ dataset: 'cifar10-mini' });
const TRAIN_SIZE = 5_000;
const CONFIG = {
  ...resolveConfig('quick', { batchSize: 16, epochs: 0.03, seed: 3 }, { architecture: STUDENT, trainSize: TRAIN_SIZE }),
  evaluateEvery: 6,
};
/** 0.03 epochs of ⌊5,000 / 16⌋ steps. */
const STEPS = 9;

type Params = JobParams<'distill.run'>;

describe('distillation in the worker', function () {
  this.timeout(180_000);
  let lease: RuntimeLease;
  before(async () => {
    lease = await acquireRuntime('wasm');
    await lease.client.run('dataset.open', { source: SOURCE }).result;
    await create('teacher', TEACHER, 5);
  });
  after(() => lease.release());

  const create = (model: string, spec: ArchitectureSpec = STUDENT, seed = 3) =>
    lease.client.run('model.create', { model, spec, seed }).result;
  const weightsOf = (model: string): Promise<WeightMap> => lease.client.run('model.weights', { model }).result;
  const memory = async () => {
    const { tensors, owned } = await lease.client.run('device.memory', {}).result;
    return tensors - owned;
  };
  const params = (changes: Partial<Params> = {}): Params => ({
    model: 'student',
    control: 'control',
    teacher: 'teacher',
    dataset: SOURCE.name,
    config: CONFIG,
    rule: { mode: 'cross-entropy', temperature: 4 },
    ...changes,
  });
  const distill = (changes: Partial<Params> = {}, options: JobOptions<'distill.run'> = {}) =>
    lease.client.run('distill.run', params(changes), options).result;
  const fresh = async () => {
    await create('student');
    await create('control');
  };
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: KitError) => error,
    );

  interface Run {
    readonly points: readonly LessonPoint[];
    readonly frames: readonly DistillFrame[];
    readonly student: WeightMap;
    readonly control: WeightMap;
  }
  async function run(changes: Partial<Params> = {}): Promise<Run> {
    await fresh();
    const points: LessonPoint[] = [];
    const frames: DistillFrame[] = [];
    const result = await distill(changes, {
      onProgress: (progress) => points.push(...progress.points),
      onFrame: (frame) => frames.push(frame),
    });
    expect(result).to.deep.equal({ step: STEPS, totalSteps: STEPS, done: true });
    return { points, frames, student: await weightsOf('student'), control: await weightsOf('control') };
  }

  it('tells every step and every exam, of both students and of what they aim at', async () => {
    const teacher = await weightsOf('teacher');
    const { points, frames, student, control } = await run();
    expect(points.map(({ step }) => step)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const point of points) expect(point.student.learningRate).to.equal(point.control.learningRate);
    // The same weights see the same first batch.
    expect(points[0]!.student).to.deep.equal(points[0]!.control);
    expect(points[0]!.studentSoft).to.equal(points[0]!.controlSoft);
    expect(frames.map(({ kind }) => kind).filter((kind) => kind !== 'seen')).to.deep.equal(['teacher', 'exam', 'exam']);
    const [aim] = frames.filter((frame) => frame.kind === 'teacher');
    expect(aim!.labels).to.have.length(1_000);
    const exams = frames.filter((frame) => frame.kind === 'exam');
    expect(exams.map((exam) => exam.student.evaluation.step)).to.deep.equal([6, 9]);
    for (const { evaluation, answers } of [aim!.look, exams[1]!.student, exams[1]!.control]) {
      const right = answers.predicted.filter((answer, i) => answer === aim!.labels[i]).length;
      expect(right / 1_000).to.equal(evaluation.accuracy);
      expect(answers.confidence.every((p) => p >= 0.1 - 1e-6 && p <= 1)).to.equal(true);
      expect(answers.milliseconds).to.be.above(0);
    }
    expect(student).not.to.deep.equal(control);
    expect(await weightsOf('teacher'), 'weights and statistics of the teacher').to.deep.equal(teacher);
  });

  it('without weight on the teacher trains the control, which is what plain training makes of the student', async () => {
    const { points, student, control } = await run({ rule: { mode: 'kl', temperature: 4, weight: 0 } });
    expect(student).to.deep.equal(control);
    expect(points.map((point) => point.student)).to.deep.equal(points.map((point) => point.control));
    await create('student');
    await lease.client.run('train.run', { model: 'student', dataset: SOURCE.name, config: CONFIG }).result;
    expect(await weightsOf('student')).to.deep.equal(control);
  });

  it('goes on after a pause as if there had been none, to the bit, and leaves nothing behind', async () => {
    const whole = await run();
    const before = await memory();
    await fresh();
    const points: LessonPoint[] = [];
    const onProgress: JobOptions<'distill.run'>['onProgress'] = (progress) => points.push(...progress.points);
    expect(await distill({ steps: 4 }, { onProgress })).to.include({ step: 4, done: false });
    const abort = new AbortController();
    const cancelled = distill(
      {},
      {
        signal: abort.signal,
        onProgress: (progress) => {
          points.push(...progress.points);
          abort.abort();
        },
      },
    );
    expect((await failure(cancelled))?.code).to.equal('aborted');
    await distill({}, { onProgress });
    expect(points).to.deep.equal(whole.points);
    expect(await weightsOf('student')).to.deep.equal(whole.student);
    expect(await weightsOf('control')).to.deep.equal(whole.control);
    expect(await memory()).to.equal(before);
  });

  it('keeps the teacher’s answers where nothing is augmented, and asks about its own crops where that is wanted', async () => {
    const config = { ...CONFIG, augment: 'none' as const, cropSize: 32 };
    const [once, again] = [await run({ config }), await run({ config })];
    expect(again.points.map((point) => point.control)).to.deep.equal(once.points.map((point) => point.control));
    again.points.forEach((point, i) => expect(point.studentSoft).to.be.closeTo(once.points[i]!.studentSoft, 1e-5));
    const [same, separate] = [await run(), await run({ separateCrops: true })];
    expect(separate.control).to.deep.equal(same.control);
    expect(separate.student).not.to.deep.equal(same.student);
  });

  it('takes both back to a common step when one diverges, and goes on from there', async () => {
    await fresh();
    await distill({ steps: 7 });
    const saved: DistillFrame[] = [];
    const config = { ...CONFIG, learningRate: 1e30 };
    const error = await failure(distill({ config }, { onFrame: (frame) => saved.push(frame) }));
    expect(error?.code).to.equal('diverged');
    // The last state that was kept is that of the exam.
    expect(saved.filter(({ kind }) => kind === 'rollback')).to.deep.equal([{ kind: 'rollback', step: 6 }]);
    const memoryBefore = await memory();
    expect(await distill()).to.include({ step: STEPS, done: true });
    expect(await memory()).to.equal(memoryBefore);
  });

  it('refuses what can’t be compared or taught, in words, without a trace', async () => {
    await fresh();
    const before = await memory();
    await create('other', baseline({ width: 1 / 32, classes: 7 }));
    expect((await failure(distill({ teacher: 'other' })))?.message).to.match(/7 classes apart and the student 10/);
    await lease.client.run('train.run', { model: 'student', dataset: SOURCE.name, config: CONFIG, steps: 2 }).result;
    expect((await failure(distill()))?.message).to.match(/learnt for 2 steps and its control for 0/);
    await create('student');
    await create('control', baseline({ width: 1 / 16 }));
    expect((await failure(distill()))?.code).to.equal('bad-weights');
    expect((await failure(distill({ teacher: 'nobody' })))?.message).to.match(/no model “nobody”/);
    await lease.client.run('model.dispose', { model: 'other' }).result;
    expect(await memory()).to.equal(before);
  });
});
