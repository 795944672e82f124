/**
 * Sizes that an image grows through, as in DeepDream (Mordvintsev, Olah and Tyka 2015): what was added at a small size is
 * enlarged, laid over the start at the next one, and refined there.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { SynthesisSettings } from '../types.js';

type Octaves = Pick<SynthesisSettings, 'octaves' | 'octaveScale' | 'steps'>;

/** Smaller than this no network of the kit has anything to see. */
const LEAST = 8;

/** Which octave a step belongs to, 0 the smallest. */
export function octaveOf(step: number, { octaves, steps }: Octaves): number {
  return Math.min(octaves - 1, Math.floor((step * octaves) / Math.max(1, steps)));
}

/** [height, width] of an octave whose last one has `full`. */
export function sizeOf(
  octave: number,
  full: readonly [number, number],
  { octaves, octaveScale }: Octaves,
): [number, number] {
  const ratio = octaveScale ** (octave - octaves + 1);
  return [
    Math.max(Math.min(LEAST, full[0]), Math.round(full[0] * ratio)),
    Math.max(Math.min(LEAST, full[1]), Math.round(full[1] * ratio)),
  ];
}

export function resized(images: tf.Tensor4D, [height, width]: readonly [number, number]): tf.Tensor4D {
  if (images.shape[1] === height && images.shape[2] === width) return tf.clone(images);
  return tf.image.resizeBilinear(images, [height, width], false, true);
}

/** What an octave has made of the start, at the size of the next one. */
export function grown(images: tf.Tensor4D, start: tf.Tensor4D, size: readonly [number, number]): tf.Tensor4D {
  return tf.tidy(() => {
    const before = resized(start, [images.shape[1], images.shape[2]]);
    const detail = resized(tf.sub(images, before), size);
    return tf.clipByValue(tf.add(resized(start, size), detail), -1, 1) as tf.Tensor4D;
  });
}
