/**
 * Grad-CAM++: as Grad-CAM, but the positions of a map count by how much they matter, so that several things of a class
 * share the weight fairly. Chattopadhyay et al., "Grad-CAM++: Improved Visual Explanations for Deep Convolutional
 * Networks", WACV 2018.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import type { GradCamOptions } from './grad-cam.js';
import { layerGradient } from './image-gradient.js';
import { lastMapLayer } from './layers.js';
import type { Target } from './target.js';

/**
 * With the paper's Y = exp(score) the second and third derivatives are powers of the first, and
 * α = g² / (2g² + Σ_ij A·g³), weight = Σ_ij α·max(g, 0). The common factor exp(score) only scales the map and is left out.
 * @param images [n, h, w, c] in [-1, 1]
 * @returns [n, h', w']
 */
export function gradCamPlusPlus(
  network: Network,
  images: tf.Tensor4D,
  target: Target,
  { layer = lastMapLayer(network), relu = true }: Pick<GradCamOptions, 'layer' | 'relu'> = {},
): tf.Tensor3D {
  return tf.tidy(() => {
    const { activations, gradient } = layerGradient(network, images, target, layer);
    const square = tf.square(gradient);
    const cube = tf.mul(square, gradient);
    const denominator = tf.add(tf.mul(square, 2), tf.mul(tf.sum(activations, [1, 2], true), cube));
    // Where the gradient is zero both sides of the fraction are; the position has no weight.
    const share = tf.divNoNan(square, denominator);
    const weights = tf.sum(tf.mul(share, tf.relu(gradient)), [1, 2], true);
    const map = tf.sum(tf.mul(activations, weights), 3) as tf.Tensor3D;
    return relu ? tf.relu(map) : map;
  });
}
