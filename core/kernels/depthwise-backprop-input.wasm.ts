/**
 * Input gradient of the depthwise convolution on wasm, which TensorFlow.js lacks there: a depthwise convolution of
 * the spread output gradient with the flipped filter.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convInfo, spreadGradient, type BackpropAttributes, type Shape4d } from './convolution-geometry.js';
import { composedKernel } from './registry.js';

interface Inputs {
  dy: tf.Tensor4D;
  filter: tf.Tensor4D;
}
interface Attributes extends BackpropAttributes {
  inputShape: Shape4d;
}

export const depthwiseBackpropInputWasm = composedKernel<Inputs, Attributes>(
  tf.DepthwiseConv2dNativeBackpropInput,
  'wasm',
  ({ dy, filter }, attributes) => {
    const [, , channels, multiplier] = filter.shape;
    const info = convInfo(attributes.inputShape, filter.shape, attributes, true);
    const [height, width] = [info.filterHeight, info.filterWidth];
    // Output channel c·m + j belongs to input channel c: one depthwise filter per output channel, then add the m.
    const flipped = tf.reshape(tf.reverse4d(filter, [0, 1]), [height, width, channels * multiplier, 1]);
    const spread = spreadGradient(dy, info);
    const perOutput = tf.depthwiseConv2d(spread, flipped as tf.Tensor4D, 1, 'valid');
    if (multiplier === 1) return perOutput;
    return tf.reshape(
      tf.sum(tf.reshape(perOutput, [-1, multiplier]), 1),
      attributes.inputShape,
    );
  },
);
