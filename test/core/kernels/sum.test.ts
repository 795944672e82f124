/**
 * Sums over leading axes, which wasm computes with our kernel, and over the others, which it does not.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';

const SHAPE = [3, 4, 5, 7];

describeOnBackends(['wasm'], 'sum', () => {
  for (const axes of [[0], [0, 1], [0, 1, 2], [2, 0, 1], [-4], [1], [3], [1, 2], [0, 2], [0, 1, 2, 3]]) {
    for (const keepDims of [false, true]) {
      it(`over axes ${axes.join(', ')}${keepDims ? ', kept' : ''}`, async () => {
        const x = randomArray(3 * 4 * 5 * 7, 1);
        const sum = tf.tidy(() => tf.sum(tf.tensor(x, SHAPE), axes, keepDims));
        const actual = await sum.data();
        const shape = sum.shape;
        sum.dispose();
        const summed = axes.map((axis) => (axis + 4) % 4);
        const kept = SHAPE.map((length, i) => (summed.includes(i) ? 1 : length));
        const expected = new Float64Array(tf.util.sizeFromShape(kept));
        x.forEach((value, flat) => {
          const position = [Math.floor(flat / 140), Math.floor(flat / 35) % 4, Math.floor(flat / 7) % 5, flat % 7];
          const index = position.reduce((at, p, i) => at * kept[i]! + (summed.includes(i) ? 0 : p), 0);
          expected[index]! += value;
        });
        expectClose(actual, expected, 1e-6);
        expect(shape).to.deep.equal(keepDims ? kept : SHAPE.filter((_, i) => !summed.includes(i)));
      });
    }
  }

  it('adds integers and booleans as the backend does', async () => {
    const sums = tf.tidy(() => [
      tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0),
      tf.sum(tf.tensor2d([1, 0, 1, 1], [2, 2], 'bool'), 0),
    ]);
    expect(sums.map((sum) => sum.dtype)).to.deep.equal(['int32', 'int32']);
    expect(Array.from(await sums[0]!.data())).to.deep.equal([4, 6]);
    expect(Array.from(await sums[1]!.data())).to.deep.equal([2, 1]);
    tf.dispose(sums);
  });
});
