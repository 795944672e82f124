/**
 * The pixels of views: for every pixel of a view which pixels of the image it is made of, and the same on plain arrays.
 * One pixel each where a view's pixels fall on the image's own, four with weights (bilinear) where they do not.
 */
import { KitError } from '../errors.js';
import type { PlainTensor, SweepPadding } from '../types.js';
import type { Bounds, Sweep, View } from './sweep.js';

/** What a view is made of. */
export interface Taps {
  /** [pixels, 1 or 4] places in the image, row by row; `height·width` stands for nothing, a pixel of zeros. */
  readonly indices: Int32Array;
  /** [pixels, 4]; undefined where one pixel each is taken as it is. */
  readonly weights: Float32Array | undefined;
}

/** Closer than this to a pixel's middle is on it: rounding of an affine map in float64, far below what float32 shows. */
const ON_PIXEL = 1e-9;

type Frame = Pick<Sweep, 'height' | 'width' | 'viewHeight' | 'viewWidth' | 'padding'>;

/** @param always four taps a pixel, for views that go together with others */
export function tapsOf(frame: Frame, { affine, bounds }: Pick<View, 'affine' | 'bounds'>, always = false): Taps {
  const { height, width, viewHeight, viewWidth, padding } = frame;
  const [a, b, c, d, e, f] = affine;
  const pixels = viewHeight * viewWidth;
  const place = (y: number, x: number) => placeOf(y, x, height, width, padding, bounds);
  if (!always && affine.every((value) => Math.abs(value - Math.round(value)) < ON_PIXEL)) {
    const indices = new Int32Array(pixels);
    for (let i = 0; i < pixels; i++) {
      const [x, y] = [i % viewWidth, Math.floor(i / viewWidth)];
      indices[i] = place(Math.round(d * x + e * y + f), Math.round(a * x + b * y + c));
    }
    return { indices, weights: undefined };
  }
  const indices = new Int32Array(4 * pixels);
  const weights = new Float32Array(4 * pixels);
  for (let i = 0; i < pixels; i++) {
    const [x, y] = [i % viewWidth, Math.floor(i / viewWidth)];
    const [left, right] = split(a * x + b * y + c);
    const [top, bottom] = split(d * x + e * y + f);
    indices.set([place(top, left), place(top, left + 1), place(top + 1, left), place(top + 1, left + 1)], 4 * i);
    weights.set([(1 - bottom) * (1 - right), (1 - bottom) * right, bottom * (1 - right), bottom * right], 4 * i);
  }
  return { indices, weights };
}

/** Whether all views of a sweep take the image's pixels as they are. */
export const isExact = ({ views }: Pick<Sweep, 'views'>): boolean =>
  views.every(({ affine }) => affine.every((value) => Math.abs(value - Math.round(value)) < ON_PIXEL));

/** Whole part and the share of the way to the next. */
function split(value: number): readonly [number, number] {
  const below = Math.floor(value + ON_PIXEL);
  return [below, Math.max(0, value - below)];
}

function placeOf(y: number, x: number, height: number, width: number, padding: SweepPadding, bounds?: Bounds): number {
  if (bounds !== undefined) {
    return clamp(y, bounds.top, bounds.bottom) * width + clamp(x, bounds.left, bounds.right);
  }
  if (y >= 0 && y < height && x >= 0 && x < width) return y * width + x;
  switch (padding) {
    case 'zero':
      return height * width;
    case 'wrap':
      return modulo(y, height) * width + modulo(x, width);
    case 'reflect':
      return reflect(y, height) * width + reflect(x, width);
  }
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const modulo = (value: number, size: number): number => ((value % size) + size) % size;

/** … 2 1 | 0 1 2 … n−1 | n−2 …: the edge itself is not repeated. */
function reflect(value: number, size: number): number {
  const at = modulo(value, 2 * size - 2);
  return at < size ? at : 2 * size - 2 - at;
}

/** Writes a view of `image` [h, w, c] to `out` from `at` on; what is nothing becomes `nothing`. */
export function writeView(
  image: ArrayLike<number>,
  channels: number,
  { indices, weights }: Taps,
  out: Float32Array | Uint8Array,
  at: number,
  nothing = 0,
): void {
  const outside = image.length;
  const value = (place: number, channel: number) => (place >= outside ? nothing : image[place + channel]!);
  let to = at;
  if (weights === undefined) {
    for (const index of indices) {
      const place = index * channels;
      for (let channel = 0; channel < channels; channel++) out[to++] = value(place, channel);
    }
    return;
  }
  for (let i = 0; i < indices.length; i += 4) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let tap = 0; tap < 4; tap++) sum += weights[i + tap]! * value(indices[i + tap]! * channels, channel);
      out[to++] = sum;
    }
  }
}

/** Mid-grey, which is 0 in [-1, 1]: what zero padding looks like. */
const GREY = 127.5;

/**
 * One view of a picture, to look at.
 * @param picture uint8 [h, w, c], of the size that the sweep is of
 * @throws KitError invalid-argument for another size
 */
export function viewOf(picture: PlainTensor<Uint8Array>, sweep: Sweep, index: number): PlainTensor<Uint8Array> {
  const [height, width, channels = 1] = picture.shape;
  const view = sweep.views[index];
  if (height !== sweep.height || width !== sweep.width || view === undefined) {
    throw new KitError(
      'invalid-argument',
      `The sweep has no view ${index} of a picture of ${height} × ${width} pixels.`,
    );
  }
  const exact = new Float32Array(sweep.viewHeight * sweep.viewWidth * channels);
  writeView(picture.data, channels, tapsOf(sweep, view), exact, 0, GREY);
  return { data: Uint8Array.from(exact, Math.round), shape: [sweep.viewHeight, sweep.viewWidth, channels] };
}
