/**
 * SmoothGrad and its relatives: statistics of the gradient over copies of the image with Gaussian noise added. Smilkov et
 * al., "SmoothGrad: removing noise by adding noise", 2017; the square and the variance after Hooker et al., "A Benchmark
 * for Interpretability Methods in Deep Neural Networks", 2019, and Adebayo et al., 2018.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../data/random.js';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import { imageGradient } from './image-gradient.js';
import { repeated, type Target } from './target.js';
import { type Span, sumOverPasses, type Work } from './work.js';

export interface SmoothGradOptions extends Work {
  /** Noisy copies of each image, from 1 (for the variance from 2). Default 50. */
  readonly samples?: number;
  /** Standard deviation of the noise as a share of the full range of pixel values, which is 2. Default 0.15. */
  readonly sigma?: number;
  /** Decides the noise; image, copy and nothing else do so too. Default 1. */
  readonly seed?: number;
  /** Of the gradients g: their mean, the mean of g², or their variance (divided by the count). Default mean. */
  readonly statistic?: 'mean' | 'square' | 'variance';
}

export const SMOOTH_GRAD_DEFAULTS = { samples: 50, sigma: 0.15, seed: 1 } as const;

/** Pixel values go from −1 to 1. */
const PIXEL_RANGE = 2;
/** Keeps this noise apart from all other random numbers under the same seed. */
const NOISE_STREAM = 0x5306;

/**
 * @param images [n, h, w, c] in [-1, 1]; noisy copies may leave that range
 * @returns [n, h, w, c]
 * @throws KitError invalid-argument for counts or deviations out of range
 */
export async function smoothGrad(
  network: Network,
  images: tf.Tensor4D,
  target: Target,
  options: SmoothGradOptions = {},
): Promise<tf.Tensor4D> {
  const { samples, sigma, seed, statistic = 'mean' } = { ...SMOOTH_GRAD_DEFAULTS, ...options };
  const least = statistic === 'variance' ? 2 : 1;
  if (!Number.isInteger(samples) || samples < least) {
    throw new KitError(
      'invalid-argument',
      `The number of noisy copies must be a whole number from ${least}, not ${samples}.`,
    );
  }
  if (!(sigma >= 0 && sigma < Infinity)) {
    throw new KitError('invalid-argument', `The noise needs a deviation from 0, not ${sigma}.`);
  }
  const [n, height, width, channels] = images.shape;
  const size = height * width * channels;
  // Deviations from the noise-free gradient: a variance as E[g²] − E[g]² would lose its digits to rounding.
  const center = statistic === 'variance' ? imageGradient(network, images, target) : tf.zerosLike(images);
  let sums: tf.Tensor[] = [];
  try {
    sums = await sumOverPasses(samples, n, options, ({ from, to }) => {
      const copies = to - from;
      const noise = gaussianNoise(seed, { from, to }, n, size, sigma * PIXEL_RANGE);
      const noisy = tf.add(tf.reshape(images, [1, n * size]), tf.tensor2d(noise, [copies, n * size]));
      const gradients = imageGradient(
        network,
        tf.reshape(noisy, [copies * n, height, width, channels]),
        repeated(target, copies),
      );
      const deviations = tf.sub(tf.reshape(gradients, [copies, n * size]), tf.reshape(center, [1, n * size]));
      return statistic === 'mean' ? [tf.sum(deviations, 0)] : [tf.sum(deviations, 0), tf.sum(tf.square(deviations), 0)];
    });
    return tf.tidy(() => {
      const [mean, square] = sums.map((sum) => tf.div(sum, samples));
      const value = { mean, square, variance: square && tf.relu(tf.sub(square, tf.square(mean!))) }[statistic];
      return tf.reshape(value!, images.shape);
    });
  } finally {
    tf.dispose([center, ...sums]);
  }
}

/**
 * Normal numbers that depend on seed, image and copy only, so that the size of a pass changes nothing.
 * @returns [copies, images · size]
 */
function gaussianNoise(
  seed: number,
  { from, to }: Span,
  images: number,
  size: number,
  deviation: number,
): Float32Array {
  const out = new Float32Array((to - from) * images * size);
  if (deviation === 0) return out;
  let at = 0;
  for (let copy = from; copy < to; copy++) {
    for (let image = 0; image < images; image++) {
      const random = new Random(seed, NOISE_STREAM, image, copy);
      for (let i = 0; i < size; i++) out[at++] = deviation * random.normal();
    }
  }
  return out;
}
