/**
 * How a window slides along one axis: padding, number of positions, what is left over. The arithmetic under every
 * convolution and pooling layer and under the filter calculator. Knows no layers and no channels.
 */
import type { Padding, Size2d } from '../types.js';

/** One axis of a sliding window, all in pixels of that axis. */
export interface AxisWindow {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Where a window lands on an axis. */
export interface AxisPlacement {
  /** Number of positions; 0 or less when the window is larger than the padded axis. */
  readonly out: number;
  readonly padBefore: number;
  /** Pixels added after the end; with `ceilMode` the last window may reach further still. */
  readonly padAfter: number;
}

/** [height, width] of a size that may be given as one number. */
export function pair(size: Size2d): readonly [number, number] {
  return Array.isArray(size) ? [size[0], size[1]] : [size as number, size as number];
}

/** Pixels that a dilated kernel spans: k + (k − 1)(d − 1). */
export function effectiveKernel(kernel: number, dilation: number): number {
  return kernel + (kernel - 1) * (dilation - 1);
}

/** [before, after] along one axis; TensorFlow's SAME puts the odd pixel after. */
export function axisPadding(
  size: number,
  window: AxisWindow,
  padding: Padding,
  axis: 0 | 1,
): readonly [number, number] {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return axis === 0 ? [padding[0], padding[1]] : [padding[2], padding[3]];
  const span = effectiveKernel(window.kernel, window.dilation);
  const total = Math.max((Math.ceil(size / window.stride) - 1) * window.stride + span - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/**
 * Places a window along an axis of `size` pixels.
 * @param ceilMode count a last window that hangs over the end, as Caffe does, unless it starts in the padding
 */
export function placeWindow(
  size: number,
  window: AxisWindow,
  padding: Padding,
  axis: 0 | 1,
  ceilMode = false,
): AxisPlacement {
  const [padBefore, padAfter] = axisPadding(size, window, padding, axis);
  const steps = (size + padBefore + padAfter - effectiveKernel(window.kernel, window.dilation)) / window.stride;
  if (steps < 0) return { out: 0, padBefore, padAfter };
  let out = Math.floor(steps) + 1;
  if (ceilMode && padding !== 'same') {
    out = Math.ceil(steps) + 1;
    if ((out - 1) * window.stride >= size + padBefore) out -= 1;
  }
  return { out, padBefore, padAfter };
}
