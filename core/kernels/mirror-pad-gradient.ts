/**
 * Gradient of mirrorPad for every backend: TensorFlow.js's own cuts the border off, so what the reflected pixels
 * contribute is lost.
 */
import * as tf from '@tensorflow/tfjs-core';

interface Attributes {
  paddings: [number, number][];
  mode: 'reflect' | 'symmetric';
}

export const mirrorPadGradient: tf.GradConfig = {
  kernelName: tf.MirrorPad,
  inputsToSave: [],
  gradFunc: (dy, _saved, attrs) => {
    const { paddings, mode } = attrs as unknown as Attributes;
    return {
      // Padding several axes is padding one after the other, and so is its adjoint.
      x: () => paddings.reduce((gradient, padding, axis) => foldBack(gradient, axis, padding, mode), dy as tf.Tensor),
    };
  },
};

/** Adds both borders of one axis, reversed, to the pixels that they mirror. */
function foldBack(dy: tf.Tensor, axis: number, [before, after]: [number, number], mode: Attributes['mode']): tf.Tensor {
  if (before + after === 0) return dy;
  const size = dy.shape[axis]! - before - after;
  // "reflect" leaves the edge pixel out of the mirror image, "symmetric" repeats it.
  const gap = mode === 'reflect' ? 1 : 0;
  const cut = (begin: number, length: number): tf.Tensor => {
    const at = dy.shape.map((_, i) => (i === axis ? begin : 0));
    return tf.slice(
      dy,
      at,
      dy.shape.map((all, i) => (i === axis ? length : all)),
    );
  };
  const place = (border: tf.Tensor, begin: number): tf.Tensor => {
    const rest = size - begin - border.shape[axis]!;
    const around = dy.shape.map((_, i): [number, number] => (i === axis ? [begin, rest] : [0, 0]));
    return tf.pad(tf.reverse(border, axis), around);
  };
  let gradient = cut(before, size);
  if (before > 0) gradient = tf.add(gradient, place(cut(0, before), gap));
  if (after > 0) gradient = tf.add(gradient, place(cut(before + size, after), size - gap - after));
  return gradient;
}
