/**
 * How far a mean over a sample can be trusted: percentile intervals of the bootstrap (Efron, "Bootstrap methods: another
 * look at the jackknife", Annals of Statistics 1979). Plain arithmetic on numbers; what they measure is the caller's.
 */
import { Random } from '../data/random.js';
import { KitError } from '../errors.js';
import type { MeanWithInterval } from '../types.js';

/** A mean with its interval. */
export type Estimate = MeanWithInterval;

export interface BootstrapOptions {
  /** Decides which are drawn. Default 1. */
  readonly seed?: number | undefined;
  /** Samples drawn. Default 1000: the ends of the interval then vary by some hundredths of its width. */
  readonly resamples?: number | undefined;
  /** Share of intervals that hold the true mean, in (0, 1). Default 0.95. */
  readonly level?: number | undefined;
}

/** Keeps these draws apart from others under the same seed. */
const BOOTSTRAP_STREAM = 0x626f;
const DEFAULT_RESAMPLES = 1000;
const DEFAULT_LEVEL = 0.95;

/**
 * The mean of each column with its interval. Row i of all columns is one drawn thing (an image), so columns are drawn
 * together, and a sum or difference of them keeps what they have in common.
 * @param columns numbers of equal count; a column with a value that is no number has no estimate (NaN)
 * @throws KitError invalid-argument for no values, columns of unequal length, or options that can't be
 */
export function bootstrapMeans(
  columns: readonly ArrayLike<number>[],
  { seed = 1, resamples = DEFAULT_RESAMPLES, level = DEFAULT_LEVEL }: BootstrapOptions = {},
): Estimate[] {
  const count = columns[0]?.length ?? 0;
  if (count === 0 || columns.some(({ length }) => length !== count)) {
    throw new KitError('invalid-argument', 'A bootstrap needs at least one value, and columns of equal length.');
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new KitError('invalid-argument', `The samples to draw must be a whole number from 1, not ${resamples}.`);
  }
  if (!(level > 0 && level < 1)) {
    throw new KitError('invalid-argument', `The level of an interval lies between 0 and 1; it is ${level}.`);
  }
  const random = new Random(seed, BOOTSTRAP_STREAM, count);
  const drawn = columns.map(() => new Float64Array(resamples));
  const times = new Uint32Array(count);
  for (let sample = 0; sample < resamples; sample++) {
    times.fill(0);
    for (let i = 0; i < count; i++) times[random.int(count)]!++;
    columns.forEach((column, c) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += times[i]! * column[i]!;
      drawn[c]![sample] = sum / count;
    });
  }
  const tail = (1 - level) / 2;
  return columns.map((column, c) => {
    const sorted = drawn[c]!.sort();
    return { mean: meanOf(column), low: quantile(sorted, tail), high: quantile(sorted, 1 - tail), count };
  });
}

/** @throws KitError as bootstrapMeans */
export function bootstrapMean(values: ArrayLike<number>, options?: BootstrapOptions): Estimate {
  return bootstrapMeans([values], options)[0]!;
}

/**
 * The mean of a − b, of two measurements of the same things in the same order, with its interval: what they have in
 * common does not blur it.
 * @throws KitError as bootstrapMeans
 */
export function bootstrapDifference(a: ArrayLike<number>, b: ArrayLike<number>, options?: BootstrapOptions): Estimate {
  if (a.length !== b.length) {
    throw new KitError('invalid-argument', `A paired difference needs pairs, not ${a.length} and ${b.length} values.`);
  }
  return bootstrapMean(
    Array.from(a, (value, i) => value - b[i]!),
    options,
  );
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Between the two nearest of sorted values, by Hyndman and Fan's definition 7. */
function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!);
}
