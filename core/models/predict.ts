/** Class probabilities of images, in inference mode. */
import * as tf from '@tensorflow/tfjs-core';
import type { PlainTensor } from '../types.js';
import type { Network } from './network.js';

/**
 * @param images [n, h, w, c] in [-1, 1]; stay the caller's
 * @returns [n, classes], each row summing to one
 * @throws KitError invalid-argument for images that the network cannot take
 */
export async function predict(network: Network, images: tf.Tensor4D): Promise<PlainTensor> {
  const probabilities = tf.tidy(() => tf.softmax(network.apply(images).logits));
  try {
    return { data: Float32Array.from(await probabilities.data()), shape: probabilities.shape };
  } finally {
    probabilities.dispose();
  }
}
