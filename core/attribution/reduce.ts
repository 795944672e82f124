/** From one value a channel to one a pixel. */
import * as tf from '@tensorflow/tfjs-core';
import type { ChannelReduction } from '../types.js';

/**
 * @param values [n, h, w, c]
 * @returns [n, h, w]
 */
export function reduceChannels(values: tf.Tensor4D, reduction: ChannelReduction): tf.Tensor3D {
  return tf.tidy(() => {
    if (reduction === 'signed-sum') return tf.sum(values, 3);
    return reduction === 'max-abs' ? tf.max(tf.abs(values), 3) : tf.mean(tf.abs(values), 3);
  });
}
