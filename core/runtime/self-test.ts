/**
 * One small forward and backward step with known results, run on a backend before it is trusted: drivers exist that
 * compute wrongly without an error. It touches every kernel that training needs; it does not measure speed.
 */
import * as tf from '@tensorflow/tfjs-core';
import { batchNormTraining, softmaxCrossEntropy } from '../kernels/index.js';

/** Sizes of the network's input, parameters and targets, in the order in which its gradients are listed. */
export const SELF_TEST_SHAPES = {
  image: [2, 6, 6, 3],
  conv: [3, 3, 3, 4],
  bias: [4],
  gamma: [4],
  beta: [4],
  depthwise: [3, 3, 4, 1],
  pointwise: [1, 1, 4, 6],
  strided: [3, 3, 6, 5],
  dense: [5, 3],
  denseBias: [3],
} as const;
export type SelfTestName = keyof typeof SELF_TEST_SHAPES;

/** Rows of target distributions, exact in float32. */
export const SELF_TEST_TARGETS = [0.75, 0.125, 0.125, 0.25, 0.25, 0.5] as const;
export const SELF_TEST_EPSILON = 1e-3;

/**
 * Loss, and one checksum Σ gradient[i]·cos(i) per parameter. Computed in float64 by plain loops and, for the gradients,
 * central differences; test/core/runtime/self-test.test.ts does so again and compares.
 */
export const SELF_TEST_EXPECTED: Readonly<Record<SelfTestName | 'loss', number>> = {
  loss: 1.5191999606,
  image: -0.8074609092,
  conv: 0.3912906139,
  // A bias before batch normalisation changes nothing.
  bias: 0,
  gamma: -0.2835966019,
  beta: 0.2580103286,
  depthwise: 0.1067313338,
  pointwise: 0.5619346304,
  strided: -1.0510937374,
  dense: 0.4307750446,
  denseBias: 0.4061318312,
};

// Relative, or absolute below 1. Float32 comes within 1e-5 here; half precision, too little to train with, does not.
const TOLERANCE = 1e-4;

/** The same numbers everywhere: sines, rounded to float32 so that a float64 computation starts from the same ones. */
export function selfTestValues(name: SelfTestName): Float32Array {
  const size = tf.util.sizeFromShape([...SELF_TEST_SHAPES[name]]);
  const seed = Object.keys(SELF_TEST_SHAPES).indexOf(name) + 1;
  return Float32Array.from({ length: size }, (_, i) => Math.sin(seed + 1.7 * i + 0.01 * i * i));
}

/** Undefined if the current backend computes rightly, else what is wrong, as a short phrase. */
export async function selfTest(): Promise<string | undefined> {
  const outputs = tf.tidy(() => {
    const names = Object.keys(SELF_TEST_SHAPES) as SelfTestName[];
    const inputs = names.map((name) => tf.tensor(selfTestValues(name), [...SELF_TEST_SHAPES[name]]));
    const { value, grads } = tf.valueAndGrads((...args) => network(args))(inputs);
    const checksums = grads.map((gradient) => {
      const weights = tf.tensor(
        Float32Array.from({ length: gradient.size }, (_, i) => Math.cos(i)),
        gradient.shape,
      );
      return tf.reshape(tf.sum(tf.mul(gradient, weights)), [1]);
    });
    return tf.concat1d([tf.reshape(value, [1]), ...checksums] as tf.Tensor1D[]);
  });
  try {
    return firstFlaw(await outputs.data());
  } finally {
    outputs.dispose();
  }
}

function firstFlaw(actual: ArrayLike<number>): string | undefined {
  const names = ['loss', ...Object.keys(SELF_TEST_SHAPES)] as (SelfTestName | 'loss')[];
  const wrong = names.find((name, i) => {
    const expected = SELF_TEST_EXPECTED[name];
    // Written so that NaN counts as wrong.
    return !(Math.abs(actual[i]! - expected) <= TOLERANCE * Math.max(1, Math.abs(expected)));
  });
  if (wrong === undefined) return undefined;
  return wrong === 'loss' ? 'a wrong loss in the start-up test' : `a wrong ${wrong} gradient in the start-up test`;
}

function network(inputs: readonly tf.Tensor[]): tf.Scalar {
  const [image, conv, bias, gamma, beta, depthwise, pointwise, strided, dense, denseBias] = inputs as [
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor4D,
    tf.Tensor2D,
    tf.Tensor1D,
  ];
  const epsilon = SELF_TEST_EPSILON;
  const first = tf.add(tf.conv2d(image, conv, 1, 'same'), bias);
  const normalised = batchNormTraining(first, { gamma, beta, epsilon, relu: true }).y as tf.Tensor4D;
  const separated = tf.depthwiseConv2d(normalised, depthwise, 2, 'same');
  const mixed = tf.conv2d(tf.maxPool(separated, 2, 1, 'same'), pointwise, 1, 'same');
  const second = batchNormTraining(mixed, { epsilon, relu: false }).y as tf.Tensor4D;
  const third = tf.relu(tf.conv2d(second, strided, 2, 'same'));
  const pooled = tf.mean(tf.avgPool(third, 2, 1, 'same'), [1, 2]) as tf.Tensor2D;
  const logits = tf.add(tf.matMul(pooled, dense), denseBias) as tf.Tensor2D;
  return softmaxCrossEntropy(logits, tf.tensor2d([...SELF_TEST_TARGETS], [2, 3]));
}
