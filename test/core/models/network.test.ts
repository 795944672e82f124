/** A network's forward pass and image gradients against the float64 reference, its taps, and what it leaves behind. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { Network } from '../../../core/models/network.js';
import { predict } from '../../../core/models/predict.js';
import type { ArchitectureSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose } from '../../helpers/tensors.js';
import { loadReference, REFERENCE_TOLERANCE, type ReferenceCase } from './reference.js';

const cases = await loadReference();

function restored({ spec, weights }: ReferenceCase): Network {
  const network = new Network(spec, { seed: 0 });
  network.setWeights(weights);
  return network;
}

function imagesOf({ images }: ReferenceCase): tf.Tensor4D {
  return tf.tensor<tf.Rank.R4>(images.data, images.shape as [number, number, number, number]);
}

/** ∂ of each image's score at its predicted class, with respect to the image. */
function scoreGradient(
  reference: ReferenceCase,
  network: Network,
  score: (logits: tf.Tensor2D) => tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    const chosen = tf.oneHot(tf.tensor1d([...reference.predicted], 'int32'), network.classes);
    return tf.grad((x) => tf.sum(tf.mul(score(network.apply(x as tf.Tensor4D).logits), chosen)))(imagesOf(reference));
  });
}

for (const reference of cases) {
  describeOnBackends(['cpu', 'wasm', 'webgpu'], `Network, ${reference.kind} of the reference`, () => {
    it('gives the reference logits', async () => {
      const network = restored(reference);
      const images = imagesOf(reference);
      const { logits, taps, batchStatistics } = network.apply(images);
      expect(logits.shape).to.deep.equal([...reference.logits.shape]);
      expectClose(await logits.data(), reference.logits.data, REFERENCE_TOLERANCE);
      expect(taps).to.deep.equal({});
      expect(batchStatistics).to.deep.equal([]);
      tf.dispose([images, logits]);
      network.dispose();
    });

    it('gives the reference probabilities', async () => {
      const network = restored(reference);
      const images = imagesOf(reference);
      const { data, shape } = await predict(network, images);
      expect(shape).to.deep.equal([...reference.probabilities.shape]);
      expectClose(data, reference.probabilities.data, REFERENCE_TOLERANCE);
      images.dispose();
      network.dispose();
    });

    it('gives the reference gradient of the predicted logit', async () => {
      const network = restored(reference);
      const gradient = scoreGradient(reference, network, (logits) => logits);
      expectClose(await gradient.data(), reference.attribution.gradient.data, REFERENCE_TOLERANCE);
      gradient.dispose();
      network.dispose();
    });

    it('gives the reference gradient of the predicted probability', async () => {
      const network = restored(reference);
      const gradient = scoreGradient(reference, network, (logits) => tf.softmax(logits));
      expectClose(await gradient.data(), reference.attribution.gradientOfProbability.data, REFERENCE_TOLERANCE);
      gradient.dispose();
      network.dispose();
    });

    it('keeps batch normalisation and ReLU apart when a tap or a rule asks, with the same result', async () => {
      const network = restored(reference);
      const images = imagesOf(reference);
      const tapped = network.apply(images, { taps: ['bn1', 'relu1', 'gap'] });
      const ruled = network.apply(images, { relu: (x) => tf.relu(x) });
      expectClose(await tapped.logits.data(), reference.logits.data, REFERENCE_TOLERANCE);
      expectClose(await ruled.logits.data(), reference.logits.data, REFERENCE_TOLERANCE);
      const { bn1, relu1, gap } = tapped.taps;
      const normalised = await bn1!.data();
      expect(
        normalised.some((value) => value < 0),
        'bn1 is before the ReLU',
      ).to.equal(true);
      expectClose(
        await relu1!.data(),
        normalised.map((value) => Math.max(value, 0)),
        0,
      );
      expect(gap!.shape).to.deep.equal([3, network.layers.find(({ layer }) => layer.name === 'gap')!.outputShape[0]]);
      tf.dispose([images, tapped.logits, ruled.logits, bn1!, relu1!, gap!]);
      network.dispose();
    });

    it('reports the statistics of the batch in training mode', async () => {
      const network = restored(reference);
      const images = imagesOf(reference);
      const applied = network.apply(images, { training: true, taps: ['conv0'] });
      const [first] = applied.batchStatistics;
      expect(first!.layer.name).to.equal('bn0');
      const [mean, variance] = tf.tidy(() => {
        const { mean, variance } = tf.moments(applied.taps['conv0']!, [0, 1, 2]);
        return [mean, variance];
      });
      expectClose(await first!.mean.data(), await mean!.data(), 1e-5);
      expectClose(await first!.variance.data(), await variance!.data(), 1e-5);
      tf.dispose([images, applied.logits, applied.taps['conv0']!, mean!, variance!]);
      for (const statistics of applied.batchStatistics) tf.dispose([statistics.mean, statistics.variance]);
      network.dispose();
    });
  });
}

describeOnBackends(['cpu', 'wasm'], 'Network', () => {
  it('starts from weights that only the seed decides', async () => {
    const spec = baseline({ width: 0.05 });
    const networks = [1, 1, 2].map((seed) => new Network(spec, { seed }));
    const [first, same, other] = await Promise.all(networks.map((network) => network.weights()));
    expect(first).to.deep.equal(same);
    expect(first!['conv3/kernel']!.data).not.to.deep.equal(other!['conv3/kernel']!.data);
    networks.forEach((network) => network.dispose());
  });

  it('starts kernels with the variance 2 / fan-in, offsets at zero, moving variances at one', async () => {
    const network = new Network(baseline({ width: 0.5 }), { seed: 3 });
    const weights = await network.weights();
    const { data, shape } = weights['conv4/kernel']!;
    const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    const fanIn = shape[0]! * shape[1]! * shape[2]!;
    // 36,864 samples: the relative deviation of a sample variance is √(2/n) ≈ 0.7 %; five of them.
    expect(variance / (2 / fanIn)).to.be.within(1 - 0.037, 1 + 0.037);
    expect(weights['conv4/bias']!.data.every((value) => value === 0)).to.equal(true);
    expect(weights['bn4/beta']!.data.every((value) => value === 0)).to.equal(true);
    expect(weights['bn4/movingVariance']!.data.every((value) => value === 1)).to.equal(true);
    network.dispose();
  });

  it('gives out what was put in, and the copy does not follow later changes', async () => {
    const reference = cases[0]!;
    const network = restored(reference);
    const reading = network.weights();
    network.setWeights(
      Object.fromEntries(Object.entries(reference.weights).map(([name, weight]) => [name, zeros(weight)])),
    );
    const weights = await reading;
    expect(Object.keys(weights)).to.deep.equal([...network.variables.keys()]);
    for (const [name, { data, shape }] of Object.entries(reference.weights)) {
      expect(weights[name]!.data, name).to.deep.equal(data);
      expect(weights[name]!.shape, name).to.deep.equal([...shape]);
    }
    network.dispose();
  });

  it('refuses weights that do not fit and then keeps its own', async () => {
    const reference = cases[0]!;
    const network = restored(reference);
    const { 'conv1/bias': missing, ...incomplete } = reference.weights;
    const wrong = [
      [incomplete, 'conv1/bias', 'conv1'],
      [{ ...reference.weights, 'conv9/bias': missing! }, 'conv9/bias', 'conv9'],
      [{ ...reference.weights, 'conv1/bias': { data: missing!.data.slice(1), shape: [5] } }, '[5]', 'conv1'],
      [{ ...reference.weights, 'conv1/bias': { data: missing!.data.slice(1), shape: [6] } }, '5 numbers', 'conv1'],
      [
        { ...reference.weights, 'logits/bias': { data: new Float32Array(10).fill(NaN), shape: [10] } },
        'finite',
        'logits',
      ],
    ] as const;
    for (const [weights, words, layer] of wrong) {
      expect(() => network.setWeights(weights))
        .to.throw(words)
        .with.include({ code: 'bad-weights', layer });
    }
    expect((await network.weights())['conv0/kernel']!.data).to.deep.equal(reference.weights['conv0/kernel']!.data);
    network.dispose();
  });

  it('takes images of other sizes, and refuses those that cannot fit', () => {
    const network = new Network(baseline({ width: 0.05 }), { seed: 0 });
    tf.tidy(() => {
      expect(network.apply(tf.zeros([2, 24, 24, 3])).logits.shape).to.deep.equal([2, 10]);
      expect(network.apply(tf.zeros([1, 7, 9, 3])).logits.shape).to.deep.equal([1, 10]);
      expect(() => network.apply(tf.zeros([1, 32, 32, 1]))).to.throw('[n, height, width, 3]');
      expect(() => network.apply(tf.zeros([1, 8, 8, 3]), { taps: ['conv99'] })).to.throw('no layer "conv99"');
    });
    network.dispose();
    const flat: ArchitectureSpec = {
      name: 'flat',
      inputShape: [4, 4, 1],
      layers: [
        { name: 'flatten', type: 'flatten' },
        { name: 'logits', type: 'dense', units: 2 },
      ],
    };
    const dense = new Network(flat, { seed: 0 });
    tf.tidy(() => {
      expect(() => dense.apply(tf.zeros([1, 5, 4, 1])))
        .to.throw('built for 16')
        .with.include({ code: 'invalid-argument', layer: 'flatten' });
    });
    dense.dispose();
  });

  it('starts from weights that are given, and leaves nothing behind where they do not fit', async () => {
    const spec = baseline({ width: 0.05 });
    const first = new Network(spec, { seed: 3 });
    const weights = await first.weights();
    first.dispose();
    const second = new Network(spec, { seed: 0, weights });
    expect(await second.weights()).to.deep.equal(weights);
    second.dispose();
    const { 'conv0/bias': _, ...lacking } = weights;
    expect(() => new Network(spec, { seed: 0, weights: lacking }))
      .to.throw('lack')
      .with.include({ code: 'bad-weights' });
  });

  it('leaves nothing behind when a layer throws', () => {
    const network = new Network(baseline({ width: 0.05 }), { seed: 0 });
    const images = tf.zeros<tf.Rank.R4>([1, 8, 8, 3]);
    const rule = () => {
      throw new Error('rule');
    };
    expect(() => network.apply(images, { relu: rule })).to.throw('rule');
    images.dispose();
    network.dispose();
  });

  it('drops out by seed and step, in training only, and keeps the mean', async () => {
    const spec: ArchitectureSpec = {
      name: 'dropout',
      inputShape: [20, 20, 4],
      layers: [
        { name: 'drop', type: 'dropout', rate: 0.25 },
        { name: 'flatten', type: 'flatten' },
      ],
    };
    const network = new Network(spec, { seed: 0 });
    const images = tf.ones<tf.Rank.R4>([2, 20, 20, 4]);
    const run = async (options: Parameters<Network['apply']>[1]) => {
      const { logits } = network.apply(images, options);
      const data = await logits.data();
      logits.dispose();
      return data;
    };
    const first = await run({ training: true, dropoutSeed: [7, 1] });
    expect(await run({ training: true, dropoutSeed: [7, 1] })).to.deep.equal(first);
    expect(await run({ training: true, dropoutSeed: [7, 2] })).not.to.deep.equal(first);
    const kept = first.filter((value) => value !== 0);
    expect(kept.every((value) => Math.abs(value - 4 / 3) < 1e-6)).to.equal(true);
    // 3,200 draws: the share kept has a deviation of 0.77 %; five of them.
    expect(kept.length / first.length).to.be.within(0.71, 0.79);
    expect((await run({})).every((value) => value === 1)).to.equal(true);
    images.dispose();
    network.dispose();
  });
});

function zeros({ shape }: { readonly shape: readonly number[] }) {
  return { data: new Float32Array(tf.util.sizeFromShape([...shape])), shape };
}
