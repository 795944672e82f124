/**
 * Sizes and paddings that the gradients of convolutions and pools share. Arithmetic only.
 */
import * as tf from '@tensorflow/tfjs-core';

export type Shape4d = [number, number, number, number];
export type ConvInfo = tf.backend_util.Conv2DInfo;
export type PadAttribute = 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;

/** Attributes that TensorFlow.js passes to the gradient kernels of both kinds of convolution. */
export interface BackpropAttributes {
  strides: [number, number] | number;
  pad: PadAttribute;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Geometry of a convolution of `inputShape` [n,h,w,c] with `filterShape`, without dilation. */
export function convInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dimRoundingMode }: BackpropAttributes,
  depthwise = false,
): ConvInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4d,
    filterShape as Shape4d,
    strides,
    1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/** Attributes of the pools and their gradients. */
export interface PoolAttributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: PadAttribute;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function poolInfo(
  inputShape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): ConvInfo {
  return tf.backend_util.computePool2DInfo(inputShape as Shape4d, filterSize, strides, 1, pad, dimRoundingMode);
}

/** One axis of a convolution or pool. */
export interface Axis {
  readonly input: number;
  readonly output: number;
  readonly window: number;
  readonly stride: number;
  /** Rows of padding before the first row; those after the last are implied by `output`. */
  readonly before: number;
}

export function rowAxis(info: ConvInfo): Axis {
  return {
    input: info.inHeight,
    output: info.outHeight,
    window: info.effectiveFilterHeight,
    stride: info.strideHeight,
    before: info.padInfo.top,
  };
}

export function columnAxis(info: ConvInfo): Axis {
  return {
    input: info.inWidth,
    output: info.outWidth,
    window: info.effectiveFilterWidth,
    stride: info.strideWidth,
    before: info.padInfo.left,
  };
}

/** Rows that the windows read in all, padding included. */
export function readLength({ output, window, stride }: Axis): number {
  return (output - 1) * stride + window;
}

/** The padding in pixels, as TensorFlow.js takes it. */
export function explicitPad(info: ConvInfo): tf.backend_util.ExplicitPadding {
  const both = (axis: Axis): [number, number] => [
    axis.before,
    Math.max(0, readLength(axis) - axis.input - axis.before),
  ];
  return [[0, 0], both(rowAxis(info)), both(columnAxis(info)), [0, 0]];
}
