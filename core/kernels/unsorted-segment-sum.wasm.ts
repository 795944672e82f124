/**
 * UnsortedSegmentSum on wasm, which TensorFlow.js lacks there and which the gradient of gather() needs: adds the rows
 * of x that carry the same segment number, directly on the backend's heap.
 */
import * as tf from '@tensorflow/tfjs-core';
import { wasmKernel } from './wasm-heap.js';

interface Attributes {
  numSegments: number;
}

export const unsortedSegmentSumWasm = wasmKernel<'x' | 'segmentIds', Attributes>(
  tf.UnsortedSegmentSum,
  ({ x, segmentIds }, { numSegments }, heap) => {
    const rowShape = x.shape.slice(segmentIds.shape.length);
    const rowSize = tf.util.sizeFromShape(rowShape);
    const out = heap.allocate([numSegments, ...rowShape], x.dtype);
    const [values, ids, sums] = [heap.view(x), heap.view(segmentIds), heap.view(out)];
    sums.fill(0);
    for (let row = 0; row < ids.length; row++) {
      const segment = ids[row]!;
      // As in TensorFlow: rows of a negative segment are dropped.
      if (segment < 0) continue;
      for (let i = 0; i < rowSize; i++) sums[segment * rowSize + i]! += values[row * rowSize + i]!;
    }
    return out;
  },
);
