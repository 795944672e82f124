/**
 * Which pixels a unit of a map can see: size, accumulated stride and padding, followed through windows and branches
 * (r += (k_eff − 1)·j, j *= s). Arithmetic on one axis at a time; merging takes the union of what the branches see.
 * Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
 */
import { effectiveKernel, type AxisWindow } from './geometry.js';

/** Unit u of the map sees the pixels start + u·stride … start + u·stride + size − 1 of the image, padding included. */
export interface AxisField {
  readonly size: number;
  readonly stride: number;
  readonly start: number;
}

/**
 * What a map sees along one axis: one field for each stride with which branches reach it. Branches that are properly
 * aligned, as in every published network here, leave a single one.
 */
export type AxisFields = readonly AxisField[];

/** The image itself: every pixel sees itself. */
export const PIXEL: AxisFields = [{ size: 1, stride: 1, start: 0 }];

/** What a window sees that slides over a map with `padBefore` zeros before it. */
export function throughWindow(fields: AxisFields, window: AxisWindow, padBefore: number): AxisFields {
  const reach = effectiveKernel(window.kernel, window.dilation) - 1;
  return fields.map(({ size, stride, start }) => ({
    size: size + reach * stride,
    stride: stride * window.stride,
    start: start - padBefore * stride,
  }));
}

/** What is seen by a map that joins several: the union, for each stride. */
export function joined(branches: readonly AxisFields[]): AxisFields {
  const byStride = new Map<number, AxisField>();
  for (const field of branches.flat()) {
    const other = byStride.get(field.stride) ?? field;
    const start = Math.min(field.start, other.start);
    const end = Math.max(field.start + field.size, other.start + other.size);
    byStride.set(field.stride, { start, size: end - start, stride: field.stride });
  }
  return [...byStride.values()];
}

/** First and last pixel that unit `unit` sees; negative or past the image where it looks at padding. */
export function seenBy(fields: AxisFields, unit: number): readonly [first: number, last: number] {
  const starts = fields.map((field) => field.start + unit * field.stride);
  return [Math.min(...starts), Math.max(...fields.map((field, i) => starts[i]! + field.size - 1))];
}

/** A part of the image in pixels; `bottom` and `right` are past the last. May reach into the padding. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** What the unit at a position of a map sees. */
export function boxOf([vertical, horizontal]: readonly [AxisFields, AxisFields], row: number, column: number): Box {
  const [top, last] = seenBy(vertical, row);
  const [left, end] = seenBy(horizontal, column);
  return { top, left, bottom: last + 1, right: end + 1 };
}

/**
 * One field for a map of `units` positions: that of its units, or where branches with unlike strides meet, the largest
 * one (the width of a union of moving intervals is convex in the position, so an end has it).
 */
export function summary(fields: AxisFields, units: number): AxisField {
  if (fields.length === 1) return fields[0]!;
  const ends = [seenBy(fields, 0), seenBy(fields, units - 1)];
  return {
    size: Math.max(...ends.map(([first, last]) => last - first + 1)),
    stride: Math.max(...fields.map((field) => field.stride)),
    start: ends[0]![0],
  };
}
