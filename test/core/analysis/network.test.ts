/** The analysis against the network that core builds: parameters, and the shapes of tensors that were computed. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { analyse, architecture, scaleWidth } from '../../../core/analysis/index.js';
import { Network } from '../../../core/models/network.js';
import type { ArchitectureSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { randomTensor } from '../../helpers/tensors.js';
import { randomSpec } from '../models/random-specs.js';

const numbersIn = (variables: Iterable<tf.Variable>): number =>
  [...variables].reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape), 0);

function expectSameCounts(spec: ArchitectureSpec): void {
  const analysis = analyse(spec);
  const network = new Network(spec, { seed: 1 });
  expect(analysis.errors).to.be.empty;
  expect(analysis.trainable, 'trainable').to.equal(numbersIn(network.trainable.values()));
  expect(analysis.total, 'total').to.equal(numbersIn(network.variables.values()));
  for (const { name, total } of analysis.layers) {
    const own = [...network.variables].filter(([variable]) => variable.startsWith(`${name}/`));
    expect(total, name).to.equal(numbersIn(own.map(([, variable]) => variable)));
  }
  tf.tidy(() => {
    const { taps } = network.apply(randomTensor<tf.Rank.R4>([1, ...spec.inputShape], 1), {
      taps: spec.layers.map(({ name }) => name),
    });
    for (const { name, outputShape } of analysis.layers) {
      expect([1, ...outputShape], name).to.deep.equal(taps[name]!.shape);
    }
  });
  network.dispose();
}

describeOnBackends(['cpu'], 'analysis and network', () => {
  it('agree on counts and shapes of random architectures, some of their layers frozen', () => {
    fc.assert(
      fc.property(randomSpec, fc.array(fc.boolean(), { maxLength: 20 }), (spec, frozen) => {
        const layers = spec.layers.map((layer, i) => (frozen[i] ? { ...layer, trainable: false } : layer));
        expectSameCounts({ ...spec, layers });
      }),
      { numRuns: 150, seed: 21 },
    );
  });

  for (const name of ['baseline', 'mobilenet', 'separable-twin', 'lenet5'] as const) {
    it(`agree on ${name} at an eighth of its width`, async () => {
      expectSameCounts(scaleWidth(await architecture(name), 1 / 8));
    });
  }
});
