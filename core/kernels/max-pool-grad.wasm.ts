/**
 * Gradient of max pooling on wasm. TensorFlow.js's own starts its search for the maximum at zero, so a window whose
 * maximum is zero or below sends its gradient nowhere.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type PoolAttributes, type ConvInfo, poolInfo } from './convolution-geometry.js';
import { wasmKernel } from './wasm-scope.js';

export const maxPoolGradWasm = wasmKernel<'dy' | 'input', PoolAttributes>(
  tf.MaxPoolGrad,
  (scope, { dy, input }, attributes) => {
    const result = scope.allocate(input.shape);
    sendToMaxima(scope.view(input), scope.view(dy), scope.view(result), poolInfo(input.shape, attributes));
    return result;
  },
);

function sendToMaxima(x: Float32Array, dy: Float32Array, dx: Float32Array, info: ConvInfo): void {
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth, padInfo } = info;
  dx.fill(0);
  let from = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      const firstY = outY * info.strideHeight - padInfo.top;
      const yStart = Math.max(0, firstY);
      const yEnd = Math.min(inHeight, firstY + info.filterHeight);
      for (let outX = 0; outX < outWidth; outX++) {
        const firstX = outX * info.strideWidth - padInfo.left;
        const xStart = Math.max(0, firstX);
        const xEnd = Math.min(inWidth, firstX + info.filterWidth);
        for (let c = 0; c < channels; c++, from++) {
          // The first of several equal maxima, in reading order, as TensorFlow has it.
          let best = ((image * inHeight + yStart) * inWidth + xStart) * channels + c;
          for (let y = yStart; y < yEnd; y++) {
            let i = ((image * inHeight + y) * inWidth + xStart) * channels + c;
            for (let column = xStart; column < xEnd; column++, i += channels) if (x[i]! > x[best]!) best = i;
          }
          if (yStart < yEnd && xStart < xEnd) dx[best]! += dy[from]!;
        }
      }
    }
  }
}
