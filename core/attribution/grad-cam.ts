/**
 * Grad-CAM: a layer's maps, each weighted by the mean of the score's gradient over it. Selvaraju et al., "Grad-CAM: Visual
 * Explanations from Deep Networks via Gradient-based Localization", ICCV 2017.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import { layerGradient } from './image-gradient.js';
import { lastMapLayer } from './layers.js';
import type { Target } from './target.js';

export interface GradCamOptions {
  /** Whose maps. Default: the last layer that makes maps. */
  readonly layer?: string | undefined;
  /** Only what speaks for the class, max(·, 0). Default true; false gives the signed map. */
  readonly relu?: boolean | undefined;
  /** How a map's gradient becomes its weight. The paper takes the mean; with the sum, Grad-CAM is CAM where that is defined. */
  readonly weights?: 'mean' | 'sum' | undefined;
}

/**
 * @param images [n, h, w, c] in [-1, 1]
 * @returns [n, h', w'], the layer's own size; all zeros (with `relu`) where nothing speaks for the class
 */
export function gradCam(
  network: Network,
  images: tf.Tensor4D,
  target: Target,
  { layer = lastMapLayer(network), relu = true, weights = 'mean' }: GradCamOptions = {},
): tf.Tensor3D {
  return tf.tidy(() => {
    const { activations, gradient } = layerGradient(network, images, target, layer);
    const pool = weights === 'mean' ? tf.mean : tf.sum;
    const map = tf.sum(tf.mul(activations, pool(gradient, [1, 2], true)), 3) as tf.Tensor3D;
    return relu ? tf.relu(map) : map;
  });
}
