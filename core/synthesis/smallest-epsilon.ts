/**
 * The smallest change that flips an answer: many sizes of one attack in a batch, then many between the last that failed
 * and the first that worked. An upper bound: a stronger attack may find less.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import type { AttackSettings } from '../types.js';
import { attack } from './attack.js';

/** Sizes at once. */
const AT_ONCE = 16;
/** Each divides the bracket by AT_ONCE: three end below a hundredth of a grey level for l∞. */
const ROUNDS = 3;

/**
 * @param image [1, h, w, c] in [-1, 1]
 * @param label the class that it is taken for
 * @param most the largest size that is tried, as a share of the range
 * @returns as a share of the range; undefined where not even the largest flips it
 */
export async function smallestEpsilon(
  network: Network,
  image: tf.Tensor4D,
  label: number,
  settings: AttackSettings,
  most: number,
  between: (share: number) => Promise<void> | void = () => undefined,
): Promise<number | undefined> {
  const copies = tf.tile(image, [AT_ONCE, 1, 1, 1]);
  try {
    let [low, high] = [0, most];
    let found: number | undefined;
    for (let round = 0; round < ROUNDS; round += 1) {
      const [from, to] = [low, high];
      const epsilons = Array.from({ length: AT_ONCE }, (_, i) => from + ((to - from) * (i + 1)) / AT_ONCE);
      const labels = epsilons.map(() => label);
      const changed = await attack(network, copies, settings, { labels, epsilons }, (share) =>
        between((round + share) / ROUNDS),
      );
      const said = await answersOf(network, changed);
      const first = said.findIndex((answer) =>
        settings.target === undefined ? answer !== label : answer === settings.target,
      );
      // Between the bracket's ends nothing flips: what was found before stands.
      if (first < 0) return found;
      found = epsilons[first]!;
      high = found;
      low = first === 0 ? from : epsilons[first - 1]!;
    }
    return found;
  } finally {
    copies.dispose();
  }
}

/** Takes the images away with it. */
async function answersOf(network: Network, images: tf.Tensor4D): Promise<number[]> {
  const answers = tf.tidy(() => tf.argMax(network.apply(images).logits, 1));
  images.dispose();
  try {
    return [...(await answers.data())];
  } finally {
    answers.dispose();
  }
}
