/**
 * From a named method with its options to plain maps: which class, which defaults, which method, and the numbers read back
 * for each image. The methods themselves are in their own files, what each is called in methods.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import type { Attribution, AttributionSettings, PlainTensor } from '../types.js';
import { type Maps, METHODS, resolveSettings } from './methods.js';
import type { Target } from './target.js';
import type { Work } from './work.js';

/** Which class is explained. */
export interface Question {
  /** Default: the predicted class of each image. */
  readonly target?: number | undefined;
  /** The class whose quantity is taken off. */
  readonly against?: number | undefined;
}

/**
 * @param images [n, h, w, c] in [-1, 1]; stay the caller's
 * @returns one for each image
 * @throws KitError invalid-argument for a method, class, layer or option that can't be; what `work.between` throws
 */
export async function explain(
  network: Network,
  images: tf.Tensor4D,
  settings: AttributionSettings,
  question: Question = {},
  work: Work = {},
): Promise<Attribution[]> {
  const used = resolveSettings(settings, network, images.shape);
  const answers = await ask(network, images);
  const { against } = question;
  const classes = answers.map(({ logits }) => question.target ?? indexOfLargest(logits));
  const target: Target = {
    quantity: used.quantity ?? 'logit',
    classes,
    ...(against === undefined ? {} : { against: classes.map(() => against) }),
  };
  const maps = await METHODS[used.method].run({ network, images, target, settings: used, work });
  try {
    return await split(maps, answers, used, target);
  } finally {
    tf.dispose(Object.values(maps).filter((value) => value instanceof tf.Tensor));
  }
}

interface Answer {
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
}

async function ask(network: Network, images: tf.Tensor4D): Promise<Answer[]> {
  const { logits } = network.apply(images);
  try {
    const { classes } = network;
    const data = await logits.data();
    return Array.from({ length: images.shape[0] }, (_, i) => {
      const own = [...data.subarray(i * classes, (i + 1) * classes)];
      return { logits: own, probabilities: softmax(own) };
    });
  } finally {
    logits.dispose();
  }
}

async function split(
  maps: Maps,
  answers: readonly Answer[],
  settings: AttributionSettings,
  { quantity, classes, against }: Target,
): Promise<Attribution[]> {
  const [map, values, coarse, sum, expected] = await Promise.all(
    [maps.map, maps.values, maps.coarse, maps.sum, maps.expected].map(async (tensor) =>
      tensor ? { data: await tensor.data<'float32'>(), shape: tensor.shape } : undefined,
    ),
  );
  return answers.map(({ logits, probabilities }, i) => {
    const of = quantity === 'probability' ? probabilities : logits;
    const score = of[classes[i]!]! - (against ? of[against[i]!]! : 0);
    return {
      settings,
      target: classes[i]!,
      ...(against ? { against: against[i]! } : {}),
      score,
      logits,
      probabilities,
      map: part(map!, i),
      signed: maps.signed,
      ...(maps.layer === undefined ? {} : { layer: maps.layer }),
      ...(values ? { values: part(values, i) } : {}),
      ...(coarse ? { coarse: part(coarse, i) } : {}),
      ...(sum ? { completeness: { sum: sum.data[i]!, expected: expected?.data[i] ?? score } } : {}),
    };
  });
}

function part({ data, shape }: PlainTensor, index: number): PlainTensor {
  const [n, ...rest] = shape;
  const size = data.length / n!;
  return { data: data.slice(index * size, (index + 1) * size), shape: rest };
}

function softmax(logits: readonly number[]): number[] {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}
