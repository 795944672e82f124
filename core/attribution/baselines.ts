/**
 * What stands for "nothing to see": the image that a path starts from, that a patch is filled with, that pixels are
 * replaced by. No choice is neutral: black says something about a dark pixel and nothing about it.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { BaselineName } from '../types.js';
import { gaussianBlur } from './blur.js';

/** A name, one value in [-1, 1] for all pixels, or an image [h, w, c] or images [n, h, w, c] in [-1, 1]. */
export type Baseline = BaselineName | number | tf.Tensor3D | tf.Tensor4D;

/** Deviation of the blur as a share of the image's shorter side: at 32 pixels 4, which leaves colours, no shapes. */
const BLUR_SHARE = 1 / 8;

/**
 * The baselines of images, as new images of the same shape.
 * @param images [n, h, w, c] in [-1, 1]
 * @throws KitError invalid-argument for a baseline of another shape
 */
export function baselineImages(images: tf.Tensor4D, baseline: Baseline): tf.Tensor4D {
  if (baseline === 'black') return tf.fill(images.shape, -1);
  if (baseline === 'grey') return tf.fill(images.shape, 0);
  if (typeof baseline === 'number') return tf.fill(images.shape, baseline);
  if (baseline === 'mean') return tf.tidy(() => tf.add(tf.mean(images, [1, 2], true), tf.zerosLike(images)));
  if (baseline === 'blur') return gaussianBlur(images, Math.min(images.shape[1], images.shape[2]) * BLUR_SHARE);
  const fits = baseline.shape.slice(-3).every((length, axis) => length === images.shape[axis + 1]);
  if (!fits || (baseline.rank === 4 && baseline.shape[0] !== images.shape[0] && baseline.shape[0] !== 1)) {
    throw new KitError(
      'invalid-argument',
      `The baseline has the shape [${baseline.shape.join(', ')}]; the images have [${images.shape.join(', ')}].`,
    );
  }
  return tf.tidy(() => tf.add(baseline as tf.Tensor, tf.zerosLike(images))) as tf.Tensor4D;
}
