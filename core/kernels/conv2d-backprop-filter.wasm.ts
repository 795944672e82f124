/**
 * Filter gradient of conv2d on wasm, which TensorFlow.js lacks there. Not for dilation: see convolution-gradients.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  columnAxis,
  convInfo,
  readLength,
  rowAxis,
  type BackpropAttributes,
  type ConvInfo,
  type Shape4d,
} from './convolution-geometry.js';
import { reshaped, wasmKernel, type WasmScope } from './wasm-scope.js';

interface Attributes extends BackpropAttributes {
  filterShape: Shape4d;
}

export const conv2dBackpropFilterWasm = wasmKernel<'x' | 'dy', Attributes>(
  tf.Conv2DBackpropFilter,
  (scope, { x, dy }, attributes) => {
    const info = convInfo(x.shape, attributes.filterShape, attributes);
    const window = info.filterHeight * info.filterWidth * info.strideHeight * info.strideWidth;
    const method =
      window === 1 && isUnpadded(info) ? byMatMul : info.inChannels <= FEW_CHANNELS ? byColumns : byConvolution;
    return reshaped(method(scope, x, dy, info), attributes.filterShape);
  },
);

const isUnpadded = ({ inHeight, inWidth, outHeight, outWidth }: ConvInfo): boolean =>
  inHeight === outHeight && inWidth === outWidth;

/** A 1×1 filter's gradient is xᵀ·dy over all positions. */
function byMatMul(scope: WasmScope, x: tf.TensorInfo, dy: tf.TensorInfo): tf.TensorInfo {
  const positions = tf.util.sizeFromShape(x.shape.slice(0, 3));
  const xT = scope.transpose(reshaped(x, [positions, x.shape[3]!]), [1, 0]);
  return scope.matMul(xT, reshaped(dy, [positions, dy.shape[3]!]));
}

// For colour images the columns are small, and dy need not be re-ordered: 40 % faster than a convolution.
const FEW_CHANNELS = 4;

/** The same for any window: x is laid out as [taps · in, positions], shifted by each tap. */
function byColumns(scope: WasmScope, x: tf.TensorInfo, dy: tf.TensorInfo, info: ConvInfo): tf.TensorInfo {
  const positions = tf.util.sizeFromShape(dy.shape.slice(0, 3));
  const columns = scope.allocate([info.filterHeight * info.filterWidth * info.inChannels, positions]);
  fillColumns(scope.view(x), scope.view(columns), info);
  return scope.matMul(columns, reshaped(dy, [positions, info.outChannels]));
}

function fillColumns(x: Float32Array, columns: Float32Array, info: ConvInfo): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth } = info;
  columns.fill(0);
  let rowOfColumns = 0;
  for (let tapY = 0; tapY < info.filterHeight; tapY++) {
    for (let tapX = 0; tapX < info.filterWidth; tapX++) {
      const firstX = tapX - info.padInfo.left;
      const xStart = Math.max(0, Math.ceil(-firstX / strideWidth));
      const xEnd = Math.min(outWidth, Math.ceil((inWidth - firstX) / strideWidth));
      for (let c = 0; c < inChannels; c++, rowOfColumns += batchSize * outHeight * outWidth) {
        for (let row = 0; row < batchSize * outHeight; row++) {
          const y = (row % outHeight) * strideHeight + tapY - info.padInfo.top;
          if (y < 0 || y >= inHeight) continue;
          const image = Math.floor(row / outHeight);
          let from = ((image * inHeight + y) * inWidth + xStart * strideWidth + firstX) * inChannels + c;
          let to = rowOfColumns + row * outWidth + xStart;
          for (let i = xStart; i < xEnd; i++, from += strideWidth * inChannels) columns[to++] = x[from]!;
        }
      }
    }
  }
}

// XNNPACK computes 4 output pixels of an image at a time. One image per channel would give it 3×3 = 9 for a 3×3
// filter, a quarter of them idle; four channels side by side give 36.
const CHANNELS_PER_IMAGE = 4;

/**
 * dW[ky,kx,i,o] = Σ x[n, y·s+ky, x·s+kx, i] · dy[n,y,x,o] is itself a convolution: channels of x become the batch
 * (some of them lie side by side in the width), images become the channels, dy is the filter, the stride its dilation.
 */
function byConvolution(scope: WasmScope, x: tf.TensorInfo, dy: tf.TensorInfo, info: ConvInfo): tf.TensorInfo {
  const { batchSize, filterHeight, filterWidth, inChannels, outChannels, outHeight, outWidth } = info;
  const group = inChannels % CHANNELS_PER_IMAGE === 0 ? CHANNELS_PER_IMAGE : inChannels;
  const groups = inChannels / group;
  const height = readLength(rowAxis(info));
  const width = readLength(columnAxis(info));
  const xT = scope.allocate([groups, height, width * group, batchSize]);
  padAndTranspose(scope.view(x), scope.view(xT), info, height, width, group);
  const dyT = scope.transpose(reshaped(dy, [batchSize, outHeight * outWidth, outChannels]), [1, 0, 2]);
  const byGroup = scope.convolve(xT, reshaped(dyT, [outHeight, outWidth, batchSize, outChannels]), {
    dilations: [info.strideHeight, info.strideWidth * group],
  });
  const taps = filterHeight * filterWidth;
  return groups === 1 ? byGroup : scope.transpose(reshaped(byGroup, [groups, taps, group * outChannels]), [1, 0, 2]);
}

/** x [n,h,w,c] → [c / group, height, width · group, n] with zero borders, cut to what the windows read. */
function padAndTranspose(
  x: Float32Array,
  out: Float32Array,
  info: ConvInfo,
  height: number,
  width: number,
  group: number,
): void {
  const { batchSize, inHeight, inWidth, inChannels, padInfo } = info;
  const imageSize = inHeight * inWidth * inChannels;
  const groupSize = height * width * group * batchSize;
  const rows = Math.min(inHeight, height - padInfo.top);
  const columns = Math.min(inWidth, width - padInfo.left);
  if (rows < height || columns < width) out.fill(0);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * inWidth + column) * inChannels;
      let to = ((row + padInfo.top) * width + column + padInfo.left) * group * batchSize;
      for (let first = 0; first < inChannels; first += group, to += groupSize) {
        for (let image = 0; image < batchSize; image++) {
          let source = from + first + image * imageSize;
          let target = to + image;
          for (let c = 0; c < group; c++, target += batchSize) out[target] = x[source++]!;
        }
      }
    }
  }
}
