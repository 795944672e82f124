/**
 * The derivatives that all maps stand on, for networks of any shape, against finite differences of an independent float64
 * network: oblong and one-channel images, even and dilated kernels, strides to 3, pools, branches, gates, two classes.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { imageGradient, layerGradient } from '../../../core/attribution/image-gradient.js';
import { mapLayers } from '../../../core/attribution/layers.js';
import type { Target } from '../../../core/attribution/target.js';
import { Network } from '../../../core/models/network.js';
import type { LayerSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { plainNetwork } from '../../helpers/plain-network.js';
import { expectClose, randomArray, relativeError } from '../../helpers/tensors.js';
import { randomSpec } from '../models/random-specs.js';
import { networkOf, shaken, spec } from './networks.js';

const QUANTITIES = ['logit', 'probability', 'difference'] as const;
/** So small that hardly a kink lies between, so large that ten digits remain. */
const STEP = 1e-6;

function targetOf(quantity: (typeof QUANTITIES)[number], classes: number): Target {
  return quantity === 'difference'
    ? { quantity: 'logit', classes: [classes - 1], against: [0] }
    : { quantity, classes: [classes - 1] };
}

function scoreOf(logits: Float64Array, { quantity, classes, against }: Target): number {
  const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
  const values = quantity === 'probability' ? logits.map((value) => Math.exp(value) / total) : logits;
  return values[classes[0]!]! - (against ? values[against[0]!]! : 0);
}

const along = (point: ArrayLike<number>, direction: ArrayLike<number>, step: number): Float64Array =>
  Float64Array.from(point, (value, i) => value + step * direction[i]!);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/**
 * Central differences along random directions, beside what the gradient says. None where the slopes to both sides differ:
 * there is a kink, such as the equal maxima of a window of zeros, and no derivative.
 */
function slopes(
  f: (step: number, direction: Float32Array) => number,
  gradient: Float32Array,
  seed: number,
): number[][] {
  const found: number[][] = [];
  for (let i = 0; found.length < 3 && i < 9; i++) {
    const direction = randomArray(gradient.length, seed * 31 + i);
    const [before, here, after] = [f(-STEP, direction), f(0, direction), f(STEP, direction)];
    const bend = Math.abs(after - 2 * here + before) / STEP;
    const slope = (after - before) / (2 * STEP);
    if (bend < 1e-3 * Math.max(Math.abs(slope), 0.1)) found.push([slope, dot(gradient, direction)]);
  }
  return found;
}

describeOnBackends(['cpu', 'wasm'], 'derivatives of random networks', () => {
  it('with respect to the pixels and to a layer’s maps', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        randomSpec,
        fc.constantFrom(...QUANTITIES),
        fc.integer({ min: 0, max: 1000 }),
        async (spec, quantity, seed) => {
          const network = shaken(new Network(spec, { seed }), seed);
          const plain = plainNetwork(spec, await network.weights());
          const pixels = randomArray(
            spec.inputShape.reduce((a, b) => a * b, 1),
            seed,
          );
          const image = tf.tensor4d(pixels, [1, ...spec.inputShape]);
          const target = targetOf(quantity, network.classes);
          const { logits } = network.apply(image);
          expectClose(await logits.data(), plain.logits(pixels), 1e-4, 'logits');

          const of = imageGradient(network, image, target);
          const gradient = await of.data<'float32'>();
          const byPixels = slopes(
            (step, direction) => scoreOf(plain.logits(along(pixels, direction, step)), target),
            gradient,
            seed,
          );
          const layer = mapLayers(network)[seed % mapLayers(network).length]!;
          const at = layerGradient(network, image, target, layer);
          const layerSlope = await at.gradient.data<'float32'>();
          const byMaps = slopes(
            (step, direction) =>
              scoreOf(plain.logits(pixels, { [layer]: along(direction, direction, step - 1) }), target),
            layerSlope,
            seed,
          );
          for (const [list, size] of [
            [byPixels, gradient],
            [byMaps, layerSlope],
          ] as const) {
            // Relative to what the gradient could give in any direction: along one of them it may nearly cancel.
            const scale = Math.max(1e-3, Math.sqrt(dot(size, size)));
            for (const [measured, predicted] of list) {
              expect(Math.abs(measured! - predicted!) / scale, `${layer}: ${measured} ${predicted}`).to.be.below(2e-3);
              compared += 1;
            }
          }
          tf.dispose([image, logits, of, at.activations, at.gradient]);
          network.dispose();
        },
      ),
      { numRuns: 30 },
    );
    // Six a network; kinks may cost a few.
    expect(compared).to.be.above(150);
  });
});

/** Shapes that held-out networks come in. */
const SHAPES: Readonly<Record<string, readonly [readonly LayerSpec[], [number, number, number]]>> = {
  'oblong, one channel, even kernels, strides of 3, max pooling, dense head, two classes': [
    [
      { name: 'c1', type: 'conv2d', filters: 4, kernelSize: 4, strides: 3, padding: 'same' },
      { name: 'r1', type: 'leakyRelu', alpha: 0.1 },
      { name: 'p1', type: 'maxPool2d', poolSize: 2, strides: 1, padding: 'same' },
      { name: 'c2', type: 'conv2d', filters: 5, kernelSize: [2, 3] },
      { name: 'r2', type: 'relu6' },
      { name: 'flat', type: 'flatten' },
      { name: 'hidden', type: 'dense', units: 7 },
      { name: 'r3', type: 'relu' },
      { name: 'logits', type: 'dense', units: 2 },
    ],
    [11, 17, 1],
  ],
  'residual sums and stacks with dilation': [
    [
      { name: 'stem', type: 'conv2d', filters: 4, kernelSize: 3, padding: 'same' },
      { name: 'wide', type: 'conv2d', filters: 4, kernelSize: 3, dilation: 2, padding: 'same', inputs: ['stem'] },
      { name: 'bn', type: 'batchNorm', inputs: ['wide'] },
      { name: 'sum', type: 'add', inputs: ['stem', 'bn'] },
      { name: 'relu', type: 'relu' },
      { name: 'both', type: 'concatenate', inputs: ['relu', 'stem'] },
      { name: 'dw', type: 'depthwiseConv2d', kernelSize: 3, dilation: [2, 3], depthMultiplier: 2 },
      { name: 'pool', type: 'averagePool2d', poolSize: 3, strides: 2, padding: 'same' },
      { name: 'gap', type: 'globalAveragePooling2d' },
      { name: 'logits', type: 'dense', units: 3 },
    ],
    [12, 9, 3],
  ],
};

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'derivatives of particular networks', () => {
  for (const [name, [layers, shape]] of Object.entries(SHAPES)) {
    it(name, async () => {
      const network = networkOf(layers, shape);
      const plain = plainNetwork(spec(layers, shape), await network.weights());
      const pixels = randomArray(shape[0] * shape[1] * shape[2], 3);
      const image = tf.tensor4d(pixels, [1, ...shape]);
      for (const quantity of QUANTITIES) {
        const target = targetOf(quantity, network.classes);
        const of = imageGradient(network, image, target);
        const gradient = await of.data<'float32'>();
        of.dispose();
        const measured = Float64Array.from(pixels, (_, i) => {
          const unit = Float32Array.from(pixels, (_pixel, j) => (i === j ? 1 : 0));
          const at = (step: number) => scoreOf(plain.logits(along(pixels, unit, step)), target);
          return (at(STEP) - at(-STEP)) / (2 * STEP);
        });
        expect(relativeError(gradient, measured), quantity).to.be.below(1e-4);
      }
      image.dispose();
      network.dispose();
    });
  }
});
