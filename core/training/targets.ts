/** Class labels as the distributions that the loss compares with. Plain arrays, no TensorFlow.js. */
import { KitError } from '../errors.js';

/**
 * One-hot rows, smoothed: (1 − smoothing)·one-hot + smoothing/classes (Szegedy et al. 2016).
 * @returns [n, classes], row by row
 * @throws KitError bad-data for a label that is not a class index
 */
export function targetDistributions(labels: ArrayLike<number>, classes: number, smoothing: number): Float32Array {
  const targets = new Float32Array(labels.length * classes).fill(smoothing / classes);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new KitError('bad-data', `A label is ${label}; the network knows classes 0 to ${classes - 1}.`);
    }
    targets[row * classes + label]! += 1 - smoothing;
  }
  return targets;
}
