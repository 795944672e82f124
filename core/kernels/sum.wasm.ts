/**
 * Sum on wasm over leading axes, as gradients of biases need it: TensorFlow.js transposes the whole tensor first.
 * Every other sum goes to its own kernel.
 */
import * as tf from '@tensorflow/tfjs-core';
import { channelSums } from './channel-sums.js';
import { wasmOverride } from './wasm-scope.js';

interface Attributes {
  axis: number | number[];
  keepDims: boolean;
}

export const sumWasm = wasmOverride<'x', Attributes>(tf.Sum, (scope, { x }, { axis, keepDims }) => {
  const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const leading = axes.every((value, i) => value === i) && axes.length > 0 && axes.length < x.shape.length;
  const kept = x.shape.slice(axes.length);
  const channels = tf.util.sizeFromShape(kept);
  if (!leading || x.dtype !== 'float32' || channels === 0) return undefined;
  const out = scope.allocate(keepDims ? [...axes.map(() => 1), ...kept] : kept);
  const values = scope.view(x);
  scope.view(out).set(channelSums(values, values, channels).sum);
  return out;
});
