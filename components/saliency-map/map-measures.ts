/** What can be said of a map in numbers: where it is, how concentrated, how much of it speaks against. Pure arithmetic. */
import type { PlainTensor } from '../../core/index.js';

export interface MapMeasures {
  /** Σ |value|. */
  readonly total: number;
  /** Largest |value|. */
  readonly largest: number;
  /** Pixel of the largest |value|, the first in reading order. */
  readonly strongest: Pixel;
  /** Smallest share of the pixels that carries half of the total, in (0, 1]; undefined where there is no total. */
  readonly halfShare: number | undefined;
  /** Where those pixels are. */
  readonly place: string | undefined;
  /** Share of the total that is negative. */
  readonly against: number;
}
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Half of the total lies there if it is there at all. */
const HALF = 0.5;
/** Pixels as far apart as 90 % of what pixels all over the image are: no place worth a name. */
const EVERYWHERE = 0.9;
/** Root-mean-square distance from their middle of points evenly over a square of side 1, √(1/6). */
const EVEN_SPREAD = Math.sqrt(1 / 6);

export function measure({ data, shape }: PlainTensor): MapMeasures {
  const [height = 1, width = 1] = shape;
  let total = 0;
  let negative = 0;
  let largest = 0;
  let strongest = 0;
  data.forEach((value, i) => {
    const size = Math.abs(value);
    total += size;
    if (value < 0) negative += size;
    if (size > largest) {
      largest = size;
      strongest = i;
    }
  });
  const half = total > 0 ? halfOf(data, total) : undefined;
  return {
    total,
    largest,
    strongest: { x: strongest % width, y: Math.floor(strongest / width) },
    halfShare: half && half.length / data.length,
    place: half && placeOf(half, data, height, width),
    against: total > 0 ? negative / total : 0,
  };
}

/** The fewest pixels that carry half of the total. */
function halfOf(data: Float32Array, total: number): number[] {
  const order = Array.from(data, (_, i) => i).sort((i, j) => Math.abs(data[j]!) - Math.abs(data[i]!));
  let sum = 0;
  let count = 0;
  while (count < order.length && sum < HALF * total) {
    sum += Math.abs(data[order[count]!]!);
    count += 1;
  }
  return order.slice(0, count);
}

/** "in the lower left", "around the middle", "all over the image". */
function placeOf(pixels: readonly number[], data: Float32Array, height: number, width: number): string {
  let [weight, x, y, xx, yy] = [0, 0, 0, 0, 0];
  for (const i of pixels) {
    const w = Math.abs(data[i]!);
    const [px, py] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
    weight += w;
    x += w * px;
    y += w * py;
    xx += w * px * px;
    yy += w * py * py;
  }
  const [mx, my] = [x / weight, y / weight];
  const spread = Math.sqrt(Math.max(0, xx / weight - mx * mx + yy / weight - my * my));
  if (spread > EVERYWHERE * EVEN_SPREAD) return 'all over the image';
  const vertical = my < 0.4 ? 'upper' : my > 0.6 ? 'lower' : '';
  const horizontal = mx < 0.4 ? 'left' : mx > 0.6 ? 'right' : '';
  if (vertical === '' && horizontal === '') return 'around the middle';
  if (vertical === '') return `on the ${horizontal}`;
  return horizontal === '' ? `in the ${vertical} part` : `in the ${vertical} ${horizontal}`;
}
