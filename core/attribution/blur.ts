/** Gaussian blur of images: what takes shapes away and leaves colours. */
import * as tf from '@tensorflow/tfjs-core';

/** Beyond three deviations less than 0.3 % of a Gaussian is left. */
const REACH = 3;

/**
 * Of each channel; at the border the weights of what exists are scaled up, so that it does not darken.
 * @param images [n, h, w, c]
 * @param deviation standard deviation in pixels
 */
export function gaussianBlur(images: tf.Tensor4D, deviation: number): tf.Tensor4D {
  const [, height, width, channels] = images.shape;
  const reach = Math.max(1, Math.ceil(REACH * deviation));
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)));
  return tf.tidy(() => {
    const blur = (x: tf.Tensor4D): tf.Tensor4D => {
      const kernel = tf.tile(tf.tensor4d(weights, [weights.length, 1, 1, 1]), [1, 1, x.shape[3], 1]);
      const vertical = tf.depthwiseConv2d(x, kernel, 1, 'same');
      return tf.depthwiseConv2d(vertical, tf.reshape(kernel, [1, weights.length, x.shape[3], 1]), 1, 'same');
    };
    const cover = blur(tf.ones([1, height, width, 1]));
    return tf.div(blur(images), tf.tile(cover, [1, 1, 1, channels]));
  });
}
