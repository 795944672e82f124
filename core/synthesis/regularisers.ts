/**
 * What holds an image back: penalties whose gradient is taken off the objective's, a proximal step towards grey, a blur.
 * Each acts on every image of a batch by itself.
 */
import * as tf from '@tensorflow/tfjs-core';
import { gaussianBlur } from '../attribution/blur.js';
import type { SynthesisSettings } from '../types.js';

/** Rounds the corner of |·| at zero for powers below 2, in units of pixel values: a tenth of an 8-bit step. */
const ROUNDING = 8e-4;

/**
 * Total variation of each image, [n]: Σ (Δx² + Δy²)^(β/2) over pixels and channels, where the last row and column have
 * no neighbour (Mahendran and Vedaldi 2015, eq. 5). Zero for a constant image.
 * @param images [n, h, w, c]
 */
export function totalVariation(images: tf.Tensor4D, power: number): tf.Tensor1D {
  const [n, height, width, channels] = images.shape;
  return tf.tidy(() => {
    const difference = (axis: 1 | 2): tf.Tensor => {
      const size = [n, height, width, channels];
      size[axis]! -= 1;
      const ahead = tf.slice(images, axis === 1 ? [0, 1, 0, 0] : [0, 0, 1, 0], size);
      const missing = [0, 0, 0, 0].map((_, a): [number, number] => [0, a === axis ? 1 : 0]);
      return tf.square(tf.pad(tf.sub(ahead, tf.slice(images, [0, 0, 0, 0], size)), missing));
    };
    const squares = tf.add(difference(1), difference(2));
    if (power === 2) return tf.sum(squares, [1, 2, 3]);
    // Both powers on the device, so that they agree to the last bit where nothing varies.
    const power2 = (x: tf.Tensor) => tf.pow(x, power / 2);
    return tf.sum(tf.sub(power2(tf.add(squares, ROUNDING ** 2)), power2(tf.scalar(ROUNDING ** 2))), [1, 2, 3]);
  });
}

/** Σ |x|^p of each image, [n]. */
export function alphaNorm(images: tf.Tensor4D, power: number): tf.Tensor1D {
  return tf.tidy(() => tf.sum(tf.pow(tf.square(images), power / 2), [1, 2, 3]));
}

type Penalties = Pick<SynthesisSettings, 'totalVariation' | 'variationPower' | 'alphaNorm' | 'alphaPower'>;

/** ∂penalties/∂images, [n, h, w, c]; undefined where there are none. */
export function penaltyGradient(images: tf.Tensor4D, settings: Penalties): tf.Tensor4D | undefined {
  const { totalVariation: variation, variationPower, alphaNorm: alpha, alphaPower } = settings;
  if (variation === 0 && alpha === 0) return undefined;
  return tf.tidy(() =>
    tf.grad((x) => {
      const parts: tf.Tensor[] = [];
      if (variation > 0) parts.push(tf.mul(totalVariation(x as tf.Tensor4D, variationPower), variation));
      if (alpha > 0) parts.push(tf.mul(alphaNorm(x as tf.Tensor4D, alphaPower), alpha));
      return tf.sum(tf.addN(parts));
    })(images),
  ) as tf.Tensor4D;
}

/**
 * What follows a step: towards grey by the proximal map of αλ‖x‖², now and then a blur, and back into [-1, 1].
 * @param done steps done with this one
 */
export function settle(
  images: tf.Tensor4D,
  done: number,
  { l2, learningRate, blurEvery, blurDeviation }: SynthesisSettings,
): tf.Tensor4D {
  return tf.tidy(() => {
    const decayed = l2 > 0 ? tf.mul(images, 1 / (1 + 2 * learningRate * l2)) : images;
    const blurs = blurEvery > 0 && blurDeviation > 0 && done % blurEvery === 0;
    return tf.clipByValue(blurs ? gaussianBlur(decayed as tf.Tensor4D, blurDeviation) : decayed, -1, 1) as tf.Tensor4D;
  });
}
