/** Images that optimisation starts from where there is no picture: nothing in particular. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../data/random.js';

/** Keeps these draws apart from all others under the same seed. */
const NOISE_STREAM = 0x6e6f;
/** Standard deviation around grey: a fifth of the way to white, so that hardly a value leaves the range. */
const NOISE_DEVIATION = 0.2;

/** [n, h, w, c], 0 everywhere. */
export const grey = (shape: readonly [number, number, number, number]): tf.Tensor4D => tf.zeros([...shape]);

/** Seeded normal noise around grey, cut off at the ends of the range; each image has its own. */
export function noise(shape: readonly [number, number, number, number], seed: number): tf.Tensor4D {
  const [n, ...rest] = shape;
  const size = rest.reduce((product, length) => product * length, 1);
  const data = new Float32Array(n * size);
  for (let i = 0; i < n; i += 1) {
    const random = new Random(seed, NOISE_STREAM, i);
    for (let k = 0; k < size; k += 1) {
      data[i * size + k] = Math.min(1, Math.max(-1, NOISE_DEVIATION * random.normal()));
    }
  }
  return tf.tensor4d(data, [...shape]);
}
