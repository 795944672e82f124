/**
 * Batch normalisation (Ioffe and Szegedy 2015) with an analytic gradient and an optional fused ReLU. The caller keeps
 * the moving averages. TensorFlow.js's own gradient tiles the variance to the size of x, its largest cost on wasm.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BATCH_NORM_TRAINING } from './batch-norm-kernels.js';

export interface BatchNormTrainingOptions {
  /** γ, [channels]; absent: 1. */
  readonly gamma?: tf.Tensor1D | undefined;
  /** β, [channels]; absent: 0. */
  readonly beta?: tf.Tensor1D | undefined;
  /** Added to the variance before the square root. */
  readonly epsilon: number;
  /** Applies max(·, 0) in the same step; its gradient passes where the output is above zero. */
  readonly relu: boolean;
}
export interface BatchNormTrainingResult<T extends tf.Tensor> {
  readonly y: T;
  /** Mean of the batch per channel, [channels]; no gradient flows through it. */
  readonly mean: tf.Tensor1D;
  /** Biased variance of the batch per channel (divided by the count), [channels]; no gradient flows through it. */
  readonly variance: tf.Tensor1D;
}

/**
 * y = γ·(x − mean)/√(variance + ε) + β with the batch's own statistics, over all axes but the last. Needs
 * installKernels().
 * @param x [n, h, w, c] or [n, c]
 */
export function batchNormTraining<T extends tf.Tensor>(
  x: T,
  { gamma, beta, epsilon, relu }: BatchNormTrainingOptions,
): BatchNormTrainingResult<T> {
  return tf.tidy(() => {
    const channels = x.shape[x.rank - 1]!;
    const inputs = { x, gamma: gamma ?? tf.ones([channels]), beta: beta ?? tf.zeros([channels]) };
    const [y, mean, variance] = tf
      .engine()
      .runKernel<tf.Tensor[]>(BATCH_NORM_TRAINING, inputs as unknown as tf.NamedTensorMap, { epsilon, relu });
    return { y: y as T, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
  });
}

export interface BatchNormInferenceOptions {
  /** Statistics of the training set, [channels] each. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
  readonly gamma?: tf.Tensor1D | undefined;
  readonly beta?: tf.Tensor1D | undefined;
  readonly epsilon: number;
  /** Applies tf.relu afterwards. Leave it off where the ReLU has a gradient rule of its own. */
  readonly relu?: boolean | undefined;
}

/**
 * The same with given statistics: a scale and a shift per channel, differentiable in x, γ and β as any operation.
 * @param x [n, h, w, c] or [n, c]
 */
export function batchNormInference<T extends tf.Tensor>(
  x: T,
  { mean, variance, gamma, beta, epsilon, relu }: BatchNormInferenceOptions,
): T {
  return tf.tidy(() => {
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const scale = gamma ? tf.mul(gamma, inverse) : inverse;
    const shift = beta ? tf.sub(beta, tf.mul(mean, scale)) : tf.neg(tf.mul(mean, scale));
    const y = tf.add(tf.mul(x, scale), shift);
    return (relu ? tf.relu(y) : y) as T;
  });
}
