/**
 * Changes too small to see that make a network say something else: one step along the gradient's sign, or many that stay
 * within a ball around the image. Every image has its own ε, so that a search for the smallest one is one batch.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../data/random.js';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import type { AttackSettings } from '../types.js';

/** Keeps these draws apart from all others under the same seed. */
const START_STREAM = 0x6174;
/** Pixel values run over [-1, 1]: a share of their range is twice as much in their own unit. */
const RANGE = 2;
/** A step of 2.5·ε / steps can cross the ball and come back (Madry et al. 2018). */
const STEP_SHARE = 2.5;
const FLOOR = 1e-12;

export interface AttackQuestion {
  /** The class that each image is taken for, or truly is. */
  readonly labels: readonly number[];
  /** For each image, as a share of the range, in place of the settings' own. */
  readonly epsilons?: readonly number[] | undefined;
}

/**
 * @param images [n, h, w, c] in [-1, 1]; stay the caller's
 * @param between awaited after each step; throws to cancel
 * @returns [n, h, w, c] in [-1, 1], no further from the images than ε
 * @throws KitError invalid-argument; what `between` throws
 */
export async function attack(
  network: Network,
  images: tf.Tensor4D,
  settings: AttackSettings,
  { labels, epsilons = labels.map(() => settings.epsilon) }: AttackQuestion,
  between: (share: number) => Promise<void> | void = () => undefined,
): Promise<tf.Tensor4D> {
  const { method, norm, target } = settings;
  if (settings.epsilon < 0 || epsilons.some((epsilon) => !(epsilon >= 0))) {
    throw new KitError('invalid-argument', 'The size ε of a change can’t be negative.');
  }
  const steps = method === 'fgsm' ? 1 : settings.steps;
  const pixels = await images.data<'float32'>();
  const ball = norm === 'linf' ? box(pixels, images.shape, epsilons) : sphere(images, epsilons);
  const each = (value: (epsilon: number) => number) => tf.tensor4d(epsilons.map(value), [epsilons.length, 1, 1, 1]);
  const length = each((epsilon) =>
    method === 'fgsm' ? RANGE * epsilon : RANGE * (settings.stepSize ?? (STEP_SHARE * epsilon) / steps),
  );
  // Away from the label, or towards the target.
  const classes = target === undefined ? labels : labels.map(() => target);
  const sign = target === undefined ? -1 : 1;
  let x = method === 'pgd' && settings.randomStart ? randomStart(images, epsilons, ball, settings) : tf.clone(images);
  try {
    for (let step = 0; step < steps; step += 1) {
      const before = x;
      x = tf.tidy(() => {
        // The mean's gradient has the same direction as each image's own.
        const gradient = logProbabilityGradient(network, before, classes);
        const direction = norm === 'linf' ? tf.sign(gradient) : unit(gradient);
        return ball.into(tf.add(before, tf.mul(direction, tf.mul(length, sign))) as tf.Tensor4D);
      });
      before.dispose();
      await between((step + 1) / steps);
    }
    return x;
  } catch (thrown) {
    x.dispose();
    throw thrown;
  } finally {
    length.dispose();
    ball.dispose();
  }
}

interface Ball {
  /** The nearest point of the ball and of [-1, 1]. */
  into(x: tf.Tensor4D): tf.Tensor4D;
  dispose(): void;
}

/**
 * Bounds that are float32 numbers within ε even after their own rounding, so that no change exceeds ε by a last digit.
 */
function box(pixels: Float32Array, shape: readonly number[], epsilons: readonly number[]): Ball {
  const size = pixels.length / epsilons.length;
  const low = new Float32Array(pixels.length);
  const high = new Float32Array(pixels.length);
  pixels.forEach((value, i) => {
    const epsilon = RANGE * epsilons[Math.floor(i / size)]!;
    low[i] = Math.max(-1, within(value, -epsilon));
    high[i] = Math.min(1, within(value, epsilon));
  });
  const [lower, upper] = [tf.tensor(low, [...shape]), tf.tensor(high, [...shape])];
  return {
    into: (x) => tf.tidy(() => tf.minimum(tf.maximum(x, lower), upper)),
    dispose: () => tf.dispose([lower, upper]),
  };
}

/** The float32 number nearest to value + change whose distance from value, itself one, is no more than |change|. */
function within(value: number, change: number): number {
  const bound = Math.fround(value + change);
  if (Math.abs(bound - value) <= Math.abs(change)) return bound;
  // The next float32 number towards value: its bits, read as a whole number, are one apart.
  const float = Float32Array.of(bound);
  const bits = new Int32Array(float.buffer);
  if (bound === 0) return 0;
  bits[0]! += bound > value === bound > 0 ? -1 : 1;
  return float[0]!;
}

function sphere(images: tf.Tensor4D, epsilons: readonly number[]): Ball {
  const centre = tf.clone(images);
  // A millionth less, so that the sum of squares does not round above ε.
  const radius = tf.tensor4d(
    epsilons.map((epsilon) => RANGE * epsilon * (1 - 1e-6)),
    [epsilons.length, 1, 1, 1],
  );
  return {
    into: (x) =>
      tf.tidy(() => {
        const change = tf.sub(x, centre);
        const far = tf.sqrt(tf.sum(tf.square(change), [1, 2, 3], true));
        const shrink = tf.minimum(1, tf.div(radius, tf.add(far, FLOOR)));
        // Cutting off at white and black brings every pixel nearer to the image, so it stays in the ball.
        return tf.clipByValue(tf.add(centre, tf.mul(change, shrink)), -1, 1) as tf.Tensor4D;
      }),
    dispose: () => tf.dispose([centre, radius]),
  };
}

function unit(gradient: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => tf.div(gradient, tf.add(tf.sqrt(tf.sum(tf.square(gradient), [1, 2, 3], true)), FLOOR)));
}

/** ∂ log p_c / ∂x: that of the logit less those of all logits by their probabilities. */
function logProbabilityGradient(network: Network, images: tf.Tensor4D, classes: readonly number[]): tf.Tensor4D {
  return tf.tidy(() => {
    const chosen = tf.cast(tf.oneHot(tf.tensor1d([...classes], 'int32'), network.classes), 'float32');
    return tf.grad((x) => tf.sum(tf.mul(tf.logSoftmax(network.apply(x as tf.Tensor4D).logits), chosen)))(images);
  }) as tf.Tensor4D;
}

function randomStart(
  images: tf.Tensor4D,
  epsilons: readonly number[],
  ball: Ball,
  { norm, seed }: AttackSettings,
): tf.Tensor4D {
  const size = images.size / epsilons.length;
  const data = new Float32Array(images.size);
  epsilons.forEach((epsilon, i) => {
    const random = new Random(seed, START_STREAM, i);
    const spread = norm === 'linf' ? RANGE * epsilon : (RANGE * epsilon) / Math.sqrt(size);
    for (let k = 0; k < size; k += 1) data[i * size + k] = (2 * random.uniform() - 1) * spread;
  });
  return tf.tidy(() => ball.into(tf.add(images, tf.tensor(data, images.shape)) as tf.Tensor4D));
}
