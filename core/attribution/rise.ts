/**
 * RISE: the mean of random masks, each weighted by the score of the image seen through it. No gradients, no window size.
 * Petsiuk, Das and Saenko, "RISE: Randomized Input Sampling for Explanation of Black-box Models", BMVC 2018.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../data/random.js';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import { type Baseline, baselineImages } from './baselines.js';
import { checkTarget, repeated, score, type Target } from './target.js';
import { sumOverPasses, type Work } from './work.js';

export interface RiseOptions extends Work {
  /** Masks, from 1. Default 512: noisy, but enough for 32 pixels. */
  readonly samples?: number;
  /** Cells of a mask along each side, from 2. Default 6. */
  readonly cells?: number;
  /** Probability that a cell lets the image through, in (0, 1). Default 0.5. */
  readonly open?: number;
  /** What is behind the image. Default grey. */
  readonly fill?: Baseline;
  /** Decides the masks; the same ones for every image. Default 1. */
  readonly seed?: number;
}

export const RISE_DEFAULTS = { samples: 512, cells: 6, open: 0.5, fill: 'grey', seed: 1 } as const;

/** Keeps the masks apart from all other random numbers under the same seed. */
const MASK_STREAM = 0x4153;

/**
 * Σ score(x·m + fill·(1 − m))·m / (samples · open). In expectation a pixel's value is the mean score given that it shows.
 * @param images [n, h, w, c] in [-1, 1]
 * @returns [n, h, w]
 * @throws KitError invalid-argument for options out of range
 */
export async function rise(
  network: Network,
  images: tf.Tensor4D,
  target: Target,
  options: RiseOptions = {},
): Promise<tf.Tensor3D> {
  const { samples, cells, open, fill, seed } = { ...RISE_DEFAULTS, ...options };
  const [n, height, width, channels] = images.shape;
  checkTarget(network, target, n);
  if (!Number.isInteger(samples) || samples < 1) {
    throw new KitError('invalid-argument', `The number of masks must be a whole number from 1, not ${samples}.`);
  }
  if (!Number.isInteger(cells) || cells < 2 || !(open > 0 && open < 1)) {
    throw new KitError('invalid-argument', `Masks need two cells a side or more and openings in (0, 1).`);
  }
  const area = height * width;
  const behind = baselineImages(images, fill);
  const before = tf.sub(images, behind);
  let sums: tf.Tensor[] = [];
  try {
    sums = await sumOverPasses(samples, n, options, ({ from, to }) => {
      const copies = to - from;
      const values = new Float32Array(copies * area);
      for (let i = 0; i < copies; i++) {
        values.set(randomMask(new Random(seed, MASK_STREAM, from + i), { cells, open, height, width }), i * area);
      }
      const masks = tf.tensor2d(values, [copies, area]);
      const seen = tf.add(
        tf.reshape(behind, [1, n, area, channels]),
        tf.mul(tf.reshape(masks, [copies, 1, area, 1]), tf.reshape(before, [1, n, area, channels])),
      );
      const { logits } = network.apply(tf.reshape(seen, [copies * n, height, width, channels]));
      const scores = tf.reshape(score(logits, repeated(target, copies)), [copies, n]);
      return [tf.matMul(tf.transpose(scores), masks)];
    });
    return tf.tidy(() => tf.reshape(tf.div(sums[0]!, samples * open), [n, height, width]));
  } finally {
    tf.dispose([behind, before, ...sums]);
  }
}

interface MaskShape {
  readonly cells: number;
  readonly open: number;
  readonly height: number;
  readonly width: number;
}

/** Random cells, enlarged smoothly to one cell more than the image and shifted by less than a cell, as in the paper. */
function randomMask(random: Random, { cells, open, height, width }: MaskShape): Float32Array {
  const grid = cells + 1;
  const values = Float32Array.from({ length: grid * grid }, () => (random.uniform() < open ? 1 : 0));
  const [shiftY, shiftX] = [random.uniform(), random.uniform()];
  const rows = Array.from({ length: height }, (_, y) => between((y / height) * cells + shiftY, grid));
  const columns = Array.from({ length: width }, (_, x) => between((x / width) * cells + shiftX, grid));
  const out = new Float32Array(height * width);
  rows.forEach(({ low: top, high: bottom, share: down }, y) => {
    columns.forEach(({ low: left, high: right, share: along }, x) => {
      const upper = values[top * grid + left]! * (1 - along) + values[top * grid + right]! * along;
      const lower = values[bottom * grid + left]! * (1 - along) + values[bottom * grid + right]! * along;
      out[y * width + x] = upper * (1 - down) + lower * down;
    });
  });
  return out;
}

/** The two cells round a position and how far it is from the first to the second. */
function between(position: number, cells: number): { low: number; high: number; share: number } {
  const low = Math.min(cells - 1, Math.floor(position));
  return { low, high: Math.min(cells - 1, low + 1), share: position - low };
}
