/**
 * Numbers for tests: seeded random arrays, comparison by relative error, and gradients by finite differences.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';

/** Uniform numbers in [low, high), the same for the same seed (mulberry32). */
export function randomArray(size: number, seed: number, low = -1, high = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: size }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return low + (high - low) * (((t ^ (t >>> 14)) >>> 0) / 2 ** 32);
  });
}

export function randomTensor<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number, low = -1, high = 1): tf.Tensor<R> {
  return tf.tensor(randomArray(tf.util.sizeFromShape(shape), seed, low, high), shape);
}

/**
 * Largest difference relative to the largest magnitude of what is expected: what float32 promises for sums, where a
 * single entry near zero may well be off by more.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let scale = 0;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]!));
    const difference = Math.abs(actual[i]! - expected[i]!);
    // NaN must not slip through a comparison.
    worst = difference <= worst ? worst : Number.isNaN(difference) ? Infinity : difference;
  }
  return worst === 0 ? 0 : worst / Math.max(scale, Number.MIN_VALUE);
}

export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
  what = 'relative error',
): void {
  expect(actual.length, `${what}: size`).to.equal(expected.length);
  expect(relativeError(actual, expected), what).to.be.at.most(tolerance);
}

/**
 * ∂f/∂x by central differences. `f` should compute in float64 (plain JavaScript): then a step of 1e-5 leaves about
 * ten digits. Not for points where f has a kink closer than the step.
 */
export function finiteDifferences(f: (x: Float64Array) => number, x: ArrayLike<number>, step = 1e-5): Float64Array {
  const point = Float64Array.from(x);
  return point.map((value, i) => {
    point[i] = value + step;
    const above = f(point);
    point[i] = value - step;
    const below = f(point);
    point[i] = value;
    return (above - below) / (2 * step);
  });
}
