/** Convolution and pooling number by number, against the operations of TensorFlow.js over random shapes. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Convolution } from '../../../../core/analysis/window/convolve.js';
import { fixedKernel, FIXED_KERNEL_NAMES, gabor } from '../../../../core/analysis/window/fixed-kernels.js';
import { pool, poolGradient, type PoolKind } from '../../../../core/analysis/window/pool.js';
import type { Grid } from '../../../../core/analysis/window/window.js';
import { describeOnBackends } from '../../../helpers/backends.js';
import { randomArray } from '../../../helpers/tensors.js';

const size = fc.integer({ min: 1, max: 7 });
const small = fc.integer({ min: 1, max: 3 });
const padding = fc.constantFrom('same' as const, 'valid' as const);
const grid = (height: number, width: number, channels: number, seed: number): Grid => ({
  data: randomArray(height * width * channels, seed),
  shape: [height, width, channels],
});
const close = (actual: ArrayLike<number>, expected: ArrayLike<number>) => {
  expect(actual.length).to.equal(expected.length);
  for (let i = 0; i < actual.length; i++) expect(actual[i]).to.be.closeTo(expected[i]!, 1e-4);
};

describeOnBackends(['cpu'], 'a window, number by number', () => {
  it('convolves as the backend does, forwards and backwards', () => {
    const cases = fc.record({
      height: size,
      width: size,
      channels: small,
      filters: small,
      kernel: fc.tuple(small, small),
      stride: small,
      dilation: fc.integer({ min: 1, max: 2 }),
      padding,
      depthwise: fc.boolean(),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(cases, ({ height, width, channels, filters, kernel, stride, dilation, padding, depthwise, seed }) => {
        const reach = (axis: 0 | 1) => (kernel[axis] - 1) * dilation + 1;
        fc.pre(padding === 'same' || (reach(0) <= height && reach(1) <= width));
        fc.pre(stride === 1 || dilation === 1);
        const input = grid(height, width, channels, seed);
        const shape = [...kernel, channels, filters] as [number, number, number, number];
        const weights = randomArray(
          shape.reduce((a, b) => a * b),
          seed + 1,
        );
        const bias = randomArray(depthwise ? channels * filters : filters, seed + 2);
        const own = new Convolution(
          input,
          { data: weights, shape, depthwise, bias },
          { strides: stride, padding, dilation },
        );
        const output = own.output();
        tf.tidy(() => {
          const x = tf.tensor4d(Float32Array.from(input.data), [1, height, width, channels]);
          const w = tf.tensor4d(weights, shape);
          const convolve = (image: tf.Tensor, filter: tf.Tensor) =>
            depthwise
              ? tf.depthwiseConv2d(image as tf.Tensor4D, filter as tf.Tensor4D, stride, padding, 'NHWC', dilation)
              : tf.conv2d(image as tf.Tensor4D, filter as tf.Tensor4D, stride, padding, 'NHWC', dilation);
          const expected = tf.add(convolve(x, w), bias);
          expect([1, ...output.shape]).to.deep.equal(expected.shape);
          close(output.data, expected.dataSync());
          if (dilation > 1) return;
          const gradient = randomArray(expected.size, seed + 3);
          const [dx, dw] = tf.grads((image, filter) => convolve(image!, filter!))(
            [x, w],
            tf.tensor(gradient, expected.shape),
          );
          close(own.inputGradient(gradient).data, dx!.dataSync());
          close(own.kernelGradient(gradient), dw!.dataSync());
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is one matrix product with im2col', () => {
    const input = grid(5, 6, 2, 1);
    const own = new Convolution(
      input,
      { data: randomArray(3 * 3 * 2 * 4, 2), shape: [3, 3, 2, 4] },
      { strides: 2, padding: 'same' },
    );
    const { columns, kernel } = own.asMatrices();
    expect(columns.shape).to.deep.equal([9, 18]);
    tf.tidy(() => {
      const product = tf.matMul(
        tf.tensor2d(Float32Array.from(columns.data), [9, 18]),
        tf.tensor2d(Float32Array.from(kernel.data), [18, 4]),
      );
      close(own.output().data, product.dataSync());
    });
  });

  it('pools as the backend does, forwards and backwards', () => {
    const cases = fc.record({
      height: size,
      width: size,
      channels: small,
      window: small,
      stride: small,
      padding,
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(cases, ({ height, width, channels, window, stride, padding, seed }) => {
        fc.pre(padding === 'same' || (window <= height && window <= width));
        const input = grid(height, width, channels, seed);
        const options = { size: window, strides: stride, padding };
        tf.tidy(() => {
          const x = tf.tensor4d(Float32Array.from(input.data), [1, height, width, channels]);
          const operations: Record<Exclude<PoolKind, 'l2'>, (image: tf.Tensor) => tf.Tensor> = {
            max: (image) => tf.maxPool(image as tf.Tensor4D, window, stride, padding),
            average: (image) => tf.avgPool(image as tf.Tensor4D, window, stride, padding),
          };
          for (const kind of ['max', 'average'] as const) {
            const expected = operations[kind](x);
            const own = pool(input, kind, options);
            expect([1, ...own.shape]).to.deep.equal(expected.shape);
            close(own.data, expected.dataSync());
            const gradient = randomArray(expected.size, seed + 1);
            const dx = tf.grad(operations[kind])(x, tf.tensor(gradient, expected.shape));
            close(poolGradient(input, kind, options, gradient).data, dx.dataSync());
          }
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('a window', () => {
  it('pools to the root of the sum of squares, with the gradient of finite differences', () => {
    const input = grid(4, 5, 2, 3);
    const options = { size: 2, strides: 2, padding: 'same' as const };
    const { data, shape } = pool(input, 'l2', options);
    expect(shape).to.deep.equal([2, 3, 2]);
    const gradient = randomArray(data.length, 4);
    const loss = (values: ArrayLike<number>) =>
      Array.from(pool({ ...input, data: values }, 'l2', options).data).reduce((sum, x, i) => sum + x * gradient[i]!, 0);
    const found = poolGradient(input, 'l2', options, gradient).data;
    for (let i = 0; i < input.data.length; i++) {
      const [above, below] = [1e-4, -1e-4].map((step) => {
        const moved = Float64Array.from(input.data);
        moved[i]! += step;
        return loss(moved);
      });
      expect(found[i]).to.be.closeTo((above! - below!) / 2e-4, 1e-4);
    }
  });

  it('writes the products of one output, padding among them, and their sum', () => {
    const one = new Convolution(
      { data: [1, 2, 3, 4], shape: [2, 2, 1] },
      { data: [1, 10, 100, 1000, 10_000, 100_000, 1e6, 1e7, 1e8], shape: [3, 3, 1, 1], bias: [0.5] },
      { padding: 'same' },
    );
    const products = one.products(0, 0, 0);
    expect(products.map(({ padded }) => padded)).to.deep.equal([
      true,
      true,
      true,
      true,
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(one.value(0, 0, 0)).to.equal(0.5 + 1e4 + 2e5 + 3e7 + 4e8);
    expect(products[4]).to.include({ row: 0, column: 0, windowRow: 1, windowColumn: 1, value: 1, weight: 10_000 });
  });

  it('refuses what does not go together, in words', () => {
    const input = grid(3, 3, 2, 1);
    const make = (shape: [number, number, number, number], strides = 1) =>
      new Convolution(input, { data: new Float32Array(shape.reduce((a, b) => a * b)), shape }, { strides });
    expect(() => make([2, 2, 3, 1])).to.throw('3 channels');
    expect(() => make([5, 5, 2, 1])).to.throw('no place');
    expect(() => make([2, 2, 2, 1], 0)).to.throw('stride');
    expect(() => make([2, 2, 2, 1], 1.5)).to.throw('stride');
  });

  it('has kernels that are what their names say', () => {
    const flat: Grid = { data: new Float64Array(49).fill(3), shape: [7, 7, 1] };
    const centre = (name: string, input: Grid) => {
      const { data, size } = fixedKernel(name);
      const one = new Convolution(input, { data, shape: [size, size, 1, 1] }, { padding: 'same' });
      return one.value(3, 3, 0);
    };
    // On a constant image those that sum to one change nothing, and those that look for changes find none.
    for (const name of FIXED_KERNEL_NAMES) {
      const keeps = ['identity', 'box', 'blur', 'sharpen'].includes(name);
      expect(centre(name, flat), name).to.be.closeTo(keeps ? 3 : 0, 1e-12);
    }
    const ramp: Grid = { data: Float64Array.from({ length: 49 }, (_, i) => i % 7), shape: [7, 7, 1] };
    expect(centre('sobel-x', ramp)).to.equal(8);
    expect(centre('sobel-y', ramp)).to.equal(0);
    const upright = gabor(5, { angle: 0, wavelength: 4, deviation: 2 }).data;
    const turned = gabor(5, { angle: Math.PI / 2, wavelength: 4, deviation: 2 }).data;
    upright.forEach((value, i) => expect(turned[(i % 5) * 5 + Math.floor(i / 5)]).to.be.closeTo(value, 1e-12));
    expect(() => fixedKernel('toString')).to.throw('no kernel');
  });
});
