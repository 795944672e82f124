/**
 * Sizes and paddings that the gradients of convolutions share. Arithmetic and two data movements; no gradient itself.
 */
import * as tf from '@tensorflow/tfjs-core';

export type Shape4d = [number, number, number, number];
export type ConvInfo = tf.backend_util.Conv2DInfo;

/** Attributes that TensorFlow.js passes to the gradient kernels of both kinds of convolution. */
export interface BackpropAttributes {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Geometry of a convolution of `inputShape` [n,h,w,c] with `filterShape`, without dilation. */
export function convInfo(
  inputShape: Shape4d,
  filterShape: Shape4d,
  { strides, pad, dimRoundingMode }: BackpropAttributes,
  depthwise = false,
): ConvInfo {
  return tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode, depthwise);
}

/**
 * The input with exactly the border that the convolution reads: (out − 1)·stride + kernel rows and columns. Rows
 * that no window reaches (VALID with a remainder) stay; they are cut from the result instead.
 */
export function padInput(x: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { top, left } = info.padInfo;
  const bottom = Math.max(0, readRows(info) - info.inHeight - top);
  const right = Math.max(0, readColumns(info) - info.inWidth - left);
  if (top + left + bottom + right === 0) return x;
  return tf.pad4d(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

const readRows = (info: ConvInfo): number => (info.outHeight - 1) * info.strideHeight + info.filterHeight;
const readColumns = (info: ConvInfo): number => (info.outWidth - 1) * info.strideWidth + info.filterWidth;

/**
 * The output gradient on the grid of the (padded) input: stride − 1 zeros between its rows and columns, and a border
 * such that a VALID convolution with the flipped filter gives the input's size.
 */
export function spreadGradient(dy: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const spread = insertZeros(dy, info.strideHeight, info.strideWidth);
  const top = info.filterHeight - 1 - info.padInfo.top;
  const left = info.filterWidth - 1 - info.padInfo.left;
  const bottom = info.inHeight - (spread.shape[1] + top - info.filterHeight + 1);
  const right = info.inWidth - (spread.shape[2] + left - info.filterWidth + 1);
  return padOrCrop(spread, top, bottom, left, right);
}

function insertZeros(dy: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return dy;
  const [n, h, w, c] = dy.shape;
  // Rank 3 is enough for either axis, and pad of rank 5 is broken on webgpu.
  const columns = tf.pad3d(tf.reshape(dy, [n * h * w, 1, c]), [
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  const rows = tf.pad3d(tf.reshape(columns, [n * h, 1, w * strideWidth * c]), [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
  ]);
  // The zeros after the last row and column are cut: the border may be smaller than they are.
  return tf.slice4d(
    tf.reshape(rows, [n, h * strideHeight, w * strideWidth, c]),
    [0, 0, 0, 0],
    [n, (h - 1) * strideHeight + 1, (w - 1) * strideWidth + 1, c],
  );
}

/** Adds rows and columns where the number is positive, takes them away where it is negative. */
function padOrCrop(x: tf.Tensor4D, top: number, bottom: number, left: number, right: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const cut = (amount: number): number => Math.max(0, -amount);
  const add = (amount: number): number => Math.max(0, amount);
  const cropped =
    Math.min(top, bottom, left, right) < 0
      ? tf.slice4d(
          x,
          [0, cut(top), cut(left), 0],
          [n, h - cut(top) - cut(bottom), w - cut(left) - cut(right), c],
        )
      : x;
  if (Math.max(top, bottom, left, right) <= 0) return cropped;
  return tf.pad4d(cropped, [
    [0, 0],
    [add(top), add(bottom)],
    [add(left), add(right)],
    [0, 0],
  ]);
}
