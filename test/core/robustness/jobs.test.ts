/** Sweeps through the real worker: answers, frames, progress, cancel, what is left behind. */
import { expect } from '@open-wc/testing';
import type { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { PlainTensor, SweptImage } from '../../../core/types.js';
import { randomArray } from '../../helpers/tensors.js';

const SPEC = baseline({ width: 1 / 32 });
const images = (n = 1): PlainTensor => ({ data: randomArray(n * 32 * 32 * 3, 3), shape: [n, 32, 32, 3] });
const CROPS = { transform: 'crops', stride: 4 } as const;

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: KitError) => error.code,
  );

describe('robustness in the worker', function () {
  this.timeout(120_000);
  let lease: RuntimeLease;
  let session: LiveModelSession;
  before(async () => {
    lease = await acquireRuntime('auto');
    session = new LiveModelSession('robustness', { architecture: SPEC, seed: 3 });
  });
  after(() => {
    void session.dispose();
    lease.release();
  });

  const memory = async () => {
    const { tensors, owned } = await lease.client.run('device.memory', {}).result;
    return tensors - owned;
  };

  it('sweeps an image with the numbers that the model itself gives', async () => {
    const [expected, { images: found, step, milliseconds }] = await Promise.all([
      session.ask('model.predict', { images: images() }),
      session.ask('robustness.sweep', { images: images(), settings: CROPS }),
    ]);
    const [one] = found as [SweptImage];
    one.whole.forEach((p, i) => expect(p).to.be.closeTo(expected.data[i]!, 1e-5));
    expect(one.probabilities.length).to.equal(9 * 10);
    expect(one.stability.agreement).to.be.within(0, 1);
    expect(one.averaged).not.to.equal(undefined);
    expect(step).to.equal(0);
    expect(milliseconds).to.be.above(0);
  });

  it('surveys images: the first alone, then more, then all together, and leaves nothing behind', async () => {
    await session.ask('model.predict', { images: images() });
    const before = await memory();
    const frames: number[] = [];
    const swept: SweptImage[] = [];
    const shares: number[] = [];
    const truths = Array.from({ length: 12 }, (_, i) => i % 10);
    const { summary } = await session.ask(
      'robustness.survey',
      { images: images(12), truths, settings: CROPS, seed: 1 },
      {
        onFrame: ({ from, images: some }) => {
          frames.push(from);
          swept.push(...some);
        },
        onProgress: ({ share }) => shares.push(share),
      },
    );
    expect(frames).to.deep.equal([0, 1, 9]);
    expect(swept.length).to.equal(12);
    expect(summary.all.agreement.count).to.equal(12);
    const mean = swept.reduce((sum, { stability }) => sum + stability.agreement, 0) / 12;
    expect(summary.all.agreement.mean).to.be.closeTo(mean, 1e-9);
    expect(summary.accuracy).not.to.equal(undefined);
    expect(shares.every((share) => share > 0 && share <= 1)).to.equal(true);
    expect(await memory()).to.equal(before);
  });

  it('can be cancelled between two passes, without a trace', async () => {
    await session.ask('model.predict', { images: images() });
    const before = await memory();
    const abort = new AbortController();
    const asked = session.ask(
      'robustness.survey',
      { images: images(50), settings: { transform: 'crops' }, seed: 1 },
      { signal: abort.signal, onFrame: () => abort.abort() },
    );
    expect(await codeOf(asked)).to.equal('aborted');
    expect(await memory()).to.equal(before);
  });

  it('looks for a worst case', async () => {
    const { steps, looked } = await session.ask('robustness.worst-case', { images: images(), limits: {} });
    expect(steps.length).to.be.at.least(1);
    expect(looked).to.be.above(8);
    expect(steps.at(-1)!.margin).to.be.at.most(steps[0]!.margin);
  });

  it('estimates means with the seed that it is given', async () => {
    const columns = [Float32Array.from([1, 2, 3, 4])];
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => session.ask('statistics.means', { columns: columns.map((c) => c.slice()), seed })),
    );
    expect(one![0]!.mean).to.equal(2.5);
    expect(one).to.deep.equal(again);
    expect(one).not.to.deep.equal(other);
  });

  it('says what is wrong with a request', async () => {
    const ask = (settings: object, pixels = images()) =>
      codeOf(session.ask('robustness.sweep', { images: pixels, settings: settings as never }));
    expect(await ask({ transform: 'crops', cropSize: 33 })).to.equal('invalid-argument');
    expect(await ask({ transform: 'crops', cropSize: 0 })).to.equal('invalid-argument');
    expect(await ask({ transform: 'crops', stride: 0 })).to.equal('invalid-argument');
    expect(await ask({ transform: 'crops' }, { data: new Float32Array(3), shape: [1, 1, 1, 3] })).to.equal(
      'invalid-argument',
    );
    expect(await ask({ transform: 'crops' }, { data: new Float32Array(5), shape: [1, 2, 2, 3] })).to.equal(
      'invalid-argument',
    );
  });
});
