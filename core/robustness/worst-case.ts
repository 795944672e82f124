/**
 * Looks for a small turn, shift and change of size under which the answer changes: greedy steps along the similarity
 * transforms that lower the margin most, in the spirit of Kanbak, Moosavi-Dezfooli and Frossard, "Geometric robustness of
 * deep networks: analysis and improvement" (ManiFool), CVPR 2018. Steps halve when none helps, so what is found is a local
 * worst case: another may be worse.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Work } from '../attribution/work.js';
import { KitError } from '../errors.js';
import type { PlainTensor, Similarity, WorstCase, WorstCaseLimits, WorstCaseStep } from '../types.js';
import type { Classifier } from './look.js';
import { largestOf } from './stability.js';
import { similarityAffine } from './sweep.js';
import { tapsOf, writeView } from './views.js';

/** First step as a share of each limit, and how often it may halve: a sixteenth of a half is finer than an eye sees. */
const FIRST_STEP = 0.5;
const HALVINGS = 4;
/** Steps in all: more than the limits leave room for. */
const MOST_STEPS = 40;

export const DEFAULT_LIMITS = {
  shift: 2,
  angle: 10,
  scale: 1.1,
  padding: 'reflect',
} as const satisfies WorstCaseLimits;

const STILL: Similarity = { dx: 0, dy: 0, angle: 0, scale: 1 };

/**
 * @param image [1, h, w, c] in [-1, 1]
 * @throws KitError invalid-argument for limits that can't be, or more images than one; what `work.between` throws
 */
export async function worstCase(
  network: Classifier,
  image: PlainTensor,
  limits: WorstCaseLimits = {},
  { between }: Work = {},
): Promise<WorstCase> {
  const {
    shift = DEFAULT_LIMITS.shift,
    angle = DEFAULT_LIMITS.angle,
    scale = DEFAULT_LIMITS.scale,
    padding = DEFAULT_LIMITS.padding,
  } = limits;
  const [n, height = 0, width = 0, channels = 0] = image.shape;
  if (n !== 1 || height < 2 || width < 2) {
    throw new KitError('invalid-argument', `A worst case is looked for in one image of at least 2 × 2 pixels.`);
  }
  if (!(shift >= 0 && shift < Math.min(height, width) && angle >= 0 && angle <= 180 && scale >= 1 && scale <= 2)) {
    throw new KitError(
      'invalid-argument',
      `The limits of a search are a shift below the image’s side, a turn up to 180 degrees and a scale from 1 to 2, not ${shift}, ${angle} and ${scale}.`,
    );
  }
  const frame = { height, width, viewHeight: height, viewWidth: width, padding };
  const size = height * width * channels;
  const ask = async (candidates: readonly Similarity[]): Promise<number[][]> => {
    const data = new Float32Array(candidates.length * size);
    candidates.forEach((at, i) => {
      const affine = similarityAffine(at, height, width);
      writeView(image.data, channels, tapsOf(frame, { affine }), data, i * size);
    });
    const answers = tf.tidy(() =>
      tf.softmax(network.apply(tf.tensor4d(data, [candidates.length, height, width, channels])).logits),
    );
    try {
      const values = await answers.data();
      const { classes } = network;
      return candidates.map((_, i) => [...values.subarray(i * classes, (i + 1) * classes)]);
    } finally {
      answers.dispose();
    }
  };
  const [first] = await ask([STILL]);
  const named = largestOf(first!, 0, network.classes);
  const stepOf = (at: Similarity, probabilities: readonly number[]): WorstCaseStep => ({
    at,
    pixels: displacement(at, height, width),
    margin: marginFor(probabilities, named),
    probabilities,
  });
  let now = stepOf(STILL, first!);
  const steps = [now];
  let looked = 1;
  let share = FIRST_STEP;
  for (let halvings = 0; halvings <= HALVINGS && steps.length <= MOST_STEPS && now.margin >= 0;) {
    const candidates = around(now.at, share, { shift, angle, scale });
    if (candidates.length === 0) break;
    const answers = await ask(candidates);
    looked += candidates.length;
    const [best] = candidates.map((at, i) => stepOf(at, answers[i]!)).sort((a, b) => a.margin - b.margin);
    if (best!.margin < now.margin) {
      now = best!;
      steps.push(now);
    } else {
      share /= 2;
      halvings++;
    }
    await between?.(Math.min(0.99, (halvings + steps.length) / (HALVINGS + MOST_STEPS)));
  }
  return { steps, fooled: now.margin < 0, looked };
}

/** One parameter changed each, and none past its limit. */
function around(
  { dx, dy, angle, scale }: Similarity,
  share: number,
  most: { readonly shift: number; readonly angle: number; readonly scale: number },
): Similarity[] {
  const within = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value));
  const logLimit = Math.log(most.scale);
  const all = [-share, share].flatMap((step): Similarity[] => [
    { dx: within(dx + step * most.shift, most.shift), dy, angle, scale },
    { dx, dy: within(dy + step * most.shift, most.shift), angle, scale },
    { dx, dy, angle: within(angle + step * most.angle, most.angle), scale },
    { dx, dy, angle, scale: Math.exp(within(Math.log(scale) + step * logLimit, logLimit)) },
  ]);
  return all.filter((at) => at.dx !== dx || at.dy !== dy || at.angle !== angle || at.scale !== scale);
}

function marginFor(probabilities: readonly number[], named: number): number {
  const others = probabilities.filter((_, c) => c !== named);
  return probabilities[named]! - Math.max(...others);
}

/** Root mean square distance between each pixel and where it came from. */
function displacement(at: Similarity, height: number, width: number): number {
  const [a, b, c, d, e, f] = similarityAffine(at, height, width);
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) sum += (a * x + b * y + c - x) ** 2 + (d * x + e * y + f - y) ** 2;
  }
  return Math.sqrt(sum / (height * width));
}
