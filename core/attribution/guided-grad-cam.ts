/**
 * Guided Grad-CAM: guided backprop's fine lines where Grad-CAM's coarse map says that they matter. It inherits the faults
 * of the former. Selvaraju et al., ICCV 2017.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import { gradCam, type GradCamOptions } from './grad-cam.js';
import { guidedBackprop } from './guided-backprop.js';
import { resampleMaps } from './resample.js';
import type { Target } from './target.js';

/** @returns [n, h, w, c] */
export function guidedGradCam(
  network: Network,
  images: tf.Tensor4D,
  target: Target,
  options: Pick<GradCamOptions, 'layer'> = {},
): tf.Tensor4D {
  return tf.tidy(() => {
    const [, height, width] = images.shape;
    const where = resampleMaps(gradCam(network, images, target, options), height, width);
    return tf.mul(guidedBackprop(network, images, target), tf.expandDims(where, 3));
  });
}
