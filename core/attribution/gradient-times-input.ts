/**
 * Gradient × input: the gradient map weighted by the pixels' own values in [-1, 1]; for a network without biases its sum
 * is the score. Shrikumar et al., "Not Just a Black Box", 2016.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import { imageGradient } from './image-gradient.js';
import type { Target } from './target.js';

/** @returns [n, h, w, c] */
export function gradientTimesInput(network: Network, images: tf.Tensor4D, target: Target): tf.Tensor4D {
  return tf.tidy(() => tf.mul(images, imageGradient(network, images, target)));
}
