/**
 * Splits the input gradient of a strided convolution into convolutions at stride 1: input rows p, p + s, p + 2s … meet
 * the same taps of the filter, every s-th, so each phase p is a convolution of dy with those taps, flipped. No zeros
 * between the rows of dy have to be multiplied. Shared by both kinds of convolution on wasm.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { columnAxis, rowAxis, type Axis, type ConvInfo } from './convolution-geometry.js';
import type { WasmScope } from './wasm-scope.js';

/** One axis of one phase. */
export interface Phase {
  /** First input row of the phase, and how many it has. */
  readonly first: number;
  readonly count: number;
  /** Rows of the filter, in flipped order. */
  readonly taps: readonly number[];
  /** Zero rows around dy. */
  readonly before: number;
  readonly after: number;
}
export interface PhaseGrid {
  readonly rows: readonly Phase[];
  readonly columns: readonly Phase[];
}

/** Undefined where a phase has no taps or would need dy cropped; such geometries are rare. */
export function phaseGrid(info: ConvInfo): PhaseGrid | undefined {
  const rows = phases(rowAxis(info));
  const columns = phases(columnAxis(info));
  return rows && columns && { rows, columns };
}

function phases({ input, output, window, stride, before }: Axis): Phase[] | undefined {
  const all: Phase[] = [];
  for (let first = 0; first < Math.min(stride, input); first++) {
    const taps: number[] = [];
    for (let tap = (first + before) % stride; tap < window; tap += stride) taps.unshift(tap);
    if (taps.length === 0) return undefined;
    const count = Math.ceil((input - first) / stride);
    // Row q of the phase, input row q·s + first, meets row q + (first + before − tap) / s of dy.
    const pad = (taps[0]! - first - before) / stride;
    const after = count + taps.length - 1 - pad - output;
    if (pad < 0 || after < 0) return undefined;
    all.push({ first, count, taps, before: pad, after });
  }
  return all;
}

/** Runs `convolve` for every phase, with the padding of dy that it needs, and puts the parts together. */
export function gradientByPhases(
  scope: WasmScope,
  info: ConvInfo,
  channels: number,
  { rows, columns }: PhaseGrid,
  convolve: (row: Phase, column: Phase, pad: tf.backend_util.ExplicitPadding) => tf.TensorInfo,
): tf.TensorInfo {
  const convolvePhase = (row: Phase, column: Phase): tf.TensorInfo =>
    convolve(row, column, [
      [0, 0],
      [row.before, row.after],
      [column.before, column.after],
      [0, 0],
    ]);
  if (rows.length * columns.length === 1) return convolvePhase(rows[0]!, columns[0]!);
  const dx = scope.allocate([info.batchSize, info.inHeight, info.inWidth, channels]);
  for (const row of rows) {
    for (const column of columns) {
      const part = convolvePhase(row, column);
      interleave(scope.view(part), scope.view(dx), info, channels, row, column);
      scope.dispose(part);
    }
  }
  return dx;
}

/** Writes the rows and columns of one phase into the whole gradient. */
function interleave(
  part: Float32Array,
  dx: Float32Array,
  { batchSize, inHeight, inWidth, strideHeight, strideWidth }: ConvInfo,
  channels: number,
  row: Phase,
  column: Phase,
): void {
  let from = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let y = 0; y < row.count; y++) {
      let to = ((image * inHeight + y * strideHeight + row.first) * inWidth + column.first) * channels;
      for (let x = 0; x < column.count; x++, to += strideWidth * channels) {
        for (let c = 0; c < channels; c++) dx[to + c] = part[from++]!;
      }
    }
  }
}
