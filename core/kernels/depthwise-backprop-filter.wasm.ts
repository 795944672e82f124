/**
 * Filter gradient of the depthwise convolution on wasm, which TensorFlow.js lacks there. Plain sums over all positions:
 * there is no matrix product in a depthwise convolution. Not for dilation: see convolution-gradients.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convInfo, type BackpropAttributes, type ConvInfo, type Shape4d } from './convolution-geometry.js';
import { wasmKernel } from './wasm-scope.js';

interface Attributes extends BackpropAttributes {
  filterShape: Shape4d;
}

export const depthwiseBackpropFilterWasm = wasmKernel<'x' | 'dy', Attributes>(
  tf.DepthwiseConv2dNativeBackpropFilter,
  (scope, { x, dy }, attributes) => {
    const info = convInfo(x.shape, attributes.filterShape, attributes, true);
    const result = scope.allocate(attributes.filterShape);
    const [input, gradient, dw] = [scope.view(x), scope.view(dy), scope.view(result)];
    const { inChannels, outChannels, filterHeight, filterWidth } = info;
    const multiplier = outChannels / inChannels;
    let to = 0;
    for (let row = 0; row < filterHeight; row++) {
      for (let column = 0; column < filterWidth; column++) {
        const run = tapRun(info, row, column);
        let channel = 0;
        if (multiplier === 1) {
          for (; channel + 4 <= outChannels; channel += 4)
            fourChannels(input, gradient, dw, info, run, channel, to + channel);
        }
        for (; channel < outChannels; channel++) {
          dw[to + channel] = oneChannel(input, gradient, info, run, Math.floor(channel / multiplier), channel);
        }
        to += outChannels;
      }
    }
    return result;
  },
);

/** The output positions at which one tap of the filter lies inside the image, and where it then lies. */
interface TapRun {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columnStart: number;
  readonly columnEnd: number;
  /** Input row and column of output position 0, 0; may be negative. */
  readonly firstRow: number;
  readonly firstColumn: number;
}

function tapRun(info: ConvInfo, row: number, column: number): TapRun {
  const firstRow = row - info.padInfo.top;
  const firstColumn = column - info.padInfo.left;
  const start = (first: number, stride: number): number => Math.max(0, Math.ceil(-first / stride));
  const end = (first: number, stride: number, input: number, output: number): number =>
    Math.min(output, Math.ceil((input - first) / stride));
  return {
    firstRow,
    firstColumn,
    rowStart: start(firstRow, info.strideHeight),
    rowEnd: end(firstRow, info.strideHeight, info.inHeight, info.outHeight),
    columnStart: start(firstColumn, info.strideWidth),
    columnEnd: end(firstColumn, info.strideWidth, info.inWidth, info.outWidth),
  };
}

/** Σ x·dy over a tap's positions for four neighbouring channels, whose sums stay in registers. */
function fourChannels(
  x: Float32Array,
  dy: Float32Array,
  dw: Float32Array,
  { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, strideHeight, strideWidth }: ConvInfo,
  { rowStart, rowEnd, columnStart, columnEnd, firstRow, firstColumn }: TapRun,
  channel: number,
  to: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let image = 0; image < batchSize; image++) {
    for (let row = rowStart; row < rowEnd; row++) {
      const inputRow = image * inHeight + row * strideHeight + firstRow;
      let i = (inputRow * inWidth + columnStart * strideWidth + firstColumn) * inChannels + channel;
      let o = ((image * outHeight + row) * outWidth + columnStart) * outChannels + channel;
      for (let column = columnStart; column < columnEnd; column++) {
        s0 += x[i]! * dy[o]!;
        s1 += x[i + 1]! * dy[o + 1]!;
        s2 += x[i + 2]! * dy[o + 2]!;
        s3 += x[i + 3]! * dy[o + 3]!;
        i += strideWidth * inChannels;
        o += outChannels;
      }
    }
  }
  dw.set([s0, s1, s2, s3], to);
}

/** The same for one pair of input and output channel. */
function oneChannel(
  x: Float32Array,
  dy: Float32Array,
  { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, strideHeight, strideWidth }: ConvInfo,
  { rowStart, rowEnd, columnStart, columnEnd, firstRow, firstColumn }: TapRun,
  inChannel: number,
  outChannel: number,
): number {
  let sum = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = rowStart; row < rowEnd; row++) {
      const inputRow = image * inHeight + row * strideHeight + firstRow;
      let i = (inputRow * inWidth + columnStart * strideWidth + firstColumn) * inChannels + inChannel;
      let o = ((image * outHeight + row) * outWidth + columnStart) * outChannels + outChannel;
      for (let column = columnStart; column < columnEnd; column++) {
        sum += x[i]! * dy[o]!;
        i += strideWidth * inChannels;
        o += outChannels;
      }
    }
  }
  return sum;
}
