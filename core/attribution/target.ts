/**
 * What a map explains: one number for each image, made of the network's logits. Which number it is, and its value; how
 * it depends on the pixels is the business of the methods.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import type { AttributionQuantity } from '../types.js';

export interface Target {
  /** The class's logit z_c, or its probability softmax(z)_c. */
  readonly quantity: AttributionQuantity;
  /** The explained class of each image. */
  readonly classes: readonly number[];
  /** Of each image the class whose quantity is taken off: "why this rather than that?". */
  readonly against?: readonly number[] | undefined;
}

/** @throws KitError invalid-argument for a class that the network does not have, or another number of classes than images */
export function checkTarget({ classes }: Network, { classes: chosen, against }: Target, images: number): void {
  for (const list of [chosen, ...(against ? [against] : [])]) {
    if (list.length !== images) {
      throw new KitError('invalid-argument', `There are ${images} images and ${list.length} classes to explain.`);
    }
    const wrong = list.find((index) => !Number.isInteger(index) || index < 0 || index >= classes);
    if (wrong !== undefined) {
      throw new KitError('invalid-argument', `There is no class ${wrong}; the network has 0 to ${classes - 1}.`);
    }
  }
}

/** The explained number of each image, [n]; differentiable. */
export function score(logits: tf.Tensor2D, { quantity, classes, against }: Target): tf.Tensor1D {
  const depth = logits.shape[1];
  const values = quantity === 'probability' ? tf.softmax(logits) : logits;
  const chosen = oneHot(classes, depth);
  const weights = against ? tf.sub(chosen, oneHot(against, depth)) : chosen;
  return tf.sum(tf.mul(values, weights), 1);
}

/** The same target for `times` copies of the batch, one after another. */
export function repeated({ quantity, classes, against }: Target, times: number): Target {
  const repeat = (list: readonly number[]) => Array.from({ length: times }, () => list).flat();
  return { quantity, classes: repeat(classes), ...(against ? { against: repeat(against) } : {}) };
}

/** The class with the largest logit, for each image. */
export async function predictedClasses(network: Network, images: tf.Tensor4D): Promise<number[]> {
  const indices = tf.tidy(() => tf.argMax(network.apply(images).logits, 1));
  try {
    return [...(await indices.data())];
  } finally {
    indices.dispose();
  }
}

/** Few values, known on the host: cheaper than an operation. */
function oneHot(classes: readonly number[], depth: number): tf.Tensor2D {
  const values = new Float32Array(classes.length * depth);
  classes.forEach((index, row) => (values[row * depth + index] = 1));
  return tf.tensor2d(values, [classes.length, depth]);
}
