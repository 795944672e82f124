/** Receptive fields against the pixels that a unit really depends on: where its gradient is not zero. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { analyse, effectiveKernel, seenBy, type LayerAnalysis } from '../../../core/analysis/index.js';
import { Network } from '../../../core/models/network.js';
import type { ArchitectureSpec, LayerSpec, Padding } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { randomTensor } from '../../helpers/tensors.js';

type Choice = (name: string, before: string) => readonly LayerSpec[];

const kernel = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constant(2)));
const stride = fc.integer({ min: 1, max: 2 });
const padding = fc.constantFrom<Padding>('same', 'valid', [1, 0, 2, 1]);
const convolution = fc
  .record({ kernelSize: kernel, strides: stride, padding })
  .map((options): Choice => (name, before) => [{ name, type: 'conv2d', inputs: [before], filters: 1, ...options }]);
const depthwise = fc
  .record({ kernelSize: fc.integer({ min: 1, max: 3 }), strides: stride, padding: fc.constant<Padding>('same') })
  .map((options): Choice => (name, before) => [{ name, type: 'depthwiseConv2d', inputs: [before], ...options }]);
const pooling = fc
  .record({
    poolSize: fc.integer({ min: 2, max: 3 }),
    strides: stride,
    padding: fc.constantFrom<Padding>('same', 'valid'),
  })
  .map((options): Choice => (name, before) => [{ name, type: 'averagePool2d', inputs: [before], ...options }]);
/** Two branches of unlike reach, joined. */
const branches = fc
  .record({ left: fc.integer({ min: 1, max: 4 }), right: fc.integer({ min: 1, max: 5 }), strides: stride })
  .map(({ left, right, strides }): Choice => (name, before) => [
    { name: `${name}-l`, type: 'conv2d', inputs: [before], filters: 1, kernelSize: left, strides, padding: 'same' },
    { name: `${name}-r`, type: 'conv2d', inputs: [before], filters: 1, kernelSize: right, strides, padding: 'same' },
    { name, type: 'add', inputs: [`${name}-l`, `${name}-r`] },
  ]);
const zeros = fc
  .tuple(stride, stride, stride, stride)
  .map((sides): Choice => (name, before) => [{ name, type: 'zeroPadding2d', inputs: [before], padding: sides }]);
const dilated = fc
  .record({ kernelSize: fc.integer({ min: 2, max: 3 }), dilation: fc.integer({ min: 2, max: 3 }), padding })
  .map((options): Choice => (name, before) => [{ name, type: 'conv2d', inputs: [before], filters: 1, ...options }]);

const SIDE = 33;
const specOf = (choices: readonly Choice[]): ArchitectureSpec => {
  let before = 'input';
  const layers = choices.flatMap((choice, i) => {
    const made = choice(`block${i}`, before);
    before = `block${i}`;
    return made;
  });
  const end: LayerSpec[] = [
    { name: 'mean', type: 'globalAveragePooling2d' },
    { name: 'logits', type: 'dense', units: 2 },
  ];
  return { name: 'probe', inputShape: [SIDE, SIDE, 1], layers: [...layers, ...end] };
};
const chain = (...kinds: readonly fc.Arbitrary<Choice>[]) =>
  fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 5 });

/**
 * Weights of one: contributions add up and none cancels another. A dilated convolution, which does not run here, is
 * built as what it is: a larger kernel with zeros between.
 */
function positiveNetwork(spec: ArchitectureSpec): Network {
  const dilations = new Map<string, number>();
  const layers = spec.layers.map((layer): LayerSpec => {
    if (layer.type !== 'conv2d' || typeof layer.dilation !== 'number') return layer;
    const { dilation, ...rest } = layer;
    dilations.set(`${layer.name}/kernel`, dilation);
    return { ...rest, kernelSize: effectiveKernel(layer.kernelSize as number, dilation) };
  });
  const network = new Network({ ...spec, layers }, { seed: 1 });
  for (const [name, variable] of network.variables) {
    tf.tidy(() => variable.assign(withHoles(variable, dilations.get(name) ?? 1)));
  }
  return network;
}

/** Ones, with zeros at the rows and columns of a kernel that its dilation skips. */
function withHoles(variable: tf.Variable, dilation: number): tf.Tensor {
  if (dilation === 1) return tf.onesLike(variable);
  const [height, width] = variable.shape as [number, number];
  const taps = (size: number) => tf.tensor1d(Array.from({ length: size }, (_, i) => Number(i % dilation === 0)));
  const plane = tf.outerProduct(taps(height), taps(width));
  return tf.mul(tf.onesLike(variable), tf.reshape(plane, [height, width, 1, 1]));
}

/** A unit whose predicted field lies inside the image, where no padding hides a part of it. */
function innerUnit(last: LayerAnalysis, axis: 0 | 1): { unit: number; first: number; last: number } | undefined {
  for (let unit = 0; unit < last.outputShape[axis]!; unit++) {
    const [first, end] = seenBy(last.sight.fields[axis], unit);
    if (first >= 0 && end < SIDE) return { unit, first, last: end };
  }
  return undefined;
}

/** First and last index along `axis` of a [h, w] map at which it is not zero. */
function extent(map: Float32Array, axis: 0 | 1): [number, number] {
  const touched = [...map.keys()]
    .filter((i) => map[i] !== 0)
    .map((i) => (axis === 0 ? Math.floor(i / SIDE) : i % SIDE));
  return [Math.min(...touched), Math.max(...touched)];
}

function expectField(spec: ArchitectureSpec): void {
  const analysis = analyse(spec);
  fc.pre(analysis.errors.length === 0);
  const last = analysis.layers[analysis.layers.length - 3]!;
  const [row, column] = [innerUnit(last, 0), innerUnit(last, 1)];
  fc.pre(row !== undefined && column !== undefined);
  const network = positiveNetwork(spec);
  const touched = gradient(network, last.name, [row!.unit, column!.unit]);
  network.dispose();
  expect(extent(touched, 0)).to.deep.equal([row!.first, row!.last]);
  expect(extent(touched, 1)).to.deep.equal([column!.first, column!.last]);
  expect(last.field.size).to.deep.equal([row!.last - row!.first + 1, column!.last - column!.first + 1]);
  expect(analysis.field).to.deep.equal(last.field);
}

function gradient(network: Network, name: string, [y, x]: readonly [number, number]): Float32Array {
  return tf.tidy(() => {
    const images = randomTensor<tf.Rank.R4>([1, SIDE, SIDE, 1], 1, 0.5, 1);
    const unit = (input: tf.Tensor) =>
      tf.sum(tf.slice(network.apply(input as tf.Tensor4D, { taps: [name] }).taps[name]!, [0, y, x, 0], [1, 1, 1, -1]));
    return tf.grad(unit)(images).dataSync() as Float32Array;
  });
}

describeOnBackends(['cpu'], 'receptive fields', () => {
  it('are where gradients are, through windows, padding and branches', () => {
    fc.assert(
      fc.property(chain(convolution, depthwise, pooling, branches, zeros), (choices) => expectField(specOf(choices))),
      { numRuns: 120, seed: 31 },
    );
  });

  it('are where gradients are, with dilation', () => {
    fc.assert(
      fc.property(chain(dilated, convolution), (choices) => expectField(specOf(choices))),
      { numRuns: 60, seed: 32 },
    );
  });

  it('take the union where branches of unlike stride meet', () => {
    const spec: ArchitectureSpec = {
      name: 'uneven',
      inputShape: [5, 5, 1],
      layers: [
        { name: 'strided', type: 'conv2d', inputs: ['input'], filters: 1, kernelSize: 3, strides: 2, padding: 'same' },
        { name: 'valid', type: 'conv2d', inputs: ['input'], filters: 1, kernelSize: 3, padding: 'valid' },
        { name: 'both', type: 'add', inputs: ['strided', 'valid'] },
      ],
    };
    const { layers } = analyse(spec);
    // Unit 0 sees −1…1 and 0…2, unit 2 sees 3…5 and 2…4.
    expect(seenBy(layers[2]!.sight.fields[0], 0)).to.deep.equal([-1, 2]);
    expect(seenBy(layers[2]!.sight.fields[0], 2)).to.deep.equal([2, 5]);
    expect(layers[2]!.field.size).to.deep.equal([4, 4]);
  });

  it('cover the whole image after global pooling and flattening', () => {
    const spec: ArchitectureSpec = {
      name: 'whole',
      inputShape: [8, 8, 1],
      layers: [
        { name: 'conv', type: 'conv2d', filters: 2, kernelSize: 3, padding: 'same' },
        { name: 'flatten', type: 'flatten' },
        { name: 'logits', type: 'dense', units: 2 },
      ],
    };
    const { layers, field } = analyse(spec);
    expect(layers.map((layer) => layer.field.whole)).to.deep.equal([false, true, true]);
    // Eight fields of 3 pixels, one apart.
    expect(layers[2]!.field.size).to.deep.equal([10, 10]);
    expect(field.size).to.deep.equal([3, 3]);
  });
});
