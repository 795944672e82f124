/** How well a network does on images it was not trained on: loss, accuracy, per class, confusion. */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import type { Evaluation } from '../types.js';
import { batchMetrics } from './metrics.js';

/** Labelled images, made into tensors batch by batch. */
export interface EvaluationSource {
  /** [size] class indices. */
  readonly labels: ArrayLike<number>;
  /** Images start … end − 1 as [end − start, h, w, c] in [-1, 1]; the evaluation disposes of them. */
  images(start: number, end: number): tf.Tensor4D;
}

export interface EvaluateOptions {
  /** Steps of training done, for the record. */
  readonly step: number;
  /** Awaited between two batches; throws to end the evaluation. */
  readonly breathe: () => Promise<void>;
  readonly signal?: AbortSignal | undefined;
  /** Images per batch. Default 100. */
  readonly batchSize?: number;
  /** Hears the logits [size, classes] of each batch, and how long they took from the images to here, in ms. */
  readonly heard?: ((logits: Float32Array, milliseconds: number) => void) | undefined;
}

/**
 * In inference mode, on the images as the source gives them.
 * @returns loss: mean cross-entropy in nats; perClass: accuracy of each class, NaN for one without images
 * @throws KitError aborted, when `signal` says so; bad-data for no images or labels out of range
 */
export async function evaluate(
  network: Network,
  source: EvaluationSource,
  { step, breathe, signal, batchSize = 100, heard }: EvaluateOptions,
): Promise<Evaluation> {
  const { classes } = network;
  const count = source.labels.length;
  if (count === 0) throw new KitError('bad-data', 'There are no images to evaluate on.');
  const labels = Int32Array.from(source.labels);
  const unknown = labels.find((label) => label < 0 || label >= classes);
  if (unknown !== undefined) {
    throw new KitError('bad-data', `A label is ${unknown}; the network knows classes 0 to ${classes - 1}.`);
  }
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let lossSum = 0;
  let correct = 0;
  for (let start = 0; start < count; start += batchSize) {
    if (start > 0) await breathe();
    if (signal?.aborted) throw new KitError('aborted', 'The evaluation was cancelled.');
    const end = Math.min(start + batchSize, count);
    const batchLabels = labels.subarray(start, end);
    const images = source.images(start, end);
    const began = performance.now();
    const logits = await logitsOf(network, images);
    heard?.(logits, performance.now() - began);
    const metrics = batchMetrics(logits, batchLabels, classes);
    lossSum += metrics.lossSum;
    correct += metrics.correct;
    batchLabels.forEach((label, i) => confusion[label]![metrics.predicted[i]!]!++);
  }
  return {
    step,
    loss: lossSum / count,
    accuracy: correct / count,
    count,
    perClass: confusion.map((row, label) => row[label]! / row.reduce((sum, n) => sum + n, 0)),
    confusion,
  };
}

/** Forward and read back; disposes of the images. */
async function logitsOf(network: Network, images: tf.Tensor4D): Promise<Float32Array> {
  let logits: tf.Tensor2D | undefined;
  try {
    logits = network.apply(images).logits;
    images.dispose();
    return (await logits.data()) as Float32Array;
  } finally {
    tf.dispose([images, logits ?? []]);
  }
}
