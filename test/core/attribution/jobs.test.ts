/** Attribution through the real worker: answers, progress, cancel, what is left behind, and who goes first. */
import { expect } from '@open-wc/testing';
import type { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { Attribution, PlainTensor } from '../../../core/types.js';
import { stepsDone } from '../../helpers/steps.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';

const SPEC = baseline({ width: 1 / 32 });
const image: () => PlainTensor = () => ({ data: randomArray(32 * 32 * 3, 3), shape: [1, 32, 32, 3] });

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: KitError) => error.code,
  );
}

describe('attribution in the worker', function () {
  this.timeout(120_000);
  let lease: RuntimeLease;
  let session: LiveModelSession;
  before(async () => {
    lease = await acquireRuntime('auto');
  });
  beforeEach(() => {
    // Steps as long as those of a network worth training: what is measured is who goes first, not how fast messages travel.
    session = new LiveModelSession('attribution', { architecture: SPEC, batchSize: 64, seed: 3 });
  });
  afterEach(() => session.dispose());
  after(() => lease.release());

  const memory = async () => {
    const { tensors, owned } = await lease.client.run('device.memory', {}).result;
    return tensors - owned;
  };

  it('explains an untrained model, with the numbers that the model itself gives', async () => {
    const { attributions, step, milliseconds } = await session.ask('attribution.explain', {
      images: image(),
      settings: { method: 'gradient' },
    });
    const [one] = attributions as [Attribution];
    const predicted = await session.ask('model.predict', { images: image() });
    one.probabilities.forEach((p, i) => expect(p).to.be.closeTo(predicted.data[i]!, 1e-5));
    expect(one.map.shape).to.deep.equal([32, 32]);
    expect(one.values!.shape).to.deep.equal([32, 32, 3]);
    expect(step).to.equal(0);
    expect(milliseconds).to.be.above(0);
  });

  it('gives the same for the same seed, tells how far it is, and leaves nothing behind', async () => {
    await session.ask('model.predict', { images: image() });
    const before = await memory();
    const shares: number[] = [];
    const ask = (seed: number) =>
      session.ask(
        'attribution.explain',
        { images: image(), settings: { method: 'smoothgrad', samples: 130, seed } },
        { onProgress: ({ share }) => shares.push(share) },
      );
    const [first, again, other] = [await ask(1), await ask(1), await ask(2)];
    expect([...first.attributions[0]!.map.data]).to.deep.equal([...again.attributions[0]!.map.data]);
    expect([...first.attributions[0]!.map.data]).not.to.deep.equal([...other.attributions[0]!.map.data]);
    expect(shares.length).to.be.above(1);
    expect(shares.every((share) => share > 0 && share <= 1)).to.equal(true);
    expect(await memory()).to.equal(before);
  });

  it('can be cancelled between two passes, without a trace', async () => {
    await session.ask('model.predict', { images: image() });
    const before = await memory();
    for (const method of ['smoothgrad', 'occlusion', 'rise', 'integrated-gradients'] as const) {
      const abort = new AbortController();
      const asked = session.ask(
        'attribution.explain',
        { images: image(), settings: { method, samples: 10_000, steps: 10_000, window: 2, stride: 1 } },
        { signal: abort.signal, onProgress: () => abort.abort() },
      );
      expect(await codeOf(asked), method).to.equal('aborted');
    }
    expect(await memory()).to.equal(before);
  });

  it('randomises a copy from the top: from 1 down, the model itself unchanged', async () => {
    const settings = { method: 'gradient' } as const;
    const { attributions } = await session.ask('attribution.explain', { images: image(), settings });
    const before = await memory();
    const { target, map } = attributions[0]!;
    const { maps, chance } = await session.ask('attribution.randomise', { images: image(), settings, target, seed: 8 });
    expect(await memory()).to.equal(before);
    expect(maps.map(({ layers }) => layers)).to.deep.equal([
      [],
      ['logits'],
      ...Array.from({ length: 11 }, (_, i) => [`conv${10 - i}`, `bn${10 - i}`]),
    ]);
    expect([...maps[0]!.map.data]).to.deep.equal([...map.data]);
    expect(maps[0]!.rankCorrelation).to.be.closeTo(1, 1e-9);
    expect(maps[0]!.similarity).to.be.closeTo(1, 1e-9);
    expect(Math.abs(maps.at(-1)!.rankCorrelation)).to.be.below(0.6);
    expect(Math.abs(chance)).to.be.below(0.6);
    const again = await session.ask('attribution.explain', { images: image(), settings });
    expect([...again.attributions[0]!.map.data]).to.deep.equal([...map.data]);
  });

  it('draws deletion and insertion curves against random orders', async () => {
    const { attributions } = await session.ask('attribution.explain', {
      images: image(),
      settings: { method: 'gradient' },
    });
    const before = await memory();
    const { target, map, probabilities } = attributions[0]!;
    const curves = await session.ask('attribution.curves', {
      images: image(),
      map: { data: map.data.slice(), shape: map.shape },
      target,
      quantity: 'probability',
      fill: 'blur',
      seed: 1,
    });
    expect(await memory()).to.equal(before);
    const { deletion, insertion, randomDeletion, randomDeletionAreas } = curves;
    expect(deletion).to.have.lengthOf(33);
    expect(deletion[0]).to.be.closeTo(probabilities[target]!, 1e-4);
    expect(insertion.at(-1)).to.be.closeTo(deletion[0]!, 1e-4);
    expect(insertion[0]).to.be.closeTo(deletion.at(-1)!, 1e-4);
    expect(randomDeletion[0]).to.be.closeTo(deletion[0]!, 1e-4);
    expect(randomDeletionAreas).to.have.lengthOf(8);
    expect(curves.deletionArea).to.be.within(0, 1);
  });

  it('shows pictures in colour in grey to a network of one channel, an uploaded baseline too', async () => {
    session.configure({
      architecture: {
        name: 'grey',
        inputShape: [32, 32, 1],
        layers: [
          { name: 'conv', type: 'conv2d', filters: 3, kernelSize: 3, strides: 4 },
          { name: 'relu', type: 'relu' },
          { name: 'flat', type: 'flatten' },
          { name: 'logits', type: 'dense', units: 10 },
        ],
      },
    });
    const colour = image();
    const grey = Float32Array.from({ length: 32 * 32 }, (_, i) =>
      [0.299, 0.587, 0.114].reduce((sum, weight, c) => sum + weight * colour.data[3 * i + c]!, 0),
    );
    const settings = { method: 'integrated-gradients', steps: 4 } as const;
    const ask = async (images: PlainTensor, baseline?: PlainTensor) =>
      (await session.ask('attribution.explain', { images, settings: { ...settings, baseline } })).attributions[0]!;
    const own = { data: randomArray(32 * 32 * 3, 6), shape: [32, 32, 3] };
    const seen = await ask(colour);
    const given = await ask({ data: grey, shape: [1, 32, 32, 1] });
    expect(seen.values!.shape).to.deep.equal([32, 32, 1]);
    expectClose(seen.map.data, given.map.data, 1e-4);
    expectClose(seen.probabilities, given.probabilities, 1e-5);
    const { data } = await session.ask('model.predict', { images: colour });
    expectClose(data, given.probabilities, 1e-5);
    expect((await ask(colour, own)).map.shape).to.deep.equal([32, 32]);
  });

  it('says what is wrong with a request', async () => {
    const ask = (settings: object, images = image()) =>
      codeOf(session.ask('attribution.explain', { images, settings: settings as never }));
    expect(await ask({ method: 'nonsense' })).to.equal('invalid-argument');
    expect(await ask({ method: 'grad-cam', layer: 'nobody' })).to.equal('invalid-argument');
    expect(await ask({ method: 'gradient' }, { data: new Float32Array(5), shape: [1, 2, 2, 3] })).to.equal(
      'invalid-argument',
    );
    expect(await ask({ method: 'gradient' }, { data: new Float32Array(64), shape: [1, 8, 8, 1] })).to.equal(
      'invalid-argument',
    );
  });

  it('ends what was asked of a network that was replaced', async () => {
    await session.ask('model.predict', { images: image() });
    const asked = session.ask('attribution.explain', {
      images: image(),
      settings: { method: 'smoothgrad', samples: 5000 },
    });
    const code = codeOf(asked);
    session.configure({ seed: 4 });
    expect(await code).to.be.oneOf(['aborted', undefined]);
    const { attributions } = await session.ask('attribution.explain', {
      images: image(),
      settings: { method: 'gradient' },
    });
    expect(attributions).to.have.lengthOf(1);
  });

  it('a gesture’s map comes before five more steps of a training run are done', async () => {
    const training = session.train();
    const before = await stepsDone(session, 5);
    const asked = session.ask(
      'attribution.explain',
      { images: image(), settings: { method: 'smoothgrad' } },
      { priority: 'gesture' },
    );
    expect((await asked).step - before).to.be.below(5);
    expect(session.snapshot.phase).to.equal('running');
    await session.pause();
    await training;
  });

  it('looks into the data set without downloading training images', async () => {
    const { data } = await session.ask('dataset.labels', { split: 'test' });
    expect(data.length).to.equal(1000);
    const { images, labels } = await session.ask('dataset.samples', { split: 'test', indices: [3, 7] });
    expect(images.shape).to.deep.equal([2, 32, 32, 3]);
    expect(labels).to.deep.equal([data[3], data[7]]);
    expect(session.snapshot.download).to.equal(undefined);
  });
});
