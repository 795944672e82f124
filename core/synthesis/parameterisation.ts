/**
 * In which coordinates an image is optimised. Gradients are pulled into them and steps pushed back; both are linear, so
 * the image itself stays the only state. Pixels are their own coordinates; the Fourier basis gives every frequency the
 * same chance and moves colours that go together, together (Olah, Mordvintsev and Schubert 2017, "Feature visualization").
 */
import * as tf from '@tensorflow/tfjs-core';
import type { SynthesisSettings } from '../types.js';

export interface Parameterisation {
  /** ∂f/∂coordinates from ∂f/∂pixels [n, h, w, c]; of any shape that `push` takes. */
  pull(gradient: tf.Tensor4D): tf.Tensor;
  /** The change of the pixels [n, h, w, c] by a change of the coordinates. */
  push(change: tf.Tensor): tf.Tensor4D;
  dispose(): void;
}

const PIXELS: Parameterisation = {
  pull: (gradient) => tf.clone(gradient),
  push: (change) => tf.clone(change) as tf.Tensor4D,
  dispose: () => undefined,
};

/**
 * Square root of the covariance of red, green and blue over the training images of the mini data set, divided by its
 * largest row sum: symmetric, so its own transpose.
 */
const COLOUR_ROOT = [0.4661, 0.2771, 0.2082, 0.2771, 0.411, 0.2892, 0.2082, 0.2892, 0.5026];

/**
 * @param images [n, h, w, c]: the Fourier basis is made for their size; colours are decorrelated where there are three
 */
export function parameterisationOf(
  name: SynthesisSettings['parameterisation'],
  [, height, width, channels]: readonly number[],
): Parameterisation {
  return name === 'pixels' ? PIXELS : fourier(height!, width!, channels!);
}

function fourier(height: number, width: number, channels: number): Parameterisation {
  const rows = realFourierBasis(height);
  const columns = realFourierBasis(width);
  // [h, h] and [w, w]: a row for each wave.
  const basisH = tf.tensor2d(rows.waves, [height, height]);
  const basisW = tf.tensor2d(columns.waves, [width, width]);
  const transposedH = tf.tidy(() => tf.transpose(basisH));
  const transposedW = tf.tidy(() => tf.transpose(basisW));
  const scale = tf.tensor4d(spectrum(rows.frequencies, columns.frequencies), [1, 1, width, height]);
  const colour = tf.tensor2d(channels === 3 ? COLOUR_ROOT : [1], channels === 3 ? [3, 3] : [1, 1]);
  const mixed = (x: tf.Tensor4D): tf.Tensor4D =>
    channels === 3 ? tf.reshape(tf.matMul(tf.reshape(x, [-1, 3]), colour), x.shape) : x;
  return {
    // Coordinates are kept as [n, c, w, h].
    pull: (gradient) =>
      tf.tidy(() => {
        const [n] = gradient.shape;
        const planes = tf.transpose(mixed(gradient), [0, 3, 1, 2]);
        const along = tf.matMul(tf.reshape(planes, [-1, width]), transposedW);
        const turned = tf.transpose(tf.reshape(along, [n, channels, height, width]), [0, 1, 3, 2]);
        const both = tf.matMul(tf.reshape(turned, [-1, height]), transposedH);
        return tf.mul(tf.reshape(both, [n, channels, width, height]), scale);
      }),
    push: (change) =>
      tf.tidy(() => {
        const n = change.shape[0]!;
        const along = tf.matMul(tf.reshape(tf.mul(change, scale), [-1, height]), basisH);
        const turned = tf.transpose(tf.reshape(along, [n, channels, width, height]), [0, 1, 3, 2]);
        const both = tf.matMul(tf.reshape(turned, [-1, width]), basisW);
        return mixed(tf.transpose(tf.reshape(both, [n, channels, height, width]), [0, 2, 3, 1]));
      }),
    dispose: () => tf.dispose([basisH, basisW, transposedH, transposedW, scale, colour]),
  };
}

/**
 * The real Fourier basis of n samples, orthonormal: constant, cosine and sine of each frequency, and for even n the
 * alternation.
 */
export function realFourierBasis(n: number): { readonly waves: Float32Array; readonly frequencies: readonly number[] } {
  const waves = new Float32Array(n * n);
  const frequencies: number[] = [];
  for (let row = 0; row < n; row += 1) {
    const k = Math.ceil(row / 2);
    const alone = k === 0 || 2 * k === n;
    const norm = Math.sqrt((alone ? 1 : 2) / n);
    for (let i = 0; i < n; i += 1) {
      const angle = (2 * Math.PI * k * i) / n;
      waves[row * n + i] = norm * (row % 2 === 1 || k === 0 ? Math.cos(angle) : Math.sin(angle));
    }
    frequencies.push(k / n);
  }
  return { waves, frequencies };
}

/** 1 / frequency, as natural images have it, bounded by that of one wave over the whole image; the mean of squares is 1. */
function spectrum(rows: readonly number[], columns: readonly number[]): Float32Array {
  const lowest = 1 / Math.max(rows.length, columns.length);
  const values = Float32Array.from({ length: rows.length * columns.length }, (_, i) => {
    const [v, u] = [columns[Math.floor(i / rows.length)]!, rows[i % rows.length]!];
    return 1 / Math.max(lowest, Math.hypot(u, v));
  });
  const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  return values.map((value) => value / rms);
}
