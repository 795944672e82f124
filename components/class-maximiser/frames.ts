/** Frames as pictures: from numbers in [-1, 1] to pixels, each once, and how far an image has come from its start. */
import type { PlainTensor, SynthesisFrame } from '../../core/index.js';

/** uint8 RGB, [n, h, w, 3]. */
export type Pixels = PlainTensor<Uint8Array>;

const painted = new WeakMap<PlainTensor, Pixels>();

/** The pixels of images in [-1, 1], the same object for the same images. */
export function pixelsOf(images: PlainTensor): Pixels {
  const known = painted.get(images);
  if (known) return known;
  const made = { data: Uint8Array.from(images.data, (v) => Math.round((v + 1) * 127.5)), shape: images.shape };
  painted.set(images, made);
  return made;
}

/** A change drawn around grey, times `gain`. */
export function changePixels({ data, shape }: PlainTensor, gain: number): Pixels {
  const level = (change: number) => Math.min(255, Math.max(0, Math.round(127.5 + 127.5 * gain * change)));
  return { data: Uint8Array.from(data, level), shape };
}

/** The `i`th image of a frame less that of another; undefined where they differ in size. */
export function changeBetween(now: SynthesisFrame, start: SynthesisFrame, i = 0): PlainTensor | undefined {
  if (now.images.data.length !== start.images.data.length) return undefined;
  const [n = 1, ...shape] = now.images.shape;
  const size = now.images.data.length / n;
  const before = start.images.data.subarray(i * size, (i + 1) * size);
  return {
    data: now.images.data.subarray(i * size, (i + 1) * size).map((value, k) => value - before[k]!),
    shape,
  };
}

export const largestChange = ({ data }: PlainTensor): number =>
  data.reduce((most, change) => Math.max(most, Math.abs(change)), 0);

/** The power of two that makes the largest change just fill the range; 1 for a change that already does. */
export function gainFor(largest: number): number {
  return largest <= 0 ? 1 : Math.max(1, 2 ** Math.floor(Math.log2(1 / largest)));
}
