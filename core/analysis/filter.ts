/**
 * The filter calculator of the lectures: a filter of F pixels at stride S over W pixels with P zeros at each end. How
 * many positions, whether they come out even, which pixels each covers, and what VALID and SAME make of it.
 */
import { KitError } from '../errors.js';
import type { LayerAnalysis } from './analyse.js';
import { axisPadding, effectiveKernel } from './geometry.js';
import { layerWindow } from './shapes.js';

export interface FilterQuestion {
  /** Pixels of the axis, 1 to 512. */
  readonly width: number;
  readonly filter: number;
  readonly stride: number;
  /** Zeros at each end. */
  readonly padding: number;
  readonly dilation: number;
}

/** One way of laying the filter over the axis. */
export interface FilterLayout {
  readonly padBefore: number;
  readonly padAfter: number;
  /** Positions that fit. */
  readonly out: number;
  /**
   * For each position the pixels that it covers, from 0; negative or past the end where it covers padding. A dilated
   * filter skips pixels between.
   */
  readonly covered: readonly (readonly number[])[];
  /** Pixels of the axis that no position covers. */
  readonly missed: readonly number[];
}

export interface FilterAnswer {
  readonly question: FilterQuestion;
  /** F + (F − 1)(D − 1). */
  readonly span: number;
  /** (W − span + 2P) / S + 1, fractional where the filter does not fit evenly; 0 or less where it is too large. */
  readonly positions: number;
  /** True when the positions are a whole number, 1 or more. */
  readonly fits: boolean;
  /** With P zeros at each end, the half step left over. */
  readonly asked: FilterLayout;
  /** TensorFlow's VALID: no padding. */
  readonly valid: FilterLayout;
  /** TensorFlow's SAME: ⌈W/S⌉ positions, the odd zero at the end. */
  readonly same: FilterLayout;
}

/** More pixels than could be drawn or counted by eye. */
const LARGEST = 512;
const RANGES: Readonly<Record<keyof FilterQuestion, readonly [name: string, least: number]>> = {
  width: ['W', 1],
  filter: ['F', 1],
  stride: ['S', 1],
  padding: ['P', 0],
  dilation: ['D', 1],
};

/** @throws KitError invalid-argument for a number that is not whole or out of range */
export function placeFilter(question: FilterQuestion): FilterAnswer {
  for (const [key, [name, least]] of Object.entries(RANGES) as [keyof FilterQuestion, readonly [string, number]][]) {
    const value = question[key];
    if (!Number.isInteger(value) || value < least || value > LARGEST) {
      throw new KitError('invalid-argument', `${name} must be a whole number from ${least} to ${LARGEST}.`);
    }
  }
  const { width, filter, stride, padding, dilation } = question;
  const span = effectiveKernel(filter, dilation);
  const positions = (width - span + 2 * padding) / stride + 1;
  const window = { kernel: filter, stride, dilation };
  return {
    question,
    span,
    positions,
    fits: Number.isInteger(positions) && positions >= 1,
    asked: layout(question, padding, padding),
    valid: layout(question, 0, 0),
    same: layout(question, ...axisPadding(width, window, 'same', 0)),
  };
}

/**
 * The question that a layer asks along its width. SAME and uneven padding, which P zeros at each end cannot say, become
 * the padding before.
 * @returns undefined for a layer without a sliding window
 */
export function axisOf({ layer, inputShapes, error }: LayerAnalysis): FilterQuestion | undefined {
  const window = error ? undefined : layerWindow(layer);
  if (!window) return undefined;
  const width = inputShapes[0]![1]!;
  const { kernel, stride, dilation } = window.axes[1];
  const [padding] = axisPadding(width, window.axes[1], window.padding, 1);
  return { width, filter: kernel, stride, padding, dilation };
}

function layout(
  { width, filter, stride, dilation }: FilterQuestion,
  padBefore: number,
  padAfter: number,
): FilterLayout {
  const room = width + padBefore + padAfter - effectiveKernel(filter, dilation);
  const out = room < 0 ? 0 : Math.floor(room / stride) + 1;
  const covered = Array.from({ length: out }, (_, position) =>
    Array.from({ length: filter }, (_, tap) => position * stride - padBefore + tap * dilation),
  );
  const touched = new Set(covered.flat());
  const missed = Array.from({ length: width }, (_, pixel) => pixel).filter((pixel) => !touched.has(pixel));
  return { padBefore, padAfter, out, covered, missed };
}
