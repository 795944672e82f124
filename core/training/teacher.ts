/**
 * A network that answers and does not learn: its logits for training batches, in inference mode and without a gradient.
 * Where every image looks the same each time it is asked, each answer is computed once and kept on the host.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';

export interface TeacherAnswer {
  /** [n, classes]; the caller's. */
  readonly logits: tf.Tensor2D;
  /** The same numbers on the host. */
  readonly values: Promise<Float32Array>;
}

/** Answers to the images of a training set, by their index. */
export class AnswerCache {
  /** [size, classes]; NaN where nobody has asked yet. */
  private readonly kept: Float32Array;

  constructor(
    size: number,
    private readonly classes: number,
  ) {
    this.kept = new Float32Array(size * classes).fill(NaN);
  }

  /** [n, classes], or undefined where one is missing. */
  get(indices: ArrayLike<number>): Float32Array | undefined {
    const { classes, kept } = this;
    const found = new Float32Array(indices.length * classes);
    for (let row = 0; row < indices.length; row++) {
      const start = indices[row]! * classes;
      if (Number.isNaN(kept[start])) return undefined;
      found.set(kept.subarray(start, start + classes), row * classes);
    }
    return found;
  }

  set(indices: ArrayLike<number>, values: Float32Array): void {
    const { classes, kept } = this;
    for (let row = 0; row < indices.length; row++) {
      kept.set(values.subarray(row * classes, (row + 1) * classes), indices[row]! * classes);
    }
  }
}

export class Teacher {
  /**
   * @param network stays the caller's, and stays as it is
   * @param cache for training images that are the same each time; without one each batch is looked at
   */
  constructor(
    private readonly network: Network,
    private readonly cache?: AnswerCache,
  ) {}

  /**
   * Queued on the device before this returns.
   * @param indices of the images in the training set
   * @param images [n, h, w, c] in [-1, 1]; asked for only where an answer is missing; stay the caller's
   * @throws KitError invalid-argument for images that the network can't take
   */
  answer(indices: ArrayLike<number>, images: () => tf.Tensor4D): TeacherAnswer {
    const { classes } = this.network;
    const known = this.cache?.get(indices);
    if (known) return { logits: tf.tensor2d(known, [indices.length, classes]), values: Promise.resolve(known) };
    const logits = tf.tidy(() => this.network.apply(images()).logits);
    const values = logits.data().then((data) => {
      const read = Float32Array.from(data);
      this.cache?.set(indices, read);
      return read;
    });
    return { logits, values };
  }
}
