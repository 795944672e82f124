/**
 * Deconvnet: the gradient with only its positive part let through each rectifier. It tends to redraw the image whatever
 * the network has learned (Adebayo et al., "Sanity Checks for Saliency Maps", 2018).
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import { imageGradient } from './image-gradient.js';
import { deconvnetRule } from './rectifier-rules.js';
import type { Target } from './target.js';

/** @returns [n, h, w, c] */
export function deconvnet(network: Network, images: tf.Tensor4D, target: Target): tf.Tensor4D {
  return imageGradient(network, images, target, deconvnetRule);
}
