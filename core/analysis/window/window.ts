/**
 * One window on one small map, number by number: which pixels each position of a sliding window takes. The ground that
 * convolution, pooling and im2col stand on here. Made for looking at single products, not for speed.
 */
import { KitError } from '../../errors.js';
import type { Padding, Size2d } from '../../types.js';
import { pair, placeWindow } from '../geometry.js';
import { MAX_SIDE } from '../shapes.js';

/** A map [height, width, channels] as plain numbers, row by row, channels last. */
export interface Grid {
  readonly data: ArrayLike<number>;
  readonly shape: readonly [height: number, width: number, channels: number];
}

export interface WindowOptions {
  readonly size: Size2d;
  /** Default 1. */
  readonly strides?: Size2d;
  /** Default valid. */
  readonly padding?: Padding;
  /** Default 1. */
  readonly dilation?: Size2d;
}

/** A pixel under the window, at a place [row, column] in the window. */
export interface Tap {
  readonly windowRow: number;
  readonly windowColumn: number;
  /** In the map; outside of it where `padded`. */
  readonly row: number;
  readonly column: number;
  readonly padded: boolean;
}

export interface Window {
  /** Positions [rows, columns]. */
  readonly out: readonly [number, number];
  /** The pixels under the window at an output position, row by row through the window. */
  taps(row: number, column: number): readonly Tap[];
}

/**
 * Places a window on a map of `height` × `width`.
 * @throws KitError invalid-argument for sizes that are no whole numbers from 1, or a window larger than the padded map
 */
export function slideWindow(height: number, width: number, options: WindowOptions): Window {
  const [size, strides, dilation] = [options.size, options.strides ?? 1, options.dilation ?? 1].map(pair);
  const padding = options.padding ?? 'valid';
  const axes = [0, 1].map((axis) => {
    const window = { kernel: size![axis]!, stride: strides![axis]!, dilation: dilation![axis]! };
    for (const [name, value] of Object.entries(window)) {
      if (!Number.isInteger(value) || value < 1 || value > MAX_SIDE) {
        throw new KitError('invalid-argument', `The ${name} is a whole number from 1, not ${value}.`);
      }
    }
    const length = axis === 0 ? height : width;
    const placed = placeWindow(length, window, padding, axis as 0 | 1);
    if (placed.out < 1) {
      throw new KitError(
        'invalid-argument',
        `A window that spans more than the map, ${height}×${width}, has no place.`,
      );
    }
    return { ...window, ...placed };
  });
  const [vertical, horizontal] = axes as [(typeof axes)[0], (typeof axes)[0]];
  return {
    out: [vertical.out, horizontal.out],
    taps: (row, column) => {
      const taps: Tap[] = [];
      for (let windowRow = 0; windowRow < vertical.kernel; windowRow++) {
        const y = row * vertical.stride + windowRow * vertical.dilation - vertical.padBefore;
        for (let windowColumn = 0; windowColumn < horizontal.kernel; windowColumn++) {
          const x = column * horizontal.stride + windowColumn * horizontal.dilation - horizontal.padBefore;
          const padded = y < 0 || y >= height || x < 0 || x >= width;
          taps.push({ windowRow, windowColumn, row: y, column: x, padded });
        }
      }
      return taps;
    },
  };
}

/** The number at a place of a map; 0 in the padding. */
export function at(
  { data, shape: [height, width, channels] }: Grid,
  row: number,
  column: number,
  channel: number,
): number {
  if (row < 0 || row >= height || column < 0 || column >= width) return 0;
  return data[(row * width + column) * channels + channel]!;
}
