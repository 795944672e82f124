/**
 * How stable a network's answers are over a sweep: the numbers of one image. Plain arithmetic on probabilities; the
 * measures follow Azulay and Weiss, "Why do deep convolutional networks generalize so poorly to small image
 * transformations?", JMLR 2019.
 */
import type { Stability } from '../types.js';
import { middleOf, neighbours, type Sweep } from './sweep.js';

export const STABILITY_NAMES = [
  'agreement',
  'flips',
  'moved',
  'entropy',
  'jump',
] as const satisfies readonly (keyof Stability)[];

type Grid = Pick<Sweep, 'rows' | 'columns'>;

/**
 * @param whole [classes], probabilities of the image as it is
 * @param probabilities [rows·columns, classes]
 */
export function stabilityOf(whole: ArrayLike<number>, probabilities: ArrayLike<number>, grid: Grid): Stability {
  const classes = whole.length;
  const views = grid.rows * grid.columns;
  const top = Array.from({ length: views }, (_, view) => largestOf(probabilities, view * classes, classes));
  const expected = largestOf(whole, 0, classes);
  const pairs = neighbours(grid);
  const middle = middleOf(grid);
  const differs = ([a, b]: readonly [number, number]) => top[a] !== top[b];
  const about = pairs.filter((pair) => pair.includes(middle));
  let jump = pairs.length > 0 ? 0 : NaN;
  for (const [a, b] of pairs) {
    for (let c = 0; c < classes; c++) {
      jump = Math.max(jump, Math.abs(probabilities[a * classes + c]! - probabilities[b * classes + c]!));
    }
  }
  return {
    agreement: top.filter((one) => one === expected).length / views,
    flips: pairs.length > 0 ? pairs.filter(differs).length / pairs.length : NaN,
    moved: about.length > 0 ? Number(about.some(differs)) : NaN,
    entropy: entropyOf(top),
    jump,
  };
}

/** Index of the largest of `classes` values from `from` on; the first of equals. */
export function largestOf(values: ArrayLike<number>, from: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) if (values[from + c]! > values[from + best]!) best = c;
  return best;
}

/** The largest probability minus the second largest. */
export function marginOf(probabilities: ArrayLike<number>): number {
  const best = largestOf(probabilities, 0, probabilities.length);
  let second = 0;
  for (let c = 0; c < probabilities.length; c++) if (c !== best) second = Math.max(second, probabilities[c]!);
  return probabilities[best]! - second;
}

/** Bits that it takes on average to say which of the names it is. */
function entropyOf(names: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / names.length) * Math.log2(count / names.length);
  // Minus zero is a zero that looks wrong.
  return Math.max(0, sum);
}
