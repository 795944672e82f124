/** Three live models that learn together, through the real worker: who starts, pauses, resets and changes what. */
import { expect } from '@open-wc/testing';
import type { KitError } from '../../../core/errors.js';
import { comparePaired, rightAnswers } from '../../../core/analysis/paired.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { type Distillation, distillation, type DistillationSettings } from '../../../core/session/distillation.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { SessionSettings, SessionSnapshot } from '../../../core/session/types.js';

/** So narrow that a step takes milliseconds; 12 steps. */
const TINY: Partial<SessionSettings> = {
  architecture: baseline({ width: 1 / 64 }),
  batchSize: 8,
  epochs: 0.0192,
  seed: 5,
};
const STEPS = 12;
const HOW: DistillationSettings = { rule: { mode: 'kl', temperature: 3 }, separateCrops: false };

function until(session: LiveModelSession, what: (snapshot: SessionSnapshot) => boolean): Promise<void> {
  if (what(session.snapshot)) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = session.subscribe((snapshot) => {
      if (!what(snapshot)) return;
      stop();
      resolve();
    });
  });
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: KitError) => error,
  );

describe('distillation of live models', function () {
  this.timeout(120_000);
  let lease: RuntimeLease;
  let teacher: LiveModelSession;
  let student: LiveModelSession;
  let control: LiveModelSession;
  let lessons: Distillation;
  before(async () => {
    lease = await acquireRuntime('auto');
  });
  const make = (settings: Partial<SessionSettings> = {}, taught: Partial<SessionSettings> = {}) => {
    teacher = new LiveModelSession('teacher', { architecture: baseline({ width: 1 / 32 }), seed: 2, ...taught });
    student = new LiveModelSession('student', { ...TINY, ...settings });
    control = new LiveModelSession('student alone');
    lessons = distillation({ teacher, student, control }, HOW);
  };
  afterEach(() => Promise.all([teacher, student, control].map((session) => session.dispose())));
  after(() => lease.release());

  it('trains both on the same batches, and says what an evaluation of each finds', async () => {
    make();
    expect(control.snapshot.config).to.deep.equal(student.snapshot.config);
    const before = (await lease.client.run('device.memory', {}).result).tensors;
    await lessons.train();
    for (const { snapshot } of [student, control]) {
      expect(snapshot).to.include({ phase: 'finished', step: STEPS });
      expect(snapshot.points.map(({ step }) => step)).to.deep.equal(Array.from({ length: STEPS }, (_, i) => i + 1));
    }
    expect(teacher.snapshot).to.include({ phase: 'idle', step: 0 });
    const { labels, distances, ...looks } = lessons.snapshot;
    expect(distances).to.have.length(STEPS);
    const right = (who: 'student' | 'control') => rightAnswers(looks[who]!.answers.predicted, labels!);
    const { difference } = comparePaired(right('student'), right('control'));
    const [taught, alone] = [await student.evaluate(), await control.evaluate()];
    expect(looks.student!.evaluation.accuracy).to.equal(taught.accuracy);
    expect(looks.control!.evaluation.accuracy).to.equal(alone.accuracy);
    expect(difference).to.be.closeTo(taught.accuracy - alone.accuracy, 1e-12);
    await Promise.all([teacher, student, control].map((session) => session.dispose()));
    const after = (await lease.client.run('device.memory', {}).result).tensors;
    expect(after).to.equal(before);
  });

  it('gives the same curves after a pause, whoever paused and whoever goes on', async () => {
    make();
    await lessons.train();
    const whole = [student.snapshot.points, control.snapshot.points, lessons.snapshot.distances];
    await lessons.reset();
    expect([student.snapshot.step, control.snapshot.step]).to.deep.equal([0, 0]);
    expect(lessons.snapshot).to.deep.include({ distances: [], student: undefined });
    await lessons.step();
    expect([student.snapshot.step, control.snapshot.step]).to.deep.equal([1, 1]);
    // Another element's button, on the student alone; then the control's.
    const run = student.train();
    await until(student, ({ step }) => step >= 3);
    await control.pause();
    await run;
    await until(student, ({ phase }) => phase !== 'running');
    expect(student.snapshot.step).to.equal(control.snapshot.step);
    await control.train();
    await until(student, ({ phase }) => phase === 'finished');
    expect([student.snapshot.points, control.snapshot.points, lessons.snapshot.distances]).to.deep.equal(whole);
  });

  it('keeps the control what the student is: settings, architecture, reset', async () => {
    make();
    await lessons.step();
    student.configure({ learningRate: 0.01 });
    await until(student, ({ config }) => config.learningRate === 0.01);
    await new Promise((done) => requestAnimationFrame(done));
    expect(control.snapshot).to.deep.include({ step: 1, config: student.snapshot.config });
    await student.reset();
    await until(control, ({ step }) => step === 0);
    student.configure({ architecture: baseline({ width: 1 / 32 }), seed: 9 });
    await until(control, ({ settings }) => settings.seed === 9);
    expect(control.snapshot.parameters).to.equal(student.snapshot.parameters);
    expect(control.snapshot.config).to.deep.equal(student.snapshot.config);
  });

  it('changes the lesson from the next step on, and refuses what means nothing', async () => {
    make();
    const run = lessons.train();
    await until(student, ({ phase }) => phase === 'running');
    lessons.configure({ rule: { mode: 'kl', temperature: 9 } });
    await run;
    await until(student, ({ phase }) => phase === 'finished');
    expect(lessons.snapshot.rule.temperature).to.equal(9);
    expect(() => lessons.configure({ rule: { mode: 'kl', temperature: -1 } })).to.throw(/above 0; it is -1/);
    expect(lessons.snapshot.rule.temperature).to.equal(9);
  });

  it('fails in both where the three can’t work together, and tells why', async () => {
    make({}, { architecture: baseline({ width: 1 / 32, classes: 7 }) });
    const error = await failure(lessons.train());
    expect(error?.message).to.match(/7 classes apart and the student 10/);
    await until(control, ({ phase }) => phase === 'failed');
    expect(student.snapshot.phase).to.equal('failed');
  });

  it('is the same for the same three, and another for another teacher', () => {
    make();
    expect(distillation({ teacher, student, control }, HOW)).to.equal(lessons);
    const other = new LiveModelSession('other', { architecture: baseline({ width: 1 / 32 }) });
    expect(distillation({ teacher: other, student, control }, HOW)).not.to.equal(lessons);
    void other.dispose();
  });
});
