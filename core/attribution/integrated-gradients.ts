/**
 * Integrated gradients: the gradient's mean over the straight way from a baseline to the image, times the difference of
 * the two. Its sum is the difference of the scores, up to the error of the sum that stands for the integral.
 * Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks", ICML 2017.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import { type Baseline, baselineImages } from './baselines.js';
import { imageGradient } from './image-gradient.js';
import { repeated, score, type Target } from './target.js';
import { sumOverPasses, type Work } from './work.js';

export interface IntegratedGradientsOptions extends Work {
  /** Points on the way, from 1. Default 32. */
  readonly steps?: number;
  /** Where the way starts. Default black. */
  readonly baseline?: Baseline;
}
export interface IntegratedGradients {
  /** [n, h, w, c] */
  readonly attribution: tf.Tensor4D;
  /** Score of each image and of its baseline, [n]. */
  readonly scores: tf.Tensor1D;
  readonly baselineScores: tf.Tensor1D;
}

export const INTEGRATED_GRADIENTS_DEFAULTS = { steps: 32, baseline: 'black' } as const;

/**
 * By the midpoint rule: gradients at (i + ½) / steps of the way.
 * @param images [n, h, w, c] in [-1, 1]
 * @throws KitError invalid-argument for a number of steps or a baseline that can't be
 */
export async function integratedGradients(
  network: Network,
  images: tf.Tensor4D,
  target: Target,
  options: IntegratedGradientsOptions = {},
): Promise<IntegratedGradients> {
  const { steps, baseline } = { ...INTEGRATED_GRADIENTS_DEFAULTS, ...options };
  if (!Number.isInteger(steps) || steps < 1) {
    throw new KitError('invalid-argument', `The number of steps must be a whole number from 1, not ${steps}.`);
  }
  const [n, height, width, channels] = images.shape;
  const size = n * height * width * channels;
  const start = baselineImages(images, baseline);
  const way = tf.sub(images, start);
  let sums: tf.Tensor[] = [];
  try {
    sums = await sumOverPasses(steps, n, options, ({ from, to }) => {
      const copies = to - from;
      const shares = Array.from({ length: copies }, (_, i) => (from + i + 0.5) / steps);
      const points = tf.add(
        tf.reshape(start, [1, size]),
        tf.mul(tf.tensor2d(shares, [copies, 1]), tf.reshape(way, [1, size])),
      );
      const gradients = imageGradient(
        network,
        tf.reshape(points, [copies * n, height, width, channels]),
        repeated(target, copies),
      );
      return [tf.sum(tf.reshape(gradients, [copies, size]), 0)];
    });
    return tf.tidy(() => {
      const attribution = tf.mul(way, tf.reshape(tf.div(sums[0]!, steps), images.shape));
      const scoreOf = (x: tf.Tensor4D) => score(network.apply(x).logits, target);
      return { attribution, scores: scoreOf(images), baselineScores: scoreOf(start) } as IntegratedGradients &
        tf.NamedTensorMap;
    });
  } finally {
    tf.dispose([start, way, ...sums]);
  }
}
