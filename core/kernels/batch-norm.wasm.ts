/**
 * Batch normalisation in training on wasm: sums over the batch and the ReLU's mask directly on the memory, the rest by
 * the backend's SIMD kernels. Formulas: batch-norm-kernels.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { BATCH_NORM_TRAINING, BATCH_NORM_TRAINING_GRADIENT, type BatchNormAttributes } from './batch-norm-kernels.js';
import { channelSums } from './channel-sums.js';
import { reshaped, wasmKernel, type WasmScope } from './wasm-scope.js';

export const batchNormTrainingWasm = wasmKernel<'x' | 'gamma' | 'beta', BatchNormAttributes>(
  BATCH_NORM_TRAINING,
  (scope, { x, gamma, beta }, { epsilon, relu }) => {
    const channels = x.shape[x.shape.length - 1]!;
    const rows = tf.util.sizeFromShape(x.shape) / channels;
    const [mean, variance, scale, shift] = allocateVectors(scope, 4, channels);
    const values = scope.view(x);
    const { sum, product } = channelSums(values, values, channels);
    const [means, variances, scales, shifts] = [mean, variance, scale, shift].map((vector) => scope.view(vector!));
    const [gammas, betas] = [scope.view(gamma), scope.view(beta)];
    for (let c = 0; c < channels; c++) {
      const average = sum[c]! / rows;
      // In float64 the difference of squares keeps enough digits; rounding may leave it just below zero.
      const spread = Math.max(0, product[c]! / rows - average * average);
      const factor = gammas[c]! / Math.sqrt(spread + epsilon);
      means![c] = average;
      variances![c] = spread;
      scales![c] = factor;
      shifts![c] = betas[c]! - average * factor;
    }
    const scaled = scope.run(tf.Multiply, { a: reshaped(x, [rows, channels]), b: scale });
    const normalised = scope.run(tf.Add, { a: scaled, b: shift });
    scope.dispose(scaled);
    const y = relu ? scope.run(tf.Relu, { x: normalised }) : normalised;
    return [reshaped(y, x.shape), mean!, variance!];
  },
);

export const batchNormTrainingGradientWasm = wasmKernel<
  'dy' | 'x' | 'y' | 'mean' | 'variance' | 'gamma',
  BatchNormAttributes
>(BATCH_NORM_TRAINING_GRADIENT, (scope, { dy, x, y, mean, variance, gamma }, { epsilon, relu }) => {
  const channels = x.shape[x.shape.length - 1]!;
  const rows = tf.util.sizeFromShape(x.shape) / channels;
  const dz = relu ? maskedWhereZero(scope, dy, y) : dy;
  // dx = γ/σ·(dz − Σdz/n − x̂·Σ(dz·x̂)/n) is linear in dz and x: a·dz + b·x + c per channel.
  const [dGamma, dBeta, a, b, c] = allocateVectors(scope, 5, channels);
  const { sum, product } = channelSums(scope.view(dz), scope.view(x), channels);
  const [dGammas, dBetas, as, bs, cs] = [dGamma, dBeta, a, b, c].map((vector) => scope.view(vector!));
  const [means, variances, gammas] = [mean, variance, gamma].map((vector) => scope.view(vector));
  for (let i = 0; i < channels; i++) {
    const inverse = 1 / Math.sqrt(variances![i]! + epsilon);
    const towardsGamma = (product[i]! - means![i]! * sum[i]!) * inverse;
    const factor = gammas![i]! * inverse;
    dGammas![i] = towardsGamma;
    dBetas![i] = sum[i]!;
    as![i] = factor;
    bs![i] = (-factor * inverse * towardsGamma) / rows;
    cs![i] = (-factor * (sum[i]! - means![i]! * inverse * towardsGamma)) / rows;
  }
  const matrix = [rows, channels];
  const fromDz = scope.run(tf.Multiply, { a: reshaped(dz, matrix), b: a });
  if (relu) scope.dispose(dz);
  const fromX = scope.run(tf.Multiply, { a: reshaped(x, matrix), b });
  const both = scope.run(tf.Add, { a: fromDz, b: fromX });
  const dx = scope.run(tf.Add, { a: both, b: c });
  return [reshaped(dx, x.shape), dGamma!, dBeta!];
});

function allocateVectors(scope: WasmScope, count: number, channels: number): tf.TensorInfo[] {
  return Array.from({ length: count }, () => scope.allocate([channels]));
}

/**
 * dy where y > 0, else 0, without a branch that the processor would mispredict half of the time: of an integer b, the
 * top bit of −b & ~b is set only if b > 0, and a float is positive if and only if its bits are.
 */
function maskedWhereZero(scope: WasmScope, dy: tf.TensorInfo, y: tf.TensorInfo): tf.TensorInfo {
  const masked = scope.allocate(dy.shape);
  const [gradient, output, result] = [scope.bits(dy), scope.bits(y), scope.bits(masked)];
  for (let i = 0; i < result.length; i++) result[i] = gradient[i]! & ((-output[i]! & ~output[i]!) >> 31);
  return masked;
}
