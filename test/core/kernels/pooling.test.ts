/**
 * Max and average pooling on every backend against plain loops in float64.
 */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';
import { axis, inputShape, outputShape, pool, poolGradient, size, type Geometry } from './reference.js';

async function check(g: Geometry, kind: 'max' | 'average', high = 1): Promise<void> {
  const x = randomArray(size(inputShape(g)), 1, -1, high);
  const dy = randomArray(size(outputShape(g)), 3);
  const operation = kind === 'max' ? tf.maxPool : tf.avgPool;
  const pad = typeof g.padding === 'string' ? g.padding : g.padding[0];
  const rounding = typeof pad === 'string' ? undefined : 'floor';
  const forward = (input: tf.Tensor): tf.Tensor =>
    operation(input as tf.Tensor4D, [...g.kernel], [...g.stride], pad, rounding);
  const results = tf.tidy(() => {
    const input = tf.tensor(x, inputShape(g));
    return [forward(input), tf.grad(forward)(input, tf.tensor(dy, outputShape(g)))];
  });
  const [y, dx] = await Promise.all(results.map((result) => result.data()));
  tf.dispose(results);
  expectClose(y!, pool(g, x, kind), 1e-6, 'output');
  expectClose(dx!, poolGradient(g, x, dy, kind), 1e-6, 'gradient');
}

const BASE: Geometry = {
  batch: 2,
  height: 7,
  width: 6,
  inChannels: 5,
  outChannels: 1,
  depthwise: true,
  kernel: [2, 2],
  stride: [2, 2],
  padding: 'same',
};
const CASES: readonly (readonly [string, Partial<Geometry>])[] = [
  ['2×2, stride 2', {}],
  ['2×2, stride 2, VALID', { padding: 'valid' }],
  ['3×3, stride 1', { kernel: [3, 3], stride: [1, 1] }],
  ['3×3, stride 2', { kernel: [3, 3] }],
  ['3×3, stride 2, VALID', { kernel: [3, 3], padding: 'valid' }],
  ['5×3, strides 1 and 3', { kernel: [5, 3], stride: [1, 3] }],
  ['3×3, one pixel of padding', { kernel: [3, 3], padding: [1, 1] }],
  ['1×1, stride 2', { kernel: [1, 1] }],
  ['four channels, one image', { batch: 1, inChannels: 4 }],
];

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'pools', () => {
  for (const [name, changes] of CASES) {
    it(`maxPool ${name}`, () => check({ ...BASE, ...changes }, 'max'));
    it(`avgPool ${name}`, () => check({ ...BASE, ...changes }, 'average'));
  }
  it('maxPool where every value is below zero', () => check(BASE, 'max', -0.1));
});

const anyPool = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    inChannels: fc.integer({ min: 1, max: 7 }),
    outChannels: fc.constant(1),
    depthwise: fc.constant(true),
    kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter((g) => axis(g, 0).output > 0 && axis(g, 1).output > 0);

describeOnBackends(['wasm'], 'any pool', () => {
  it('has the gradients of its plain loops', async () => {
    const property = fc.asyncProperty(anyPool, fc.constantFrom('max' as const, 'average' as const), (g, kind) =>
      check(g, kind),
    );
    await fc.assert(property, { numRuns: 100 });
  });
});
