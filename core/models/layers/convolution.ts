/** Convolutions and the dense layer on the graph, each with its bias in the same kernel call. */
import * as tf from '@tensorflow/tfjs-core';
import { pair } from '../../analysis/geometry.js';
import { type ConvolutionOptions, conv2d, depthwiseConv2d } from '../../kernels/index.js';
import type { LayerSpec, Padding } from '../../types.js';
import type { LayerWeights } from './run.js';

type Layer<T extends LayerSpec['type']> = Extract<LayerSpec, { readonly type: T }>;

export function runConv2d(layer: Layer<'conv2d'>, x: tf.Tensor4D, weights: LayerWeights): tf.Tensor {
  const { input, pad } = padded(x, layer.padding);
  return conv2d(input, weights['kernel'] as tf.Tensor4D, weights['bias'], options(layer, pad));
}

export function runDepthwiseConv2d(layer: Layer<'depthwiseConv2d'>, x: tf.Tensor4D, weights: LayerWeights): tf.Tensor {
  const { input, pad } = padded(x, layer.padding);
  return depthwiseConv2d(input, weights['depthwiseKernel'] as tf.Tensor4D, weights['bias'], options(layer, pad));
}

export function runDense(x: tf.Tensor2D, weights: LayerWeights): tf.Tensor {
  return tf.fused.matMul({
    a: x,
    b: weights['kernel'] as tf.Tensor2D,
    ...(weights['bias'] ? { bias: weights['bias'] } : {}),
  });
}

/** Explicit padding becomes zeros in the data: not every backend's gradient kernels know it. */
function padded(x: tf.Tensor4D, padding: Padding = 'valid'): { input: tf.Tensor4D; pad: 'same' | 'valid' } {
  if (typeof padding === 'string') return { input: x, pad: padding };
  const [top, bottom, left, right] = padding;
  return {
    input: tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]),
    pad: 'valid',
  };
}

function options(
  { strides = 1, dilation = 1 }: Layer<'conv2d'> | Layer<'depthwiseConv2d'>,
  pad: 'same' | 'valid',
): ConvolutionOptions {
  return { strides: pair(strides), dilations: pair(dilation), pad };
}
