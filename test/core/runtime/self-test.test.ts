/**
 * The start-up test's known numbers, computed again in float64 from plain loops and finite differences, and the test
 * itself on every backend and on one that is broken on purpose.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import {
  SELF_TEST_EPSILON,
  SELF_TEST_EXPECTED,
  SELF_TEST_SHAPES,
  SELF_TEST_TARGETS,
  selfTest,
  selfTestValues,
  type SelfTestName,
} from '../../../core/runtime/self-test.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { finiteDifferences } from '../../helpers/tensors.js';
import { convolve, crossEntropy, dot, moments, normalise, pool, size, type Geometry } from '../kernels/reference.js';

type Values = Record<SelfTestName, ArrayLike<number>>;

const names = Object.keys(SELF_TEST_SHAPES) as SelfTestName[];
const values = Object.fromEntries(names.map((name) => [name, selfTestValues(name)])) as unknown as Values;

const layer = (size: number, inChannels: number, outChannels: number, kernel: number, stride: number): Geometry => ({
  batch: 2,
  height: size,
  width: size,
  inChannels,
  outChannels,
  kernel: [kernel, kernel],
  stride: [stride, stride],
  padding: 'same',
});
const asPool = (size: number, channels: number): Geometry => ({ ...layer(size, channels, 1, 2, 1), depthwise: true });

function loss(v: Values): number {
  const epsilon = SELF_TEST_EPSILON;
  const first = convolve(layer(6, 3, 4, 3, 1), v.image, v.conv).map((y, i) => y + v.bias[i % 4]!);
  const normalised = normalise(first, moments(first, 4), { gamma: v.gamma, beta: v.beta, epsilon, relu: true });
  const separated = convolve({ ...layer(6, 4, 1, 3, 2), depthwise: true }, normalised, v.depthwise);
  const mixed = convolve(layer(3, 4, 6, 1, 1), pool(asPool(3, 4), separated, 'max'), v.pointwise);
  const second = normalise(mixed, moments(mixed, 6), { epsilon });
  const third = convolve(layer(3, 6, 5, 3, 2), second, v.strided).map((y) => Math.max(0, y));
  const averaged = pool(asPool(2, 5), third, 'average');
  const pooled = [0, 1].flatMap((image) =>
    Array.from({ length: 5 }, (_, c) =>
      [0, 1, 2, 3].reduce((sum, p) => sum + averaged[(image * 4 + p) * 5 + c]! / 4, 0),
    ),
  );
  const logits = [0, 1].flatMap((image) =>
    Array.from({ length: 3 }, (_, k) =>
      [0, 1, 2, 3, 4].reduce((sum, c) => sum + pooled[image * 5 + c]! * v.dense[c * 3 + k]!, v.denseBias[k]!),
    ),
  );
  return crossEntropy(logits, SELF_TEST_TARGETS, 3);
}

describe('start-up test', () => {
  it('has the right loss', () => {
    expect(loss(values)).to.be.closeTo(SELF_TEST_EXPECTED.loss, 1e-9);
  });

  for (const name of names) {
    it(`has the right gradient of ${name}`, () => {
      const gradient = finiteDifferences((point) => loss({ ...values, [name]: point }), values[name]);
      const checksum = dot(
        gradient,
        Float64Array.from(gradient, (_, i) => Math.cos(i)),
      );
      expect(gradient.length).to.equal(size(SELF_TEST_SHAPES[name]));
      expect(checksum).to.be.closeTo(SELF_TEST_EXPECTED[name], 1e-7);
    });
  }
});

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'start-up test', (backend) => {
  it('passes', async () => {
    expect(await selfTest()).to.equal(undefined);
  });

  it('names what a broken kernel gets wrong', async () => {
    const kernel = tf.getKernel(tf.Conv2DBackpropFilter, backend);
    tf.unregisterKernel(tf.Conv2DBackpropFilter, backend);
    const kernelFunc: tf.KernelFunc = (call) => {
      const dy = tf.mul(call.inputs['dy'] as tf.Tensor, 1.01);
      const result = kernel.kernelFunc({ ...call, inputs: { ...call.inputs, dy } });
      dy.dispose();
      return result;
    };
    tf.registerKernel({ ...kernel, kernelFunc });
    try {
      expect(await selfTest()).to.equal('a wrong conv gradient in the start-up test');
    } finally {
      tf.unregisterKernel(tf.Conv2DBackpropFilter, backend);
      tf.registerKernel(kernel);
    }
  });
});
