/** Units and codes through the real worker on every backend: answers, frames, cancel, faults, what is left behind. */
import { expect } from '@open-wc/testing';
import { analyse, boxOf } from '../../../core/analysis/index.js';
import type { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { LiveModelSession } from '../../../core/session/model-session.js';
import { acquireRuntime, type RuntimeLease } from '../../../core/session/runtimes.js';
import type { BackendName, EmbeddingFrame, PlainTensor, WeightMap } from '../../../core/types.js';
import { randomArray } from '../../helpers/tensors.js';

const SPEC = baseline({ width: 1 / 32 });
const SIZE = 32 * 32 * 3;
const images = (n = 1): PlainTensor => ({ data: randomArray(n * SIZE, 3), shape: [n, 32, 32, 3] });
const T_SNE = { method: 't-sne', perplexity: 5, steps: 400, neighbours: 3 } as const;

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: KitError) => error.code,
  );

/** conv0 of SPEC by the definition, at one position: SAME, stride 1, with its bias. */
function convolved({ data }: PlainTensor, weights: WeightMap, row: number, column: number): number[] {
  const { data: kernel, shape } = weights['conv0/kernel']!;
  const filters = shape[3]!;
  return Array.from({ length: filters }, (_, k) => {
    let sum = weights['conv0/bias']!.data[k]!;
    for (let y = 0; y < 3; y++) {
      for (let x = 0; x < 3; x++) {
        const [r, c] = [row + y - 1, column + x - 1];
        if (r < 0 || c < 0 || r > 31 || c > 31) continue;
        for (let d = 0; d < 3; d++) sum += data[(r * 32 + c) * 3 + d]! * kernel[((y * 3 + x) * 3 + d) * filters + k]!;
      }
    }
    return sum;
  });
}

for (const backend of ['cpu', 'wasm', 'webgpu'] as const satisfies readonly BackendName[]) {
  describe(`features in the worker [${backend}]`, function () {
    this.timeout(180_000);
    let lease: RuntimeLease;
    let session: LiveModelSession;
    before(async () => {
      lease = await acquireRuntime(backend);
      session = new LiveModelSession(`features-${backend}`, { architecture: SPEC, seed: 3, backend });
      await session.load();
    });
    after(() => {
      void session.dispose();
      lease.release();
    });

    const memory = async () => {
      const { tensors, owned } = await lease.client.run('device.memory', {}).result;
      return tensors - owned;
    };

    it('gives the maps of a layer, as the definition has them', async () => {
      const before = await memory();
      const weights = await session.exportWeights();
      const { maps, zeroShares, step } = await session.ask('features.activations', {
        images: images(),
        layer: 'conv0',
      });
      const filters = maps.shape.at(-1)!;
      expect(maps.shape).to.deep.equal([1, 32, 32, 2]);
      for (const [row, column] of [
        [0, 0],
        [13, 7],
        [31, 20],
      ] as const) {
        convolved(images(), weights, row, column).forEach((expected, k) =>
          expect(maps.data[(row * 32 + column) * filters + k]).to.be.closeTo(expected, 1e-4),
        );
      }
      expect(zeroShares).to.deep.equal([0, 0]);
      expect(step).to.equal(0);
      expect(await memory()).to.equal(before);
    });

    it('finds the strongest of many images where the maps have them, and leaves nothing behind', async () => {
      const before = await memory();
      const layers = ['relu1', 'relu10', 'logits'];
      const [found, whole] = await Promise.all([
        session.ask('features.survey', { images: images(9), layers, top: 4 }),
        Promise.all(layers.map((layer) => session.ask('features.activations', { images: images(9), layer }))),
      ]);
      layers.forEach((layer, at) => {
        const { maps, zeroShares } = whole[at]!;
        const own = found.layers[layer]!;
        const channels = maps.shape.at(-1)!;
        const each = maps.data.length / 9 / channels;
        expect(own.values.length).to.equal(4 * channels);
        own.values.forEach((value, i) => {
          const [channel, rank] = [Math.floor(i / 4), i % 4];
          const strongest = (image: number) =>
            Math.max(
              ...Array.from({ length: each }, (_, place) => maps.data[(image * each + place) * channels + channel]!),
            );
          const order = Array.from({ length: 9 }, (_, image) => strongest(image)).sort((a, b) => b - a);
          expect(value).to.be.closeTo(order[rank]!, 1e-4);
          const there = maps.data[(own.images[i]! * each + own.positions[i]!) * channels + channel];
          expect(there).to.be.closeTo(value, 1e-4);
        });
        expect(own.width).to.equal(maps.shape.length === 4 ? maps.shape[2] : 1);
        own.zeroShares.forEach((share, channel) => expect(share).to.be.closeTo(zeroShares[channel]!, 1e-6));
      });
      expect(await memory()).to.equal(before);
    });

    it('gives the code that the last layer weighs', async () => {
      const weights = await session.exportWeights();
      const [{ codes }, { maps }] = await Promise.all([
        session.ask('features.codes', { images: images(5) }),
        session.ask('features.activations', { images: images(5), layer: 'logits' }),
      ]);
      const [count, size] = codes.shape as [number, number];
      expect(count).to.equal(5);
      const { 'logits/kernel': kernel, 'logits/bias': bias } = weights;
      maps.data.forEach((logit, i) => {
        const [image, c] = [Math.floor(i / 10), i % 10];
        let sum = bias!.data[c]!;
        for (let k = 0; k < size; k++) sum += codes.data[image * size + k]! * kernel!.data[k * 10 + c]!;
        expect(sum).to.be.closeTo(logit, 1e-4);
      });
    });

    it('a change of a pixel outside a unit’s box changes nothing there, of one inside it does', async () => {
      const layer = analyse(SPEC).layers.find(({ name }) => name === 'conv4')!;
      const { top, left, bottom, right } = boxOf(layer.sight.fields, 8, 5);
      expect([bottom - top, right - left]).to.deep.equal(layer.field.size);
      const answer = async (pixels: PlainTensor) => {
        const { maps } = await session.ask('features.activations', { images: pixels, layer: 'conv4' });
        const channels = maps.shape.at(-1)!;
        const at = (8 * maps.shape[2]! + 5) * channels;
        return [...maps.data.slice(at, at + channels)];
      };
      const changed = (row: number, column: number): PlainTensor => {
        const { data, shape } = images();
        for (let d = 0; d < 3; d++) data[(row * 32 + column) * 3 + d]! += 40;
        return { data, shape };
      };
      const before = await answer(images());
      for (const [row, column] of [
        [top - 1, left],
        [top, left - 1],
        [bottom, right - 1],
        [bottom - 1, right],
      ] as const) {
        const after = await answer(changed(row, column));
        after.forEach((value, k) => expect(value).to.be.closeTo(before[k]!, 1e-5));
      }
      expect(await answer(changed((top + bottom) >> 1, (left + right) >> 1))).not.to.deep.equal(before);
    });

    it('says how smooth a kernel is, and that a rectifier has none', async () => {
      const weights = await session.exportWeights();
      const { kernel, smoothness, slices } = await session.ask('features.kernel', { layer: 'conv2', seed: 1 });
      expect([...kernel!.data]).to.deep.equal([...weights['conv2/kernel']!.data]);
      expect(slices).to.equal(kernel!.shape[2]! * kernel!.shape[3]!);
      expect(smoothness!.correlation).to.be.within(-1, 1);
      expect((await session.ask('features.kernel', { layer: 'relu1', seed: 1 })).kernel).to.equal(undefined);
      expect((await session.ask('features.kernel', { layer: 'logits', seed: 1 })).smoothness).to.equal(undefined);
    });

    it('can be cancelled between two passes, and says what is wrong, without a trace', async () => {
      const before = await memory();
      const abort = new AbortController();
      const cancelled = session.ask(
        'features.survey',
        { images: images(150), layers: ['relu1'], top: 1 },
        { signal: abort.signal, onProgress: () => abort.abort() },
      );
      expect(await codeOf(cancelled)).to.equal('aborted');
      const codes = new AbortController();
      const reading = session.ask(
        'features.codes',
        { images: images(150) },
        { signal: codes.signal, onProgress: () => codes.abort() },
      );
      expect(await codeOf(reading)).to.equal('aborted');
      const nowhere = { images: images(), layer: 'nowhere' };
      expect(await codeOf(session.ask('features.activations', nowhere))).to.equal('invalid-argument');
      const flat = { data: new Float32Array(5), shape: [1, 2, 2, 3] };
      expect(await codeOf(session.ask('features.codes', { images: flat }))).to.equal('invalid-argument');
      const wrong = { images: flat, layers: ['relu1'], top: 1 };
      expect(await codeOf(session.ask('features.survey', wrong))).to.equal('invalid-argument');
      expect(await memory()).to.equal(before);
    });
  });
}

describe('points in the plane, in the worker', function () {
  this.timeout(120_000);
  let session: LiveModelSession;
  before(() => (session = new LiveModelSession('points', { architecture: SPEC, backend: 'wasm' })));
  after(() => void session.dispose());

  /** Three groups far from each other. */
  const labels = Array.from({ length: 90 }, (_, i) => i % 3);
  const points = (): PlainTensor => {
    const data = randomArray(90 * 6, 4);
    labels.forEach((label, i) => (data[i * 6 + label]! += 30));
    return { data, shape: [90, 6] };
  };
  const ask = (settings: object, options = {}) =>
    session.ask('features.embed', { points: points(), labels, settings: { ...T_SNE, ...settings } }, options);

  it('gives principal components at once, then what t-SNE makes of them', async () => {
    const flat = await ask({ method: 'pca' });
    expect(flat.frame.step).to.equal(0);
    expect(flat.frame.divergence).to.equal(undefined);
    expect(flat.purity).to.equal(1);
    expect(flat.shares[0]! + flat.shares[1]!).to.be.within(0.5, 1);
    const frames: EmbeddingFrame[] = [];
    const { frame, purity } = await ask({}, { onFrame: (shown: EmbeddingFrame) => frames.push(shown) });
    expect([...frames[0]!.positions]).to.deep.equal([...flat.frame.positions]);
    expect(frame.step).to.equal(400);
    expect(purity).to.equal(1);
    // Within each group nearer than between groups, in the plane too.
    const distance = (i: number, j: number) =>
      Math.hypot(
        frame.positions[2 * i]! - frame.positions[2 * j]!,
        frame.positions[2 * i + 1]! - frame.positions[2 * j + 1]!,
      );
    expect(Math.max(distance(0, 3), distance(0, 6))).to.be.below(Math.min(distance(0, 1), distance(0, 2)));
  });

  it('is the same for the same seed, another for another', async () => {
    const [one, again, other] = await Promise.all([7, 7, 8].map((seed) => ask({ seed, steps: 60 })));
    expect(one!.frame.positions).to.deep.equal(again!.frame.positions);
    expect(one!.frame.positions).not.to.deep.equal(other!.frame.positions);
    expect(one!.frame.divergence).to.be.above(0);
  });

  it('can be cancelled between two steps', async () => {
    const abort = new AbortController();
    const asked = ask({ steps: 1_000_000 }, { signal: abort.signal, onProgress: () => abort.abort() });
    expect(await codeOf(asked)).to.equal('aborted');
  });

  it('knows the nearest to a point', async () => {
    const point = points().data.slice(12, 18);
    const { indices, distances } = await session.ask('features.neighbours', { points: points(), point, count: 4 });
    expect(indices[0]).to.equal(2);
    expect(distances[0]).to.equal(0);
    expect([...indices].map((i) => i % 3)).to.deep.equal([2, 2, 2, 2]);
  });

  it('says what is wrong with a request', async () => {
    expect(await codeOf(ask({ perplexity: 31 }))).to.equal('invalid-argument');
    expect(await codeOf(ask({ neighbours: 90 }))).to.equal('invalid-argument');
    const shape = [90, 7];
    const settings = { ...T_SNE };
    const asked = session.ask('features.embed', { points: { ...points(), shape }, settings });
    expect(await codeOf(asked)).to.equal('invalid-argument');
  });
});
