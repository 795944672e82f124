/**
 * Batch normalisation on every backend: outputs, statistics and gradients against float64 loops and finite differences.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { batchNormInference, batchNormTraining } from '../../../core/kernels/index.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, finiteDifferences, randomArray, relativeError } from '../../helpers/tensors.js';
import { dot, moments, normalise, size, type Normalisation } from './reference.js';

const EPSILON = 1e-3;

interface Case {
  readonly shape: readonly number[];
  readonly scale: boolean;
  readonly offset: boolean;
  readonly relu: boolean;
}
interface Numbers {
  readonly x: Float32Array;
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly dy: Float32Array;
}

function numbersFor({ shape }: Case, seed: number): Numbers {
  const channels = shape[shape.length - 1]!;
  return {
    x: randomArray(size(shape), seed, -2, 3),
    gamma: randomArray(channels, seed + 1, 0.5, 1.5),
    beta: randomArray(channels, seed + 2),
    dy: randomArray(size(shape), seed + 3),
  };
}

/** Central differences step over the kink of a ReLU where its input is close to zero: use numbers that are not. */
function awayFromKinks(c: Case): Numbers {
  for (let seed = 1; ; seed += 10) {
    const numbers = numbersFor(c, seed);
    const plain = normalise(numbers.x, moments(numbers.x, numbers.gamma.length), optionsOf(c, numbers, false));
    if (!c.relu || plain.every((value) => Math.abs(value) > 1e-3)) return numbers;
  }
}

function optionsOf(
  { scale, offset, relu }: Case,
  { gamma, beta }: Partial<Record<'gamma' | 'beta', ArrayLike<number>>>,
  withRelu = relu,
): Normalisation {
  return { ...(scale ? { gamma: gamma! } : {}), ...(offset ? { beta: beta! } : {}), epsilon: EPSILON, relu: withRelu };
}

async function check(c: Case): Promise<void> {
  const { x, gamma, beta, dy } = awayFromKinks(c);
  const channels = gamma.length;
  const forward = (input: tf.Tensor, g: tf.Tensor, b: tf.Tensor) =>
    batchNormTraining(input, {
      gamma: c.scale ? (g as tf.Tensor1D) : undefined,
      beta: c.offset ? (b as tf.Tensor1D) : undefined,
      epsilon: EPSILON,
      relu: c.relu,
    });
  const results = tf.tidy(() => {
    const inputs = [tf.tensor(x, [...c.shape]), tf.tensor1d(gamma), tf.tensor1d(beta)] as const;
    const { y, mean, variance } = forward(...inputs);
    const used = inputs.filter((_, i) => i === 0 || (i === 1 ? c.scale : c.offset));
    const gradients = tf.grads((...args: tf.Tensor[]) => {
      const rest = args.slice(1);
      const g = c.scale ? rest.shift()! : inputs[1];
      return forward(args[0]!, g, c.offset ? rest.shift()! : inputs[2]).y;
    })([...used], tf.tensor(dy, [...c.shape]));
    return [y, mean, variance, ...gradients];
  });
  const [y, mean, variance, ...gradients] = await Promise.all(results.map((result) => result.data()));
  tf.dispose(results);

  const statistics = moments(x, channels);
  expectClose(mean!, statistics.mean, 1e-5, 'mean');
  expectClose(variance!, statistics.variance, 1e-5, 'variance');
  expectClose(y!, normalise(x, statistics, optionsOf(c, { gamma, beta })), 1e-5, 'output');

  const loss = (changes: Partial<Record<'x' | 'gamma' | 'beta', ArrayLike<number>>>): number => {
    const v = { x, gamma, beta, ...changes };
    return dot(normalise(v.x, moments(v.x, channels), optionsOf(c, v)), dy);
  };
  const expected = [finiteDifferences((point) => loss({ x: point }), x)];
  if (c.scale) expected.push(finiteDifferences((point) => loss({ gamma: point }), gamma));
  if (c.offset) expected.push(finiteDifferences((point) => loss({ beta: point }), beta));
  expect(gradients.length).to.equal(expected.length);
  expected.forEach((gradient, i) => expectClose(gradients[i]!, gradient, 2e-5, `gradient ${i}`));
}

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'batchNormTraining', () => {
  const cases: readonly (readonly [string, Case])[] = [
    ['offset and ReLU, as in the baseline', { shape: [2, 3, 3, 4], scale: false, offset: true, relu: true }],
    ['scale, offset, no ReLU', { shape: [2, 3, 2, 5], scale: true, offset: true, relu: false }],
    ['neither scale nor offset', { shape: [3, 2, 2, 3], scale: false, offset: false, relu: true }],
    ['rank 2', { shape: [7, 3], scale: true, offset: true, relu: true }],
    ['one channel', { shape: [2, 3, 3, 1], scale: true, offset: false, relu: false }],
  ];
  for (const [name, c] of cases) it(name, () => check(c));

  it('lets no gradient through mean and variance', async () => {
    const x = randomArray(12, 5);
    const weights = randomArray(12, 6);
    const gradientOf = (withStatistics: boolean): tf.Tensor =>
      tf.grad((input) => {
        const { y, mean, variance } = batchNormTraining(input, { epsilon: EPSILON, relu: false });
        const loss = tf.sum(tf.mul(y, tf.tensor2d(weights, [4, 3])));
        return withStatistics ? tf.add(loss, tf.sum(tf.add(mean, variance))) : loss;
      })(tf.tensor2d(x, [4, 3]));
    const gradients = tf.tidy(() => [gradientOf(true), gradientOf(false)]);
    const [withStatistics, without] = await Promise.all(gradients.map((gradient) => gradient.data()));
    tf.dispose(gradients);
    expect(Array.from(withStatistics!)).to.deep.equal(Array.from(without!));
  });

  it('keeps the variance where the mean is large', async () => {
    const x = randomArray(64, 3, 999.5, 1000.5);
    const variance = tf.tidy(() => batchNormTraining(tf.tensor2d(x, [32, 2]), { epsilon: 0, relu: false }).variance);
    const values = await variance.data();
    variance.dispose();
    expect(relativeError(values, moments(x, 2).variance)).to.be.below(1e-3);
  });
});

describeOnBackends(['wasm'], 'any batchNormTraining', () => {
  it('has the gradients of finite differences', async () => {
    const anyCase = fc.record({
      shape: fc
        .record({
          batch: fc.integer({ min: 2, max: 4 }),
          size: fc.integer({ min: 1, max: 3 }),
          channels: fc.integer({ min: 1, max: 9 }),
        })
        .map(({ batch, size: side, channels }) => [batch + 2, side, side, channels]),
      scale: fc.boolean(),
      offset: fc.boolean(),
      relu: fc.boolean(),
    });
    await fc.assert(fc.asyncProperty(anyCase, check), { numRuns: 25 });
  });
});

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'batchNormInference', () => {
  for (const relu of [false, true]) {
    it(relu ? 'with ReLU' : 'plain', async () => {
      const c: Case = { shape: [2, 3, 3, 5], scale: true, offset: true, relu };
      const { x, gamma, beta, dy } = awayFromKinks(c);
      const statistics = { mean: randomArray(5, 20), variance: randomArray(5, 21, 0.2, 2) };
      const results = tf.tidy(() => {
        const forward = (input: tf.Tensor, g: tf.Tensor, b: tf.Tensor): tf.Tensor =>
          batchNormInference(input, {
            mean: tf.tensor1d(statistics.mean),
            variance: tf.tensor1d(statistics.variance),
            gamma: g as tf.Tensor1D,
            beta: b as tf.Tensor1D,
            epsilon: EPSILON,
            relu,
          });
        const inputs = [tf.tensor(x, [...c.shape]), tf.tensor1d(gamma), tf.tensor1d(beta)] as const;
        return [forward(...inputs), ...tf.grads(forward)([...inputs], tf.tensor(dy, [...c.shape]))];
      });
      const [y, ...gradients] = await Promise.all(results.map((result) => result.data()));
      tf.dispose(results);
      const output = (v: { x?: ArrayLike<number>; gamma?: ArrayLike<number>; beta?: ArrayLike<number> }) =>
        normalise(v.x ?? x, statistics, { gamma, beta, epsilon: EPSILON, relu, ...v });
      expectClose(y!, output({}), 1e-5, 'output');
      const expected = [
        finiteDifferences((point) => dot(output({ x: point }), dy), x),
        finiteDifferences((point) => dot(output({ gamma: point }), dy), gamma),
        finiteDifferences((point) => dot(output({ beta: point }), dy), beta),
      ];
      expected.forEach((gradient, i) => expectClose(gradients[i]!, gradient, 2e-5, `gradient ${i}`));
    });
  }
});
