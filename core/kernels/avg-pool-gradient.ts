/**
 * Gradient of average pooling with padding, for every backend. Forward, TensorFlow.js divides by the pixels that lie
 * inside the image; its gradient kernels divide by the whole window. The difference is a factor per output pixel.
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  columnAxis,
  explicitPad,
  poolInfo,
  rowAxis,
  type Axis,
  type ConvInfo,
  type PoolAttributes,
} from './convolution-geometry.js';

export const avgPoolGradient: tf.GradConfig = {
  kernelName: tf.AvgPool,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => {
    const attributes = attrs as unknown as PoolAttributes;
    return {
      x: () => {
        const info = poolInfo(x!.shape, attributes);
        const gradient = isPadded(info) ? tf.mul(dy as tf.Tensor, windowShares(info)) : (dy as tf.Tensor);
        const { filterSize, strides } = attributes;
        // In pixels: the gradient kernels don't know the rounding mode and might compute another padding.
        return tf
          .engine()
          .runKernel<tf.Tensor>(
            tf.AvgPoolGrad,
            { dy: gradient, input: x! },
            { filterSize, strides, pad: explicitPad(info) },
          );
      },
    };
  },
};

const isPadded = (info: ConvInfo): boolean =>
  [rowAxis(info), columnAxis(info)].some((axis) => pixelsInside(axis).some((count) => count < axis.window));

/** [1, outHeight, outWidth, 1]: pixels of the window ÷ those of them inside the image. */
function windowShares(info: ConvInfo): tf.Tensor {
  const share = (axis: Axis): number[] => pixelsInside(axis).map((count) => axis.window / Math.max(1, count));
  const rows = tf.tensor(share(rowAxis(info)), [1, info.outHeight, 1, 1]);
  return tf.mul(rows, tf.tensor(share(columnAxis(info)), [1, 1, info.outWidth, 1]));
}

function pixelsInside({ input, output, window, stride, before }: Axis): number[] {
  return Array.from({ length: output }, (_, i) => {
    const first = i * stride - before;
    return Math.min(input, first + window) - Math.max(0, first);
  });
}
