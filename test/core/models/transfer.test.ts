/** Transfer: what is taken over, what is new, and that frozen means bit by bit. */
import { expect } from '@open-wc/testing';
import type * as tf from '@tensorflow/tfjs-core';
import type { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { mobilenet } from '../../../core/models/architectures/mobilenet.js';
import { Network } from '../../../core/models/network.js';
import { transfer, type TransferOptions } from '../../../core/models/transfer.js';
import { resolveConfig } from '../../../core/training/recipes.js';
import { Trainer } from '../../../core/training/trainer.js';
import type { ArchitectureSpec, OptimizerName, WeightMap } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { randomArray, randomTensor } from '../../helpers/tensors.js';

const trained = baseline({ width: 1 / 32, inputSize: 16 });

async function weightsOf(spec: ArchitectureSpec): Promise<WeightMap> {
  const network = new Network(spec, { seed: 4 });
  const names = [...network.variables.keys()];
  const weights = Object.fromEntries(
    Object.entries(await network.weights()).map(([name, { data, shape }], i) => [
      name,
      // Statistics as after a training, so that a change of them would show.
      { data: names[i]!.includes('moving') ? randomArray(data.length, i, 0.5, 1.5) : data, shape },
    ]),
  );
  network.dispose();
  return weights;
}

/** The weights after some steps of training on noise, with weight decay. */
async function train(
  { spec, weights }: { spec: ArchitectureSpec; weights: WeightMap },
  optimizer: OptimizerName,
): Promise<WeightMap> {
  const config = resolveConfig(
    'quick',
    { seed: 1, optimizer, weightDecay: 0.1 },
    { architecture: spec, trainSize: 100 },
  );
  const network = new Network(spec, { seed: 0 });
  network.setWeights(weights);
  const trainer = new Trainer(network, config, { totalSteps: 10 });
  for (let step = 0; step < 4; step++) {
    const images = randomTensor<tf.Rank.R4>([6, ...spec.inputShape], step);
    await trainer.trainStep(images, [0, 1, 2, 0, 1, 2]);
    images.dispose();
  }
  const after = await network.weights();
  trainer.dispose();
  network.dispose();
  return after;
}

const features = (weights: WeightMap) => Object.entries(weights).filter(([name]) => !name.startsWith('logits/'));

describeOnBackends(['cpu', 'wasm'], 'transfer', () => {
  for (const optimizer of ['momentum', 'adam'] as const) {
    it(`keeps frozen features and their statistics bit by bit while a new head learns, with ${optimizer}`, async () => {
      const weights = await weightsOf(trained);
      const moved = transfer(trained, weights, { classes: 3, freezeFeatures: true, seed: 7 });
      expect(features(moved.weights)).to.deep.equal(features(weights));
      expect(moved.weights['logits/kernel']!.shape).to.deep.equal([16, 3]);
      const after = await train(moved, optimizer);
      expect(features(after)).to.deep.equal(features(weights));
      expect(after['logits/kernel']).not.to.deep.equal(moved.weights['logits/kernel']);
      expect(after['logits/bias']).not.to.deep.equal(moved.weights['logits/bias']);
    });
  }

  it('starts from trained features and changes them where they are not frozen', async () => {
    const weights = await weightsOf(trained);
    const moved = transfer(trained, weights, { classes: 3, freezeFeatures: false, seed: 7 });
    expect(features(moved.weights)).to.deep.equal(features(weights));
    const after = await train(moved, 'momentum');
    for (const [name, { data }] of features(after)) expect(data, name).not.to.deep.equal(weights[name]!.data);
  });
});

describe('transfer', () => {
  const options: TransferOptions = { classes: 3, freezeFeatures: true, seed: 1 };

  it('gives the new head weights of its seed, and keeps the old head where the classes stay', async () => {
    const weights = await weightsOf(trained);
    const head = (seed: number) => transfer(trained, weights, { ...options, seed }).weights['logits/kernel']!.data;
    expect(head(1)).to.deep.equal(head(1));
    expect(head(1)).not.to.deep.equal(head(2));
    const same = transfer(trained, weights, { freezeFeatures: true, seed: 1 });
    expect(same.weights).to.deep.equal(weights);
    expect(same.spec.layers.at(-1)).not.to.have.property('trainable');
    expect(same.spec.layers.slice(0, -1).every(({ trainable }) => trainable === false)).to.equal(true);
  });

  it('finds a last layer that is a convolution', async () => {
    const { layers } = mobilenet({ width: 1 / 32 });
    const spec: ArchitectureSpec = {
      name: 'convolutional',
      inputShape: [16, 16, 3],
      layers: [
        ...layers.slice(0, 6),
        { name: 'score', type: 'conv2d', filters: 10, kernelSize: 1, trainable: false },
        { name: 'mean', type: 'globalAveragePooling2d' },
      ],
    };
    const moved = transfer(spec, await weightsOf(spec), options);
    expect(moved.spec.layers.find(({ name }) => name === 'score')).to.deep.include({ filters: 3 }).and.not.have.property('trainable'); // prettier-ignore
    expect(moved.weights['score/bias']!.shape).to.deep.equal([3]);
  });

  it('refuses what has no head, misses a weight, or has no classes', async () => {
    const code = (run: () => unknown) => {
      try {
        run();
      } catch (thrown) {
        return (thrown as KitError).code;
      }
      return 'done';
    };
    const weights = await weightsOf(trained);
    const headless: ArchitectureSpec = {
      name: 'headless',
      inputShape: [4, 4, 3],
      layers: [{ name: 'bn', type: 'batchNorm' }, { name: 'mean', type: 'globalAveragePooling2d' }],
    }; // prettier-ignore
    expect(code(() => transfer(headless, {}, options))).to.equal('bad-spec');
    expect(code(() => transfer(trained, {}, options))).to.equal('bad-weights');
    expect(code(() => transfer(trained, weights, { ...options, classes: 0 }))).to.equal('invalid-argument');
    expect(code(() => transfer(trained, weights, { ...options, classes: 2.5 }))).to.equal('invalid-argument');
    expect(code(() => transfer(trained, weights, options))).to.equal('done');
  });
});
