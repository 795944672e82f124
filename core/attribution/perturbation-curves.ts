/**
 * Deletion and insertion: the score while the pixels that a map calls important go, or come, one share after another. A
 * map that is right makes the first curve fall early and the second rise early; a random order says what early means.
 * Petsiuk, Das and Saenko, "RISE", BMVC 2018.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../data/random.js';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import { type Baseline, baselineImages } from './baselines.js';
import { repeated, score, type Target } from './target.js';
import { passes, type Work } from './work.js';

export interface CurveOptions extends Work {
  /** Steps from the first to the last pixel, from 1. Default 32. */
  readonly steps?: number;
  /** What deleted pixels show. Default blur: it removes shapes and puts no new edges in. */
  readonly fill?: Baseline;
}

export const CURVE_DEFAULTS = { steps: 32, fill: 'blur' } as const;

/** Keeps random orders apart from all other random numbers under the same seed. */
const ORDER_STREAM = 0x04de;

/** Pixels from the most to the least important; equal ones in reading order. */
export function deletionOrder(map: ArrayLike<number>): Int32Array {
  return orderBy(map, (i, j) => map[j]! - map[i]! || i - j);
}

/** As `deletionOrder`, but equal ones in reverse: so inserting by −map runs deleting by map backwards, ties or not. */
export function insertionOrder(map: ArrayLike<number>): Int32Array {
  return orderBy(map, (i, j) => map[j]! - map[i]! || j - i);
}

/** An order that knows nothing of the image, the control. */
export function randomOrder(pixels: number, seed: number, number: number): Int32Array {
  return new Random(seed, ORDER_STREAM, number).permutation(pixels);
}

function orderBy(map: ArrayLike<number>, compare: (i: number, j: number) => number): Int32Array {
  return Int32Array.from({ length: map.length }, (_, i) => i).sort(compare);
}

/**
 * The score while pixels are deleted in each of the given orders.
 * @param image [1, h, w, c] in [-1, 1]
 * @param orders of pixel indices, all h·w of them
 * @returns for each order steps + 1 scores, from the whole image to none of it
 * @throws KitError invalid-argument for orders of another length or a number of steps that can't be
 */
export async function deletionCurves(
  network: Network,
  image: tf.Tensor4D,
  target: Target,
  orders: readonly Int32Array[],
  options: CurveOptions = {},
): Promise<Float32Array[]> {
  const { steps, fill } = { ...CURVE_DEFAULTS, ...options };
  const [, height, width, channels] = image.shape;
  const area = height * width;
  if (!Number.isInteger(steps) || steps < 1 || steps > area) {
    throw new KitError(
      'invalid-argument',
      `The number of steps must be a whole number from 1 to ${area}, not ${steps}.`,
    );
  }
  if (orders.some((order) => order.length !== area)) {
    throw new KitError('invalid-argument', `An order needs all ${area} pixels of the image.`);
  }
  const points = steps + 1;
  const curves = orders.map(() => new Float32Array(points));
  const behind = tf.tidy(() => tf.reshape(baselineImages(image, fill), [1, area, channels]));
  const before = tf.tidy(() => tf.sub(tf.reshape(image, [1, area, channels]), behind));
  try {
    for await (const { from, to } of passes(orders.length * points, 1, options)) {
      const copies = to - from;
      const shown = new Float32Array(copies * area).fill(1);
      for (let i = 0; i < copies; i++) {
        const order = orders[Math.floor((from + i) / points)]!;
        const deleted = Math.round((((from + i) % points) / steps) * area);
        for (let k = 0; k < deleted; k++) shown[i * area + order[k]!] = 0;
      }
      const scores = tf.tidy(() => {
        const seen = tf.add(behind, tf.mul(tf.tensor3d(shown, [copies, area, 1]), before));
        const { logits } = network.apply(tf.reshape(seen, [copies, height, width, channels]));
        return score(logits, repeated(target, copies));
      });
      const values = await scores.data();
      scores.dispose();
      values.forEach((value, i) => (curves[Math.floor((from + i) / points)]![(from + i) % points] = value));
    }
    return curves;
  } finally {
    tf.dispose([behind, before]);
  }
}

/** The score while pixels come, most important first: deletion in the reverse order, read backwards. */
export async function insertionCurves(
  network: Network,
  image: tf.Tensor4D,
  target: Target,
  orders: readonly Int32Array[],
  options: CurveOptions = {},
): Promise<Float32Array[]> {
  const backwards = orders.map((order) => order.toReversed());
  const curves = await deletionCurves(network, image, target, backwards, options);
  return curves.map((curve) => curve.toReversed());
}

/** Area under a curve over [0, 1] by the trapezoidal rule. */
export function areaUnder(curve: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 1; i < curve.length; i++) sum += (curve[i - 1]! + curve[i]!) / 2;
  return sum / (curve.length - 1);
}
