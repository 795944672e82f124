/**
 * Filter gradient of conv2d on wasm, which TensorFlow.js lacks there: composed from the fast convolution and matmul
 * of its XNNPACK. Not for dilation: see conv2d-gradient.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convInfo, padInput, type BackpropAttributes, type ConvInfo, type Shape4d } from './convolution-geometry.js';
import { composedKernel } from './registry.js';

interface Inputs {
  x: tf.Tensor4D;
  dy: tf.Tensor4D;
}
interface Attributes extends BackpropAttributes {
  filterShape: Shape4d;
}

export const conv2dBackpropFilterWasm = composedKernel<Inputs, Attributes>(
  tf.Conv2DBackpropFilter,
  'wasm',
  ({ x, dy }, attributes) => {
    const info = convInfo(x.shape, attributes.filterShape, attributes);
    const pointwise = info.filterHeight * info.filterWidth * info.strideHeight * info.strideWidth === 1;
    return pointwise && info.padInfo.top + info.padInfo.left === 0
      ? byMatMul(x, dy, attributes.filterShape)
      : byConvolution(x, dy, info);
  },
);

/** A 1×1 filter's gradient is xᵀ·dy over all positions. */
function byMatMul(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: Shape4d): tf.Tensor4D {
  const [, , inChannels, outChannels] = filterShape;
  // Transposed beforehand: the transpose flags of the wasm matmul fall to a scalar loop.
  const xT = tf.transpose(tf.reshape(x, [-1, inChannels]));
  return tf.reshape(tf.matMul(xT, tf.reshape(dy, [-1, outChannels])), filterShape);
}

/**
 * dW[ky,kx,i,o] = Σ x[n, y·s+ky, x·s+kx, i] · dy[n,y,x,o] is itself a convolution: channels of x become the batch,
 * the batch becomes the channels, dy is the filter, and the stride becomes its dilation.
 */
function byConvolution(x: tf.Tensor4D, dy: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const xT = tf.transpose(padInput(x, info), [3, 1, 2, 0]);
  const dyT = tf.transpose(dy, [1, 2, 0, 3]);
  let dw = tf.conv2d(xT, dyT, 1, 'valid', 'NHWC', [info.strideHeight, info.strideWidth]);
  if (dw.shape[1] !== filterHeight || dw.shape[2] !== filterWidth) {
    dw = tf.slice4d(dw, [0, 0, 0, 0], [inChannels, filterHeight, filterWidth, outChannels]);
  }
  return tf.transpose(dw, [1, 2, 0, 3]);
}
