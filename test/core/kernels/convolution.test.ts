/**
 * Gradients of conv2d and depthwiseConv2d on every backend against plain loops in float64.
 */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';
import {
  axis,
  convolve,
  filterGradient,
  filterShape,
  inputGradient,
  inputShape,
  outputShape,
  size,
  type Geometry,
} from './reference.js';

// Sums of up to some hundred products in float32.
const TOLERANCE = 2e-6;

async function check(g: Geometry): Promise<void> {
  const x = randomArray(size(inputShape(g)), 1);
  const w = randomArray(size(filterShape(g)), 2);
  const dy = randomArray(size(outputShape(g)), 3);
  const pad: tf.backend_util.ExplicitPadding | 'same' | 'valid' =
    typeof g.padding === 'string' ? g.padding : [[0, 0], [...g.padding], [...g.padding], [0, 0]];
  const convolution = g.depthwise ? tf.depthwiseConv2d : tf.conv2d;
  const forward = (input: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    convolution(
      input as tf.Tensor4D,
      filter as tf.Tensor4D,
      [...g.stride],
      pad,
      'NHWC',
      [...(g.dilation ?? [1, 1])],
      g.padding === 'same' || g.padding === 'valid' ? undefined : 'floor',
    );
  const results = tf.tidy(() => {
    const inputs = [tf.tensor(x, inputShape(g)), tf.tensor(w, filterShape(g))] as const;
    const y = forward(...inputs);
    return [y, ...tf.grads(forward)([...inputs], tf.tensor(dy, outputShape(g)))];
  });
  const [y, dx, dw] = await Promise.all(results.map((result) => result.data()));
  tf.dispose(results);
  expectClose(y!, convolve(g, x, w), TOLERANCE, 'output');
  expectClose(dx!, inputGradient(g, dy, w), TOLERANCE, 'input gradient');
  expectClose(dw!, filterGradient(g, x, dy), TOLERANCE, 'filter gradient');
}

const BASE: Geometry = {
  batch: 2,
  height: 7,
  width: 5,
  inChannels: 3,
  outChannels: 5,
  kernel: [3, 3],
  stride: [1, 1],
  padding: 'same',
};

/** What the networks use, and the corners: sizes that a stride does not divide, windows larger than the image. */
const CASES: readonly (readonly [string, Partial<Geometry>])[] = [
  ['3×3', {}],
  ['3×3, one image', { batch: 1 }],
  ['3×3, four channels', { inChannels: 4, outChannels: 8, height: 6, width: 6 }],
  ['3×3, stride 2', { stride: [2, 2] }],
  ['3×3, stride 2, even size', { stride: [2, 2], height: 8, width: 6, inChannels: 4 }],
  ['3×3, stride 2, VALID with a remainder', { stride: [2, 2], height: 8, padding: 'valid' }],
  ['3×3, strides 2 and 1', { stride: [2, 1] }],
  ['3×3, stride 3', { stride: [3, 3], height: 9, width: 8 }],
  ['3×3 to a 3×3 map', { height: 3, width: 3, inChannels: 8, outChannels: 8 }],
  ['1×1', { kernel: [1, 1] }],
  ['1×1, stride 2', { kernel: [1, 1], stride: [2, 2] }],
  ['5×5', { kernel: [5, 5] }],
  ['5×5, stride 2, VALID', { kernel: [5, 5], stride: [2, 2], height: 9, width: 8, padding: 'valid' }],
  ['3×1', { kernel: [3, 1] }],
  ['5×5 on 2×2', { kernel: [5, 5], height: 2, width: 2 }],
  ['explicit padding', { padding: [2, 1] }],
  ['padding beyond the window', { padding: [4, 3], height: 3, width: 3 }],
  ['one pixel', { height: 1, width: 1 }],
  ['dilation 2', { dilation: [2, 2] }],
  ['dilation 2 and 3, VALID', { dilation: [2, 3], height: 8, width: 9, padding: 'valid' }],
];
const DEPTHWISE: typeof CASES = CASES.map(([name, g]) => [name, { outChannels: 1, ...g, depthwise: true }]);
const MULTIPLIERS: typeof CASES = [
  ['3×3, multiplier 2', { outChannels: 2 }],
  ['3×3, stride 2, multiplier 3', { outChannels: 3, stride: [2, 2] }],
  ['dilation 2, multiplier 2', { outChannels: 2, dilation: [2, 2] }],
];

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'conv2d', () => {
  for (const [name, changes] of CASES) it(name, () => check({ ...BASE, ...changes }));
});

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'depthwiseConv2d', () => {
  for (const [name, changes] of DEPTHWISE) it(name, () => check({ ...BASE, ...changes, outChannels: 1 }));
  for (const [name, changes] of MULTIPLIERS) it(name, () => check({ ...BASE, ...changes, depthwise: true }));
});

/** Any geometry that gives at least one output pixel; stride and dilation exclude each other in TensorFlow.js. */
const anyGeometry = (largest: number): fc.Arbitrary<Geometry> =>
  fc
    .record({
      batch: fc.integer({ min: 1, max: 3 }),
      height: fc.integer({ min: 1, max: largest }),
      width: fc.integer({ min: 1, max: largest }),
      inChannels: fc.integer({ min: 1, max: 9 }),
      outChannels: fc.integer({ min: 1, max: 9 }),
      kernel: fc.tuple(fc.constantFrom(1, 2, 3, 5), fc.constantFrom(1, 2, 3, 5)),
      step: fc.oneof(
        fc.record({ stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })) }),
        fc.record({
          stride: fc.constant([1, 1] as const),
          dilation: fc.constantFrom([2, 2] as const, [1, 3] as const),
        }),
      ),
      padding: fc.constantFrom('same' as const, 'valid' as const, [1, 2] as const),
      depthwise: fc.boolean(),
    })
    .map(({ step, ...rest }) => ({
      ...rest,
      ...step,
      outChannels: rest.depthwise ? Math.min(3, rest.outChannels) : rest.outChannels,
    }))
    .filter((g) => axis(g, 0).output > 0 && axis(g, 1).output > 0);

describeOnBackends(['wasm', 'webgpu'], 'any convolution', (backend) => {
  it('has the gradients of its plain loops', async () => {
    const [numRuns, largest] = backend === 'wasm' ? [150, 12] : [12, 6];
    await fc.assert(fc.asyncProperty(anyGeometry(largest), check), { numRuns });
  });
});
