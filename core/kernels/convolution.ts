/**
 * Convolutions with their bias in one kernel call, whose gradients are computed only where something asks for them:
 * TensorFlow.js's fused operations always compute those of the filter and of the bias too, twice the work where only the
 * image's is wanted, and refuse dilation.
 */
import * as tf from '@tensorflow/tfjs-core';
import { conv2dGradient, depthwiseGradient } from './convolution-gradients.js';

export interface ConvolutionOptions {
  readonly strides: readonly [height: number, width: number];
  readonly pad: 'same' | 'valid';
  /** Default [1, 1]. */
  readonly dilations?: readonly [height: number, width: number];
}

/**
 * Needs installKernels().
 * @param x [n, h, w, in]
 * @param filter [kh, kw, in, out]
 * @param bias [out]
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor | undefined,
  options: ConvolutionOptions,
): tf.Tensor4D {
  return runFused(tf.FusedConv2D, x, filter, bias, options);
}

/**
 * Needs installKernels().
 * @param x [n, h, w, c]
 * @param filter [kh, kw, c, multiplier]
 * @param bias [c · multiplier]
 */
export function depthwiseConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor | undefined,
  options: ConvolutionOptions,
): tf.Tensor4D {
  return runFused(tf.FusedDepthwiseConv2D, x, filter, bias, options);
}

/** The gradients of the two kernels without a bias, and that of the bias. */
export const fusedConvolutionGradients: readonly tf.GradConfig[] = [
  withBias(tf.FusedConv2D, conv2dGradient),
  withBias(tf.FusedDepthwiseConv2D, depthwiseGradient),
];

function withBias(kernelName: string, { inputsToSave, gradFunc }: tf.GradConfig): tf.GradConfig {
  return {
    kernelName,
    ...(inputsToSave ? { inputsToSave } : {}),
    gradFunc: (dy, saved, attributes) => ({
      ...gradFunc(dy, saved, attributes),
      bias: () => tf.sum(dy as tf.Tensor, [0, 1, 2]),
    }),
  };
}

function runFused(
  kernel: string,
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor | undefined,
  { strides, pad, dilations = [1, 1] }: ConvolutionOptions,
): tf.Tensor4D {
  const inputs = { x, filter, ...(bias ? { bias } : {}) };
  const attributes = {
    strides: [...strides],
    pad,
    dilations: [...dilations],
    dataFormat: 'NHWC',
    activation: 'linear',
  };
  return tf.engine().runKernel<tf.Tensor4D>(kernel, inputs, attributes);
}
