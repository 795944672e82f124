/**
 * Guided backprop: the gradient with only its positive part let through each rectifier that is on. It tends to draw the
 * image's edges whatever the network has learned (Adebayo et al., "Sanity Checks for Saliency Maps", 2018).
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import { imageGradient } from './image-gradient.js';
import { guidedRule } from './rectifier-rules.js';
import type { Target } from './target.js';

/** @returns [n, h, w, c] */
export function guidedBackprop(network: Network, images: tf.Tensor4D, target: Target): tf.Tensor4D {
  return imageGradient(network, images, target, guidedRule);
}
