/** Pooling on the graph. An average counts only the pixels that exist, as in TensorFlow: padding does not dilute it. */
import * as tf from '@tensorflow/tfjs-core';
import { axisPadding, pair } from '../../analysis/geometry.js';
import type { Pool2dLayer } from '../../types.js';

export function runPool2d(layer: Pool2dLayer, x: tf.Tensor4D): tf.Tensor {
  const size = mutable(pair(layer.poolSize));
  const strides = mutable(pair(layer.strides ?? layer.poolSize));
  const padding = layer.padding === 'same' ? 'same' : 'valid';
  if (layer.type === 'maxPool2d') return tf.maxPool(x, size, strides, padding);
  if (padding === 'valid') return tf.avgPool(x, size, strides, 'valid');
  return averagePoolSame(x, size, strides);
}

/**
 * TensorFlow.js's own gradient of a SAME average divides by the full window where the window hangs over the border.
 * Here the zeros are put in as data and the result is rescaled by how much of each window is image.
 */
function averagePoolSame(x: tf.Tensor4D, size: [number, number], strides: [number, number]): tf.Tensor {
  const [, height, width, channels] = x.shape;
  const padding = ([height, width] as const).map((length, axis): [number, number] => {
    const window = { kernel: size[axis]!, stride: strides[axis]!, dilation: 1 };
    return mutable(axisPadding(length, window, 'same', axis as 0 | 1));
  });
  const pads: [number, number][] = [[0, 0], ...padding, [0, 0]];
  const sums = tf.avgPool(tf.pad(x, pads) as tf.Tensor4D, size, strides, 'valid');
  const cover = tf.avgPool(tf.pad(tf.ones([1, height, width, 1]), pads) as tf.Tensor4D, size, strides, 'valid');
  return tf.mul(sums, tf.tile(tf.reciprocal(cover), [1, 1, 1, channels]));
}

function mutable([first, second]: readonly [number, number]): [number, number] {
  return [first, second];
}
