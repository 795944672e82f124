/** Random valid architectures build, run with the shapes and counts that arithmetic foretells, and train. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Network } from '../../../core/models/network.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { randomTensor } from '../../helpers/tensors.js';
import { randomSpec } from './random-specs.js';

describeOnBackends(['cpu', 'wasm'], 'random architectures', (backend) => {
  it('build and run, in training and inference, with the shapes and counts foretold', () => {
    fc.assert(
      fc.property(randomSpec, fc.boolean(), (spec, training) => {
        const network = new Network(spec, { seed: 1 });
        tf.tidy(() => {
          const images = randomTensor<tf.Rank.R4>([2, ...spec.inputShape], 1);
          const taps = spec.layers.map(({ name }) => name);
          const applied = network.apply(images, { training, taps });
          for (const { layer, outputShape } of network.layers) {
            expect(applied.taps[layer.name]!.shape, layer.name).to.deep.equal([2, ...outputShape]);
          }
          // Without taps batch normalisation and ReLU are one kernel and maps go early: the same numbers.
          const plain = network.apply(images, { training });
          const difference = tf.max(tf.abs(tf.sub(plain.logits, applied.logits))).dataSync()[0]!;
          const scale = tf.max(tf.abs(applied.logits)).dataSync()[0]!;
          expect(difference).to.be.at.most(1e-5 * Math.max(scale, 1));
          const planned = network.layers.flatMap(({ weights }) =>
            weights.map(({ shape }) => tf.util.sizeFromShape([...shape])),
          );
          expect(network.parameters.total).to.equal(planned.reduce((sum, count) => sum + count, 0));
        });
        network.dispose();
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('have a gradient for every trainable weight', () => {
    fc.assert(
      fc.property(randomSpec, (spec) => {
        const network = new Network(spec, { seed: 1 });
        tf.tidy(() => {
          const images = randomTensor<tf.Rank.R4>([2, ...spec.inputShape], 1);
          const loss = () => tf.mean(tf.square(network.apply(images, { training: true }).logits)) as tf.Scalar;
          const { grads } = tf.variableGrads(loss, [...network.trainable.values()]);
          for (const [name, variable] of network.trainable) {
            expect(grads[variable.name]?.shape, name).to.deep.equal(variable.shape);
          }
        });
        network.dispose();
      }),
      { numRuns: backend === 'cpu' ? 40 : 60, seed: 12 },
    );
  });
});
