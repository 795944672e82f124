/**
 * Input gradient of the depthwise convolution on wasm, which TensorFlow.js lacks there: a depthwise convolution of the
 * output gradient with the flipped filter. Not for dilation: see convolution-gradients.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convInfo, type BackpropAttributes, type ConvInfo, type Shape4d } from './convolution-geometry.js';
import { gradientByPhases, phaseGrid, type Phase, type PhaseGrid } from './stride-phases.js';
import { reshaped, wasmKernel, type WasmScope } from './wasm-scope.js';

interface Attributes extends BackpropAttributes {
  inputShape: Shape4d;
}

export const depthwiseBackpropInputWasm = wasmKernel<'dy' | 'filter', Attributes>(
  tf.DepthwiseConv2dNativeBackpropInput,
  (scope, { dy, filter }, attributes) => {
    const info = convInfo(attributes.inputShape, filter.shape, attributes, true);
    const grid = phaseGrid(info);
    return grid ? byPhases(scope, dy, filter, info, grid) : byScattering(scope, dy, filter, info);
  },
);

function byPhases(
  scope: WasmScope,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: ConvInfo,
  grid: PhaseGrid,
): tf.TensorInfo {
  // Output channel c·m + j belongs to input channel c: one filter per output channel, then the m are added up.
  const { inChannels, outChannels } = info;
  const perOutput = gradientByPhases(scope, info, outChannels, grid, (row, column, pad) => {
    const flipped = scope.allocate([row.taps.length, column.taps.length, outChannels, 1]);
    gatherTaps(scope.view(filter), scope.view(flipped), info, row, column);
    const attributes = { strides: [1, 1], pad, dataFormat: 'NHWC', dilations: [1, 1] };
    const part = scope.run(tf.DepthwiseConv2dNative, { x: dy, filter: flipped }, attributes);
    scope.dispose(flipped);
    return part;
  });
  if (inChannels === outChannels) return perOutput;
  const pixels = tf.util.sizeFromShape(info.inShape);
  const sum = scope.run(
    tf.Sum,
    { x: reshaped(perOutput, [pixels, outChannels / inChannels]) },
    { axis: 1, keepDims: false },
  );
  return reshaped(sum, info.inShape);
}

function gatherTaps(filter: Float32Array, out: Float32Array, info: ConvInfo, row: Phase, column: Phase): void {
  let to = 0;
  for (const rowTap of row.taps) {
    for (const columnTap of column.taps) {
      const from = (rowTap * info.filterWidth + columnTap) * info.outChannels;
      for (let c = 0; c < info.outChannels; c++) out[to++] = filter[from + c]!;
    }
  }
}

/** Any geometry, slowly: every output pixel adds to its window. */
function byScattering(scope: WasmScope, dy: tf.TensorInfo, filter: tf.TensorInfo, info: ConvInfo): tf.TensorInfo {
  const result = scope.allocate(info.inShape);
  const [dx, gradient, weights] = [scope.view(result), scope.view(dy), scope.view(filter)];
  const { batchSize, inHeight, inWidth, inChannels, outChannels, outHeight, outWidth, filterHeight, filterWidth } =
    info;
  const multiplier = outChannels / inChannels;
  dx.fill(0);
  for (let position = 0; position < batchSize * outHeight * outWidth; position++) {
    const image = Math.floor(position / (outHeight * outWidth));
    const firstY = (Math.floor(position / outWidth) % outHeight) * info.strideHeight - info.padInfo.top;
    const firstX = (position % outWidth) * info.strideWidth - info.padInfo.left;
    for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
      const y = firstY + Math.floor(tap / filterWidth);
      const x = firstX + (tap % filterWidth);
      if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue;
      const to = ((image * inHeight + y) * inWidth + x) * inChannels;
      for (let c = 0; c < outChannels; c++) {
        dx[to + Math.floor(c / multiplier)]! += gradient[position * outChannels + c]! * weights[tap * outChannels + c]!;
      }
    }
  }
  return result;
}
