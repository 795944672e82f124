/**
 * Filters with zeros between their taps: a convolution with dilation d is one without it by the spread filter. Used
 * where a gradient kernel knows no dilation; costs d² times the arithmetic.
 */
import * as tf from '@tensorflow/tfjs-core';

export type Dilations = readonly [height: number, width: number];

/** The attribute as both numbers; TensorFlow.js allows one, two or none. */
export function dilationPair(dilations: number | number[] | undefined): Dilations {
  if (dilations === undefined || dilations === null) return [1, 1];
  return typeof dilations === 'number' ? [dilations, dilations] : [dilations[0]!, dilations[1] ?? dilations[0]!];
}

export function spreadShape(
  [height, width, a, b]: readonly number[],
  [dh, dw]: Dilations,
): [number, number, number, number] {
  return [(height! - 1) * dh + 1, (width! - 1) * dw + 1, a!, b!];
}

/** [kh, kw, a, b] → [(kh − 1)·dh + 1, (kw − 1)·dw + 1, a, b] with zeros between the taps. */
export function spreadFilter(filter: tf.Tensor4D, dilations: Dilations): tf.Tensor4D {
  const [height, width, a, b] = filter.shape;
  const columns = appendRows(tf.reshape(filter, [height * width, 1, a * b]), dilations[1] - 1);
  const rowSize = width * dilations[1] * a * b;
  const rows = appendRows(tf.reshape(columns, [height, 1, rowSize]), dilations[0] - 1);
  const all = tf.reshape(rows, [height * dilations[0], width * dilations[1], a, b]) as tf.Tensor4D;
  return tf.slice4d(all, [0, 0, 0, 0], spreadShape(filter.shape, dilations));
}

/** The taps out of a spread filter (or its gradient): the adjoint of spreadFilter. */
export function gatherTaps(spread: tf.Tensor4D, [dh, dw]: Dilations): tf.Tensor4D {
  const [spreadHeight, spreadWidth, a, b] = spread.shape;
  const height = (spreadHeight - 1) / dh + 1;
  const width = (spreadWidth - 1) / dw + 1;
  const padded = tf.pad4d(spread, [
    [0, dh - 1],
    [0, dw - 1],
    [0, 0],
    [0, 0],
  ]);
  const rowSize = width * dw * a * b;
  const rows = tf.slice3d(tf.reshape(padded, [height, dh, rowSize]), [0, 0, 0], [height, 1, rowSize]);
  const taps = tf.slice3d(tf.reshape(rows, [height * width, dw, a * b]), [0, 0, 0], [height * width, 1, a * b]);
  return tf.reshape(taps, [height, width, a, b]);
}

function appendRows(x: tf.Tensor3D, count: number): tf.Tensor3D {
  return tf.pad3d(x, [
    [0, 0],
    [0, count],
    [0, 0],
  ]);
}
