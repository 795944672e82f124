/** Synthesis through the real worker: frames, going on, cancel, what is left behind. */
import { expect } from '@open-wc/testing';
import type { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import { resolveSynthesis } from '../../../core/synthesis/settings.js';
import type { AttackSettings, PlainTensor, SynthesisFrame } from '../../../core/types.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';

const SPEC = baseline({ width: 1 / 32 });
const image = (n = 1): PlainTensor => ({ data: randomArray(n * 32 * 32 * 3, 3), shape: [n, 32, 32, 3] });

const codeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: KitError) => error.code,
  );

describe('synthesis in the worker', function () {
  this.timeout(120_000);
  let lease: RuntimeLease;
  let session: LiveModelSession;
  before(async () => {
    lease = await acquireRuntime('auto');
    session = new LiveModelSession('synthesis', { architecture: SPEC, seed: 3 });
    await session.ask('model.predict', { images: image() });
  });
  after(() => {
    lease.release();
    return session.dispose();
  });

  const memory = async () => {
    const { tensors, owned } = await lease.client.run('device.memory', {}).result;
    return tensors - owned;
  };

  it('sends frames of which each goes on from where it stands, and tells every step', async () => {
    const before = await memory();
    const settings = resolveSynthesis('published', { steps: 12 });
    const frames: SynthesisFrame[] = [];
    const { frame, milliseconds } = await session.ask(
      'synthesis.run',
      { settings, images: image(), targets: [4], keep: [5] },
      { onFrame: (one) => frames.push(one) },
    );
    expect(await memory()).to.equal(before);
    expect(milliseconds).to.be.above(0);
    expect(frame.step).to.equal(12);
    expect(frame.targets).to.deep.equal([4]);
    expect(frames[0]!.step).to.equal(0);
    const kept = frames.find(({ step }) => step === 5)!;
    const points = [...frames, frame].flatMap((one) => one.points);
    expect(points.map(({ step }) => step)).to.deep.equal(Array.from({ length: 13 }, (_, i) => i));
    expect(points.at(-1)!.scores[0]).to.be.above(points[0]!.scores[0]!);
    const predicted = await session.ask('model.predict', { images: structuredClone(frame.images) });
    expectClose([points.at(-1)!.probabilities[0]!], [predicted.data[4]!], 1e-5);
    const more: SynthesisFrame[] = [];
    const rest = await session.ask(
      'synthesis.run',
      { settings, images: image(), targets: [4], from: kept },
      { onFrame: (one) => more.push(one) },
    );
    expect([...rest.frame.images.data]).to.deep.equal([...frame.images.data]);
    expect([...more, rest.frame][0]!.points[0]!.step).to.equal(6);
  });

  it('stops at a step, and goes on with Adam’s moments', async () => {
    const settings = resolveSynthesis('natural', { steps: 6 });
    const ask = (from?: SynthesisFrame, until?: number) =>
      session.ask('synthesis.run', { settings, targets: [0, 1], from, until });
    const whole = await ask();
    const half = await ask(undefined, 3);
    expect(half.frame.step).to.equal(3);
    const rest = await ask(half.frame);
    expect([...rest.frame.images.data]).to.deep.equal([...whole.frame.images.data]);
    expect(whole.frame.images.shape).to.deep.equal([2, 32, 32, 3]);
  });

  it('a pause keeps what was reached, and nothing on the device', async () => {
    const before = await memory();
    const settings = resolveSynthesis('published', { steps: 100_000 });
    const abort = new AbortController();
    const frames: SynthesisFrame[] = [];
    const asked = session.ask(
      'synthesis.run',
      { settings, images: image(), targets: [2] },
      {
        signal: abort.signal,
        onFrame: (one) => {
          frames.push(one);
          if (frames.length === 3) abort.abort();
        },
      },
    );
    expect(await codeOf(asked)).to.equal('aborted');
    const [last] = frames.slice(-1);
    expect(last!.step).to.be.at.least(frames[2]!.step);
    // Another frame only where another step was done.
    expect(new Set(frames.map(({ step }) => step)).size).to.equal(frames.length);
    expect(await memory()).to.equal(before);
  });

  it('a start from one image goes towards several classes at once', async () => {
    const settings = resolveSynthesis('published', { steps: 1 });
    const { frame } = await session.ask('synthesis.run', { settings, images: image(), targets: [0, 1, 2] });
    expect(frame.images.shape).to.deep.equal([3, 32, 32, 3]);
  });

  it('attacks within ε, says what came of it, and finds the smallest that works', async () => {
    const before = await memory();
    const settings: AttackSettings = {
      method: 'pgd',
      norm: 'linf',
      epsilon: 8 / 255,
      steps: 3,
      randomStart: false,
      seed: 1,
    };
    const shares: number[] = [];
    const { attacks, smallest, mostEpsilon } = await session.ask(
      'synthesis.attack',
      { images: image(2), settings, smallest: true },
      { onProgress: ({ share }) => shares.push(share) },
    );
    expect(await memory()).to.equal(before);
    expect(attacks).to.have.lengthOf(2);
    expect(shares.every((share) => share > 0 && share <= 1)).to.equal(true);
    for (const [i, one] of attacks.entries()) {
      expect(one.linf).to.be.at.most(8 / 255);
      expect(one.after[one.label]).to.be.below(one.before[one.label]!);
      expect(one.flipped).to.equal(one.after.indexOf(Math.max(...one.after)) !== one.label);
      expect(one.image.shape).to.deep.equal([32, 32, 3]);
      const found = smallest[i];
      if (one.flipped && found !== null) expect(found).to.be.below(mostEpsilon);
    }
  });

  it('says what is wrong with a request, and leaves nothing', async () => {
    const before = await memory();
    const run = (overrides: object, more: object = {}) =>
      codeOf(session.ask('synthesis.run', { settings: resolveSynthesis('natural', overrides), targets: [0], ...more }));
    expect(await run({ start: 'image' })).to.equal('invalid-argument');
    expect(await run({ objective: 'channel', layer: 'nobody' })).to.equal('invalid-argument');
    expect(await run({ objective: 'unit', layer: 'relu1', position: [99, 0] })).to.equal('invalid-argument');
    expect(await run({}, { targets: [11] })).to.equal('invalid-argument');
    expect(await memory()).to.equal(before);
  });
});
