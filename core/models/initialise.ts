/**
 * Seeded starting values: He's normal initialisation for kernels (He et al., "Delving deep into rectifiers", 2015),
 * zeros and ones for the rest. The same seed gives the same weights on every machine and backend.
 */
import { Random } from '../data/random.js';
import type { WeightInit } from './weights.js';

/** Keeps these random numbers apart from those of data order, augmentation and dropout under the same seed. */
const INITIALISATION_STREAM = 0x1417;

/**
 * @param position index of the weight's layer in the network, so that layers get independent values
 * @param size how many numbers the weight has
 */
export function initialValues(init: WeightInit, size: number, seed: number, position: number): Float32Array {
  const values = new Float32Array(size);
  if (init.kind !== 'he') return init.kind === 'ones' ? values.fill(1) : values;
  // Variance 2/fan-in keeps the size of activations through a ReLU, which discards half of it.
  const deviation = Math.sqrt(2 / init.fanIn);
  const random = new Random(seed, INITIALISATION_STREAM, position);
  for (let i = 0; i < size; i++) values[i] = deviation * random.normal();
  return values;
}
