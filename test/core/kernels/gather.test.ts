/**
 * Gradient of gather (rows picked more than once add up) and unsortedSegmentSum itself.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'gather', () => {
  for (const axis of [0, 1, 2]) {
    it(`sends its gradient back along axis ${axis}`, async () => {
      const shape = [4, 3, 5];
      const indices = [2, 0, 2, 2];
      const outShape = shape.map((length, i) => (i === axis ? indices.length : length));
      const dy = randomArray(tf.util.sizeFromShape(outShape), 1);
      const gradient = tf.tidy(() =>
        tf.grad((x) => tf.gather(x, tf.tensor1d(indices, 'int32'), axis))(tf.zeros(shape), tf.tensor(dy, outShape)),
      );
      const actual = await gradient.data();
      gradient.dispose();
      const expected = new Float64Array(tf.util.sizeFromShape(shape));
      const inner = tf.util.sizeFromShape(shape.slice(axis + 1));
      dy.forEach((value, i) => {
        const outer = Math.floor(i / (inner * indices.length));
        const index = indices[Math.floor(i / inner) % indices.length]!;
        expected[(outer * shape[axis]! + index) * inner + (i % inner)]! += value;
      });
      expectClose(actual, expected, 1e-6);
    });
  }
});

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'unsortedSegmentSum', () => {
  it('adds rows of one segment and leaves empty segments at zero', async () => {
    const sums = tf.tidy(() =>
      tf.unsortedSegmentSum(tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), tf.tensor1d([2, 0, 2], 'int32'), 4),
    );
    expect(Array.from(await sums.data())).to.deep.equal([3, 4, 0, 0, 6, 8, 0, 0]);
    sums.dispose();
  });
});
