/**
 * UnsortedSegmentSum on wasm, which TensorFlow.js lacks there and which the gradient of gather() needs: adds up the
 * rows of x that carry the same segment number.
 */
import * as tf from '@tensorflow/tfjs-core';
import { wasmKernel } from './wasm-scope.js';

interface Attributes {
  numSegments: number;
}

export const unsortedSegmentSumWasm = wasmKernel<'x' | 'segmentIds', Attributes>(
  tf.UnsortedSegmentSum,
  (scope, { x, segmentIds }, { numSegments }) => {
    const rowShape = x.shape.slice(segmentIds.shape.length);
    const rowSize = tf.util.sizeFromShape(rowShape);
    const result = scope.allocate([numSegments, ...rowShape]);
    const [values, ids, sums] = [scope.view(x), scope.bits(segmentIds), scope.view(result)];
    sums.fill(0);
    for (let row = 0; row < ids.length; row++) {
      const segment = ids[row]!;
      // As in TensorFlow: rows of a negative segment are dropped.
      if (segment < 0) continue;
      for (let i = 0; i < rowSize; i++) sums[segment * rowSize + i]! += values[row * rowSize + i]!;
    }
    return result;
  },
);
