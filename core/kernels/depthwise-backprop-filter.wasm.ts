/**
 * Filter gradient of the depthwise convolution on wasm, which TensorFlow.js lacks there: a depthwise convolution in
 * which every pair (image, channel) is a channel of one large image, then a sum over the images.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convInfo, padInput, type BackpropAttributes, type Shape4d } from './convolution-geometry.js';
import { composedKernel } from './registry.js';

interface Inputs {
  x: tf.Tensor4D;
  dy: tf.Tensor4D;
}
interface Attributes extends BackpropAttributes {
  filterShape: Shape4d;
}

export const depthwiseBackpropFilterWasm = composedKernel<Inputs, Attributes>(
  tf.DepthwiseConv2dNativeBackpropFilter,
  'wasm',
  ({ x, dy }, attributes) => {
    const [filterHeight, filterWidth, channels, multiplier] = attributes.filterShape;
    const info = convInfo(x.shape, attributes.filterShape, attributes, true);
    const { batchSize, outHeight, outWidth } = info;
    const padded = padInput(x, info);
    const [, height, width] = padded.shape;
    const images = batchSize * channels;
    const xT = tf.reshape(tf.transpose(padded, [1, 2, 0, 3]), [1, height, width, images]) as tf.Tensor4D;
    // [out, out, n·c, m]: the output channel c·m + j of dy is already in the order of a depthwise filter.
    const dyT = tf.reshape(tf.transpose(dy, [1, 2, 0, 3]), [outHeight, outWidth, images, multiplier]) as tf.Tensor4D;
    const perImage = tf.depthwiseConv2d(xT, dyT, 1, 'valid', 'NHWC', [info.strideHeight, info.strideWidth]);
    const cut = tf.slice4d(perImage, [0, 0, 0, 0], [1, filterHeight, filterWidth, images * multiplier]);
    const byImage = tf.reshape(cut, [filterHeight * filterWidth, batchSize, channels * multiplier]);
    return tf.reshape(tf.sum(byImage, 1), attributes.filterShape);
  },
);
