/**
 * The kernels behind batchNormTraining(), composed from operations that every backend has, and their gradient.
 * The formulas are those of Ioffe and Szegedy 2015, section 3, with the sums over the batch written out once.
 */
import * as tf from '@tensorflow/tfjs-core';
import { composedKernel } from './registry.js';

export const BATCH_NORM_TRAINING = 'ConvnetBatchNormTraining';
export const BATCH_NORM_TRAINING_GRADIENT = 'ConvnetBatchNormTrainingGradient';

export interface BatchNormAttributes {
  epsilon: number;
  relu: boolean;
}
interface ForwardInputs {
  x: tf.Tensor;
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
}
interface GradientInputs {
  dy: tf.Tensor;
  x: tf.Tensor;
  y: tf.Tensor;
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
  gamma: tf.Tensor1D;
}

/** Outputs y, mean and variance. */
export const batchNormTrainingComposed = (backendName: string): tf.KernelConfig =>
  composedKernel<ForwardInputs, BatchNormAttributes>(
    BATCH_NORM_TRAINING,
    backendName,
    ({ x, gamma, beta }, { epsilon, relu }) => {
      const rows = asRows(x);
      const mean = tf.mean(rows, 0);
      const centred = tf.sub(rows, mean);
      const variance = tf.mean(tf.square(centred), 0);
      const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
      const y = tf.add(tf.mul(centred, scale), beta);
      return [tf.reshape(relu ? tf.relu(y) : y, x.shape), mean, variance];
    },
  );

/** Outputs the gradients of x, γ and β. */
export const batchNormTrainingGradientComposed = (backendName: string): tf.KernelConfig =>
  composedKernel<GradientInputs, BatchNormAttributes>(
    BATCH_NORM_TRAINING_GRADIENT,
    backendName,
    ({ dy, x, y, mean, variance, gamma }, { epsilon, relu }) => {
      const dz = asRows(relu ? tf.mul(dy, tf.step(y)) : dy);
      const count = dz.shape[0];
      const inverse = tf.rsqrt(tf.add(variance, epsilon));
      const normalised = tf.mul(tf.sub(asRows(x), mean), inverse);
      const dBeta = tf.sum(dz, 0);
      const dGamma = tf.sum(tf.mul(dz, normalised), 0);
      const throughStatistics = tf.add(tf.div(dBeta, count), tf.mul(normalised, tf.div(dGamma, count)));
      const dx = tf.mul(tf.sub(dz, throughStatistics), tf.mul(gamma, inverse));
      return [tf.reshape(dx, x.shape), dGamma, dBeta];
    },
  );

const asRows = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [-1, x.shape[x.rank - 1]!]);

/** Whatever comes back through mean and variance is dropped: they feed the moving averages only. */
export const batchNormTrainingGradient: tf.GradConfig = {
  kernelName: BATCH_NORM_TRAINING,
  inputsToSave: ['x', 'gamma'],
  outputsToSave: [true, true, true],
  gradFunc: (dys, saved, attributes) => {
    const [x, gamma, y, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [dy] = dys as tf.Tensor[];
    const inputs = { dy: dy!, x, y, mean, variance, gamma };
    const [dx, dGamma, dBeta] = tf
      .engine()
      .runKernel<tf.Tensor[]>(BATCH_NORM_TRAINING_GRADIENT, inputs, attributes) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
  },
};
