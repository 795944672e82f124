/**
 * How sure a comparison of two classifiers on the same images is: the difference of their accuracies with an interval
 * that knows that both saw the same images, agreement. Plain arithmetic on answers.
 */
import { type Interval, Z95 } from './wilson.js';

export interface PairedComparison {
  /** Images. */
  readonly count: number;
  /** Images that only the first, or only the second, names right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Accuracy of the first less that of the second, in [−1, 1]. */
  readonly difference: number;
  /** 95 %. */
  readonly interval: Interval;
  /** False where the interval holds zero: then McNemar's test does not tell the two apart either. */
  readonly distinguishable: boolean;
}

/**
 * The difference of two accuracies on the same images, with Tango's score interval ("Equivalence test and confidence
 * interval for the difference in proportions for the paired-sample design", Statistics in Medicine 17, 1998). Images on
 * which both are right or both are wrong say nothing about it; of unpaired formulas it is far narrower, and it holds zero
 * exactly where McNemar's chi-squared test (1947) finds no difference.
 * @param first right or not, an image each; as long as `second`, not empty
 */
export function comparePaired(first: ArrayLike<boolean>, second: ArrayLike<boolean>): PairedComparison {
  const count = first.length;
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < count; i++) {
    if (first[i] && !second[i]) onlyFirst++;
    if (second[i] && !first[i]) onlySecond++;
  }
  const interval = tangoInterval(onlyFirst, onlySecond, count);
  const difference = (onlyFirst - onlySecond) / count;
  return {
    count,
    onlyFirst,
    onlySecond,
    difference,
    interval,
    distinguishable: interval[0] > 0 || interval[1] < 0,
  };
}

/** The differences that the score test does not reject at 5 %: its statistic falls from one end to the other. */
function tangoInterval(b: number, c: number, n: number): Interval {
  const observed = (b - c) / n;
  return [root(-1, observed, (d) => score(b, c, n, d) - Z95), root(observed, 1, (d) => score(b, c, n, d) + Z95)];
}

/**
 * Tango's statistic for a difference d: how many standard errors the counts are from it, where the share of images that
 * only the second names right is the most likely one that gives d.
 */
function score(b: number, c: number, n: number, d: number): number {
  const linear = (2 * n - b + c) * d - b - c;
  const share = (Math.sqrt(linear * linear + 8 * n * c * d * (1 - d)) - linear) / (4 * n);
  const variance = n * (2 * share + d * (1 - d));
  const distance = b - c - n * d;
  // No image tells the two apart, and none could at this difference.
  if (variance <= 0) return distance === 0 ? 0 : Math.sign(distance) * Infinity;
  return distance / Math.sqrt(variance);
}

/** Where a falling function crosses zero, or the end that it does not cross before. */
function root(low: number, high: number, f: (x: number) => number): number {
  let [from, to] = [low, high];
  // Halved until nothing is left of double precision.
  for (let i = 0; i < 60; i++) {
    const middle = (from + to) / 2;
    if (f(middle) > 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/** Share of images on which two networks say the same. */
export function agreement(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let same = 0;
  for (let i = 0; i < first.length; i++) if (first[i] === second[i]) same++;
  return same / first.length;
}

/** An image each: whether the answer is its label. */
export function rightAnswers(predicted: ArrayLike<number>, labels: ArrayLike<number>): boolean[] {
  return Array.from(labels, (label, i) => predicted[i] === label);
}

/**
 * Right or wrong for each image, from base64: a bit an image in their order, the highest of a byte first, as
 * NumPy's packbits writes them.
 * @param count bits that count; the rest of the last byte is padding
 * @returns undefined for a text that is no such string or too short
 */
export function unpackRight(base64: string, count: number): boolean[] | undefined {
  let bytes: string;
  try {
    bytes = atob(base64);
  } catch {
    return undefined;
  }
  if (bytes.length !== Math.ceil(count / 8)) return undefined;
  return Array.from({ length: count }, (_, i) => ((bytes.charCodeAt(i >> 3) >> (7 - (i & 7))) & 1) === 1);
}
