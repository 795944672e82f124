/**
 * Input gradient of conv2d on wasm as a convolution of the output gradient with the flipped filter: TensorFlow.js's
 * own kernel is a scalar loop, 2 to 15 times slower. Not for dilation: see conv2d-gradient.ts.
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

export const conv2dBackpropInputWasm = composedKernel<Inputs, Attributes>(
  tf.Conv2DBackpropInput,
  'wasm',
  ({ dy, filter }, attributes) => {
    const info = convInfo(attributes.inputShape, filter.shape, attributes);
    const flipped = tf.transpose(tf.reverse4d(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(spreadGradient(dy, info), flipped, 1, 'valid');
  },
);
