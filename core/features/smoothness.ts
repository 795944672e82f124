/**
 * Whether a kernel is a smooth picture or noise: the correlation of weights with their neighbours in the window (Moran,
 * "Notes on Continuous Stochastic Phenomena", Biometrika 1950), beside that of the same weights in random order.
 */
import { Random } from '../data/random.js';
import type { PlainTensor, Smoothness } from '../types.js';

/** Orders drawn to know what chance gives; their spread is known to about a tenth. */
const ORDERS = 50;

/**
 * @param kernel [height, width, …]: every slice [height, width] counts alike; constant ones don't count
 * @returns undefined where no window has neighbours, as 1×1 kernels
 */
export function smoothness({ data, shape }: PlainTensor, seed: number): Smoothness | undefined {
  const [height = 1, width = 1] = shape;
  const slices = slicesOf(data, height * width);
  const pairs = neighbours(height, width);
  if (pairs.length === 0 || slices.length === 0) return undefined;
  const correlation = meanCorrelation(slices, pairs);
  const random = new Random(seed);
  const drawn = Array.from({ length: ORDERS }, () =>
    meanCorrelation(
      slices.map((slice) => random.shuffle(slice.slice())),
      pairs,
    ),
  );
  const mean = drawn.reduce((sum, value) => sum + value, 0) / ORDERS;
  const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (ORDERS - 1);
  return { correlation, chance: { mean, deviation: Math.sqrt(variance) } };
}

/** Each slice's weights around their mean, scaled to a variance of 1. */
function slicesOf(data: ArrayLike<number>, positions: number): Float64Array[] {
  const count = data.length / positions;
  return Array.from({ length: count }, (_, slice) => {
    const values = Float64Array.from({ length: positions }, (_, at) => data[at * count + slice]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / positions;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / positions);
    return values.map((value) => (deviation > 0 ? (value - mean) / deviation : Number.NaN));
  }).filter((values) => !Number.isNaN(values[0]));
}

/** Indices of positions beside and above each other. */
function neighbours(height: number, width: number): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      if (column + 1 < width) pairs.push([at, at + 1]);
      if (row + 1 < height) pairs.push([at, at + width]);
    }
  }
  return pairs;
}

function meanCorrelation(slices: readonly Float64Array[], pairs: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (const slice of slices) for (const [a, b] of pairs) sum += slice[a]! * slice[b]!;
  return sum / (pairs.length * slices.length);
}
