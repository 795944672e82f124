/**
 * Gradient of mirrorPad: every output pixel sends what it gets to the pixel that it mirrors.
 */
import * as tf from '@tensorflow/tfjs-core';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';

type Padding = [before: number, after: number];

/** Which input index an output index of one axis shows. */
function mirrored(index: number, size: number, [before]: Padding, mode: 'reflect' | 'symmetric'): number {
  const gap = mode === 'reflect' ? 0 : 1;
  const position = index - before;
  if (position < 0) return -position - gap;
  return position < size ? position : 2 * size - 2 - position + gap;
}

async function check(shape: number[], paddings: Padding[], mode: 'reflect' | 'symmetric'): Promise<void> {
  const outShape = shape.map((length, i) => length + paddings[i]![0] + paddings[i]![1]);
  const dy = randomArray(tf.util.sizeFromShape(outShape), 1);
  const gradient = tf.tidy(() => {
    const x = tf.tensor(randomArray(tf.util.sizeFromShape(shape), 2), shape);
    return tf.grad((input) => tf.mirrorPad(input, paddings, mode))(x, tf.tensor(dy, outShape));
  });
  const actual = await gradient.data();
  gradient.dispose();
  const expected = new Float64Array(tf.util.sizeFromShape(shape));
  dy.forEach((value, flat) => {
    const target = outShape.reduce(
      ({ rest, index, stride }, _length, i) => {
        const axis = outShape.length - 1 - i;
        const position = mirrored(rest % outShape[axis]!, shape[axis]!, paddings[axis]!, mode);
        return {
          rest: Math.floor(rest / outShape[axis]!),
          index: index + position * stride,
          stride: stride * shape[axis]!,
        };
      },
      { rest: flat, index: 0, stride: 1 },
    );
    expected[target.index]! += value;
  });
  expectClose(actual, expected, 1e-6);
}

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'mirrorPad', () => {
  const image: Padding[] = [
    [0, 0],
    [2, 1],
    [3, 2],
    [0, 0],
  ];
  for (const mode of ['reflect', 'symmetric'] as const) {
    it(`${mode}, an image`, () => check([2, 4, 5, 3], image, mode));
    it(`${mode}, one side`, () =>
      check(
        [4, 3],
        [
          [0, 2],
          [0, 0],
        ],
        mode,
      ));
  }
});
