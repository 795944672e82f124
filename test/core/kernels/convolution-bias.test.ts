/**
 * Convolutions with their bias in one call: outputs, all three gradients, and no more work than was asked for.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { conv2d, depthwiseConv2d } from '../../../core/kernels/index.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';
import {
  convolve,
  filterGradient,
  filterShape,
  inputGradient,
  inputShape,
  outputShape,
  size,
  type Geometry,
} from './reference.js';

const BASE: Geometry = {
  batch: 2,
  height: 6,
  width: 5,
  inChannels: 3,
  outChannels: 4,
  kernel: [3, 3],
  stride: [1, 1],
  padding: 'same',
};
const CASES: readonly (readonly [string, Partial<Geometry>])[] = [
  ['conv2d', {}],
  ['conv2d, stride 2', { stride: [2, 2] }],
  ['conv2d, 1×1 at stride 2', { kernel: [1, 1], stride: [2, 2] }],
  ['conv2d, dilation 2', { dilation: [2, 2] }],
  ['depthwiseConv2d', { depthwise: true, outChannels: 1 }],
  ['depthwiseConv2d, stride 2, multiplier 2', { depthwise: true, outChannels: 2, stride: [2, 2] }],
  ['depthwiseConv2d, dilation 2', { depthwise: true, outChannels: 1, dilation: [2, 2] }],
];

function layer(g: Geometry): (x: tf.Tensor, filter: tf.Tensor, bias?: tf.Tensor) => tf.Tensor {
  const operation = g.depthwise ? depthwiseConv2d : conv2d;
  const options = { strides: g.stride, pad: g.padding as 'same', dilations: g.dilation ?? [1, 1] } as const;
  return (x, filter, bias) => operation(x as tf.Tensor4D, filter as tf.Tensor4D, bias, options);
}

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'with bias', (backend) => {
  for (const [name, changes] of CASES) {
    it(name, async () => {
      const g = { ...BASE, ...changes };
      const channels = outputShape(g)[3];
      const x = randomArray(size(inputShape(g)), 1);
      const w = randomArray(size(filterShape(g)), 2);
      const b = randomArray(channels, 3);
      const dy = randomArray(size(outputShape(g)), 4);
      const results = tf.tidy(() => {
        const inputs = [tf.tensor(x, inputShape(g)), tf.tensor(w, filterShape(g)), tf.tensor1d(b)] as const;
        return [layer(g)(...inputs), ...tf.grads(layer(g))([...inputs], tf.tensor(dy, outputShape(g)))];
      });
      const [y, dx, dw, db] = await Promise.all(results.map((result) => result.data()));
      tf.dispose(results);
      const sums = new Float64Array(channels);
      dy.forEach((value, i) => (sums[i % channels]! += value));
      expectClose(
        y!,
        convolve(g, x, w).map((value, i) => value + b[i % channels]!),
        2e-6,
        'output',
      );
      expectClose(dx!, inputGradient(g, dy, w), 2e-6, 'input gradient');
      expectClose(dw!, filterGradient(g, x, dy), 2e-6, 'filter gradient');
      expectClose(db!, sums, 2e-6, 'bias gradient');
    });
  }

  it('computes no filter gradient where only that of the image is wanted', () => {
    const kernel = tf.getKernel(tf.Conv2DBackpropFilter, backend);
    let calls = 0;
    tf.unregisterKernel(tf.Conv2DBackpropFilter, backend);
    tf.registerKernel({ ...kernel, kernelFunc: (call) => (calls++, kernel.kernelFunc(call)) });
    try {
      tf.tidy(() => {
        const filter = tf.ones(filterShape(BASE));
        tf.grad((x) => layer(BASE)(x, filter, tf.zeros([4])))(tf.ones(inputShape(BASE)));
        expect(calls).to.equal(0);
        tf.grad((w) => layer(BASE)(tf.ones(inputShape(BASE)), w))(filter);
        expect(calls).to.equal(1);
      });
    } finally {
      tf.unregisterKernel(tf.Conv2DBackpropFilter, backend);
      tf.registerKernel(kernel);
    }
  });
});
