/**
 * Occlusion: the score when a patch of the image is covered, for every position of the patch. No gradients: it asks what
 * the network says of another image. Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import { type Baseline, baselineImages } from './baselines.js';
import { checkTarget, repeated, score, type Target } from './target.js';
import { passes, type Work } from './work.js';

export interface OcclusionOptions extends Work {
  /** Side of the patch in pixels. Default: a quarter of the image's shorter side. */
  readonly window?: number;
  /** Pixels from one position to the next. Default: a quarter of the default patch. */
  readonly stride?: number;
  /** What the patch shows. Default grey. */
  readonly fill?: Baseline;
}
export interface Occlusion {
  /** The score with the patch at each position, [n, rows, columns]; the first position is the upper left corner. */
  readonly scores: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** The score of the whole image, [n]. */
  readonly unoccluded: Float32Array;
  readonly window: number;
  readonly stride: number;
}

/** For an image whose shorter side has so many pixels: 8 and 2 for 32, which is 13 × 13 positions. */
export function occlusionDefaults(side: number): { readonly window: number; readonly stride: number } {
  const window = Math.max(1, Math.round(side / 4));
  return { window, stride: Math.max(1, Math.round(window / 4)) };
}

/**
 * @param images [n, h, w, c] in [-1, 1]
 * @throws KitError invalid-argument for a patch that is larger than the image or a stride that is no whole number from 1
 */
export async function occlusion(
  network: Network,
  images: tf.Tensor4D,
  target: Target,
  options: OcclusionOptions = {},
): Promise<Occlusion> {
  const [n, height, width, channels] = images.shape;
  const { window, stride, fill = 'grey' } = { ...occlusionDefaults(Math.min(height, width)), ...options };
  checkTarget(network, target, n);
  checkPatch(window, stride, Math.min(height, width));
  const rows = Math.floor((height - window) / stride) + 1;
  const columns = Math.floor((width - window) / stride) + 1;
  const positions = rows * columns;
  const scores = new Float32Array(n * positions);
  const cover = tf.tidy(() => tf.sub(baselineImages(images, fill), images));
  const scoreOf = (x: tf.Tensor4D, times: number) => score(network.apply(x).logits, repeated(target, times));
  try {
    for await (const { from, to } of passes(positions, n, options)) {
      const copies = to - from;
      const batch = tf.tidy(() => {
        // A patch is a run of rows times a run of columns: only those travel to the device, the mask is made there.
        const top = Array.from({ length: copies }, (_, i) => Math.floor((from + i) / columns) * stride);
        const left = Array.from({ length: copies }, (_, i) => ((from + i) % columns) * stride);
        const mask = tf.mul(
          tf.tensor3d(runs(top, window, height), [copies, height, 1]),
          tf.tensor3d(runs(left, window, width), [copies, 1, width]),
        );
        const covered = tf.add(
          tf.reshape(images, [1, n, height * width, channels]),
          tf.mul(tf.reshape(mask, [copies, 1, height * width, 1]), tf.reshape(cover, [1, n, height * width, channels])),
        );
        return scoreOf(tf.reshape(covered, [copies * n, height, width, channels]), copies);
      });
      const values = await batch.data();
      batch.dispose();
      values.forEach((value, i) => (scores[(i % n) * positions + from + Math.floor(i / n)] = value));
    }
    const whole = tf.tidy(() => scoreOf(images, 1));
    const unoccluded = Float32Array.from(await whole.data());
    whole.dispose();
    return { scores, rows, columns, unoccluded, window, stride };
  } finally {
    cover.dispose();
  }
}

function checkPatch(window: number, stride: number, side: number): void {
  if (!Number.isInteger(window) || window < 1 || window > side) {
    throw new KitError(
      'invalid-argument',
      `The patch must be a whole number of pixels from 1 to ${side}, not ${window}.`,
    );
  }
  if (!Number.isInteger(stride) || stride < 1) {
    throw new KitError('invalid-argument', `The patch must move by a whole number of pixels from 1, not ${stride}.`);
  }
}

/** For each start a row of `length` numbers: ones in the window, zeros elsewhere. */
function runs(starts: readonly number[], window: number, length: number): Float32Array {
  const out = new Float32Array(starts.length * length);
  starts.forEach((start, row) => out.fill(1, row * length + start, row * length + start + window));
  return out;
}

/**
 * How much the score falls for the sake of each pixel: the mean over the patches that cover it of (unoccluded − covered),
 * 0 where no patch comes.
 * @returns [h, w] of image number `image`
 */
export function occlusionMap(
  { scores, rows, columns, unoccluded, window, stride }: Occlusion,
  image: number,
  height: number,
  width: number,
): Float32Array {
  const sums = new Float32Array(height * width);
  const counts = new Float32Array(height * width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const fall = unoccluded[image]! - scores[(image * rows + row) * columns + column]!;
      for (let y = row * stride; y < row * stride + window; y++) {
        for (let x = column * stride; x < column * stride + window; x++) {
          sums[y * width + x]! += fall;
          counts[y * width + x]! += 1;
        }
      }
    }
  }
  return sums.map((sum, i) => (counts[i]! > 0 ? sum / counts[i]! : 0));
}
