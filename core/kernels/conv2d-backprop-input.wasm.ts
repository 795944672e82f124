/**
 * Input gradient of conv2d on wasm: TensorFlow.js's own kernel is a scalar loop, 2 to 15 times slower. Not for
 * dilation: see convolution-gradients.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convInfo, type BackpropAttributes, type ConvInfo, type Shape4d } from './convolution-geometry.js';
import { gradientByPhases, phaseGrid, type Phase, type PhaseGrid } from './stride-phases.js';
import { reshaped, wasmKernel, type WasmScope } from './wasm-scope.js';

interface Attributes extends BackpropAttributes {
  inputShape: Shape4d;
}

export const conv2dBackpropInputWasm = wasmKernel<'dy' | 'filter', Attributes>(
  tf.Conv2DBackpropInput,
  (scope, { dy, filter }, attributes) => {
    const info = convInfo(attributes.inputShape, filter.shape, attributes);
    const grid = phaseGrid(info);
    // XNNPACK computes 4 pixels of an image at a time: a map such as 3×3 would leave a quarter of them idle, which
    // costs more than adding up the columns of a matrix product.
    const dx =
      grid && (info.outHeight * info.outWidth) % 4 === 0
        ? byPhases(scope, dy, filter, info, grid)
        : byColumns(scope, dy, filter, info);
    return reshaped(dx, attributes.inputShape);
  },
);

function byPhases(
  scope: WasmScope,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: ConvInfo,
  grid: PhaseGrid,
): tf.TensorInfo {
  const { inChannels, outChannels } = info;
  return gradientByPhases(scope, info, inChannels, grid, (row, column, pad) => {
    const flipped = scope.allocate([row.taps.length, column.taps.length, outChannels, inChannels]);
    gatherTaps(scope.view(filter), scope.view(flipped), info, row, column);
    const part = scope.convolve(dy, flipped, { pad });
    scope.dispose(flipped);
    return part;
  });
}

/** The taps of a phase from filter [kh,kw,in,out] as [rows,columns,out,in]. */
function gatherTaps(filter: Float32Array, out: Float32Array, info: ConvInfo, row: Phase, column: Phase): void {
  const { filterWidth, inChannels, outChannels } = info;
  const size = inChannels * outChannels;
  let to = 0;
  for (const rowTap of row.taps) {
    for (const columnTap of column.taps) {
      transposeMatrix(filter, (rowTap * filterWidth + columnTap) * size, out, to, inChannels, outChannels);
      to += size;
    }
  }
}

/** One matrix product gives what every output pixel sends to its window; overlapping windows are added up. */
function byColumns(scope: WasmScope, dy: tf.TensorInfo, filter: tf.TensorInfo, info: ConvInfo): tf.TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const windowSize = filterHeight * filterWidth * inChannels;
  const filterT = scope.allocate([outChannels, windowSize]);
  transposeMatrix(scope.view(filter), 0, scope.view(filterT), 0, windowSize, outChannels);
  const positions = tf.util.sizeFromShape(dy.shape.slice(0, 3));
  const windows = scope.matMul(reshaped(dy, [positions, outChannels]), filterT);
  const dx = scope.allocate(info.inShape);
  addWindows(scope.view(windows), scope.view(dx), info);
  return dx;
}

function addWindows(windows: Float32Array, dx: Float32Array, info: ConvInfo): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = info;
  const rowSize = filterWidth * inChannels;
  dx.fill(0);
  let from = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++) {
        const firstX = outX * info.strideWidth - info.padInfo.left;
        const skipped = Math.max(0, -firstX);
        const kept = Math.min(filterWidth, inWidth - firstX) - skipped;
        for (let tap = 0; tap < filterHeight; tap++, from += rowSize) {
          const y = outY * info.strideHeight - info.padInfo.top + tap;
          if (y < 0 || y >= inHeight) continue;
          const to = ((image * inHeight + y) * inWidth + firstX + skipped) * inChannels;
          const source = from + skipped * inChannels;
          for (let i = 0; i < kept * inChannels; i++) dx[to + i]! += windows[source + i]!;
        }
      }
    }
  }
}

// Floats per cache line: within a tile of lines both matrices stay in the first-level cache.
const TILE = 16;

function transposeMatrix(
  source: Float32Array,
  from: number,
  target: Float32Array,
  to: number,
  rows: number,
  columns: number,
): void {
  for (let row = 0; row < rows; row += TILE) {
    const rowEnd = Math.min(rows, row + TILE);
    for (let column = 0; column < columns; column += TILE) {
      const columnEnd = Math.min(columns, column + TILE);
      for (let r = row; r < rowEnd; r++) {
        for (let c = column; c < columnEnd; c++) target[to + c * rows + r] = source[from + r * columns + c]!;
      }
    }
  }
}
