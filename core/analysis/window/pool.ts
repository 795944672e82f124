/**
 * Pooling one window at a time, with the switches by which a maximum's gradient finds its way back. Equal to what the
 * backends compute: padding counts neither as a maximum nor in an average.
 */
import { at, slideWindow, type Grid, type Tap, type WindowOptions } from './window.js';

/** L2: the root of the sum of squares. */
export type PoolKind = 'max' | 'average' | 'l2';

export interface Pooled extends Grid {
  /**
   * For each output number the pixel that gave it, as row · width + column of the map: the first of equal maxima.
   * Undefined where all pixels have a part.
   */
  readonly switches: Int32Array | undefined;
}

/** @throws KitError invalid-argument as `slideWindow` does */
export function pool(input: Grid, kind: PoolKind, options: WindowOptions): Pooled {
  const [rows, columns, channels] = input.shape;
  const { out, taps } = slideWindow(rows, columns, options);
  const [height, width] = out;
  const data = new Float64Array(height * width * channels);
  const switches = new Int32Array(kind === 'max' ? data.length : 0);
  for (let place = 0; place < height * width; place++) {
    const seen = taps(Math.floor(place / width), place % width).filter(({ padded }) => !padded);
    for (let channel = 0; channel < channels; channel++) {
      const index = place * channels + channel;
      const values = seen.map(({ row, column }) => at(input, row, column, channel));
      if (kind === 'max') {
        const best = values.indexOf(Math.max(...values));
        data[index] = values[best]!;
        switches[index] = pixel(seen[best]!, columns);
      } else {
        data[index] = kind === 'average' ? sum(values) / values.length : Math.sqrt(sum(values.map((x) => x * x)));
      }
    }
  }
  return { data, shape: [height, width, channels], switches: kind === 'max' ? switches : undefined };
}

/**
 * The gradient with respect to the input when that with respect to the output is `gradient`. At a window of zeros that of
 * L2 is zero.
 */
export function poolGradient(input: Grid, kind: PoolKind, options: WindowOptions, gradient: ArrayLike<number>): Grid {
  const [rows, columns, channels] = input.shape;
  const { taps } = slideWindow(rows, columns, options);
  const pooled = pool(input, kind, options);
  const [, width] = pooled.shape;
  const data = new Float64Array(input.data.length);
  for (let index = 0; index < gradient.length; index++) {
    const channel = index % channels;
    const g = gradient[index]!;
    if (pooled.switches) {
      data[pooled.switches[index]! * channels + channel]! += g;
      continue;
    }
    const place = Math.floor(index / channels);
    const seen = taps(Math.floor(place / width), place % width).filter(({ padded }) => !padded);
    for (const tap of seen) {
      const norm = pooled.data[index]!;
      const share =
        kind === 'average' ? 1 / seen.length : norm > 0 ? at(input, tap.row, tap.column, channel) / norm : 0;
      data[pixel(tap, columns) * channels + channel]! += g * share;
    }
  }
  return { data, shape: input.shape };
}

function pixel({ row, column }: Tap, columns: number): number {
  return row * columns + column;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
