/** Activations, surveys of units, codes and smoothness against plain computation. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { activations } from '../../../core/features/activations.js';
import { codes } from '../../../core/features/codes.js';
import { smoothness } from '../../../core/features/smoothness.js';
import { survey } from '../../../core/features/survey.js';
import { Random } from '../../../core/data/random.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { Network } from '../../../core/models/network.js';
import type { ArchitectureSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { randomArray } from '../../helpers/tensors.js';

const COUNT = 7;
const SPEC: ArchitectureSpec = {
  ...baseline({ width: 1 / 16 }),
  inputShape: [10, 8, 3],
};

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'units of a network', () => {
  let network: Network;
  const pixels = randomArray(COUNT * 10 * 8 * 3, 4);
  const images = (from: number, to: number) => tf.tensor4d(pixels.slice(from * 240, to * 240), [to - from, 10, 8, 3]);
  before(() => {
    network = new Network(SPEC, { seed: 2 });
  });
  after(() => network.dispose());

  it('activations are what the layer gives, with the shares that are zero', async () => {
    const x = images(0, 2);
    const { maps, zeroShares } = await activations(network, x, 'relu1');
    const tap = network.apply(x, { taps: ['relu1'] });
    expect(maps.shape).to.deep.equal(tap.taps['relu1']!.shape);
    expect([...maps.data]).to.deep.equal([...(await tap.taps['relu1']!.data())]);
    const channels = maps.shape.at(-1)!;
    zeroShares.forEach((share, channel) => {
      const own = maps.data.filter((_, i) => i % channels === channel);
      expect(share).to.be.closeTo(own.filter((value) => value === 0).length / own.length, 1e-6);
    });
    tf.dispose([x, tap.logits, tap.taps['relu1']!]);
  });

  it('a survey finds the strongest answers of every channel, in any batches', async () => {
    const layers = ['relu1', 'relu10', 'logits'];
    const x = images(0, COUNT);
    const found = await survey(network, COUNT, images, { layers, top: 3, batchSize: 3 });
    expect(Object.keys(found)).to.deep.equal(layers);
    for (const layer of layers) {
      const { maps } = await activations(network, x, layer);
      const channels = maps.shape.at(-1)!;
      const each = maps.data.length / COUNT / channels;
      const width = maps.shape.length === 4 ? maps.shape[2]! : 1;
      expect(found[layer]).to.have.length(channels);
      found[layer]!.forEach(({ strongest, zeroShare, dead }, channel) => {
        const at = (image: number, place: number) => maps.data[(image * each + place) * channels + channel]!;
        const best = Array.from({ length: COUNT }, (_, image) =>
          Math.max(...Array.from({ length: each }, (_, place) => at(image, place))),
        );
        const expected = [...best].sort((a, b) => b - a).slice(0, 3);
        strongest.forEach(({ image, row, column, value }, rank) => {
          expect(value).to.be.closeTo(expected[rank]!, 1e-5);
          expect(at(image, row * width + column)).to.be.closeTo(value, 1e-5);
        });
        expect(new Set(strongest.map(({ image }) => image)).size).to.equal(3);
        const all = maps.data.filter((_, i) => i % channels === channel);
        expect(zeroShare).to.be.closeTo(all.filter((value) => value === 0).length / all.length, 1e-6);
        expect(dead).to.equal(all.every((value) => value === 0));
      });
    }
    x.dispose();
  });

  it('a filter whose offset drowns every answer is dead', async () => {
    const weights = await network.weights();
    const data = weights['bn1/beta']!.data.slice();
    data[1] = -1e4;
    network.setWeights({ ...weights, 'bn1/beta': { ...weights['bn1/beta']!, data } });
    const { relu1 } = await survey(network, COUNT, images, { layers: ['relu1'], top: 1 });
    expect(relu1!.map(({ dead }) => dead)).to.deep.equal(relu1!.map((_, channel) => channel === 1));
    expect(relu1![1]!.zeroShare).to.equal(1);
    network.setWeights(weights);
  });

  it('codes are what the last layer weighs: with its weights they give the logits', async () => {
    const { data, shape } = await codes(network, COUNT, images, { batchSize: 2 });
    const [count, size] = shape as [number, number];
    const x = images(0, COUNT);
    const { logits } = network.apply(x);
    const expected = await logits.data();
    const { 'logits/kernel': kernel, 'logits/bias': bias } = await network.weights();
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < 10; c++) {
        let sum = bias!.data[c]!;
        for (let k = 0; k < size; k++) sum += data[i * size + k]! * kernel!.data[k * 10 + c]!;
        expect(sum).to.be.closeTo(expected[i * 10 + c]!, 1e-5);
      }
    }
    tf.dispose([x, logits]);
  });

  it('leaves nothing behind when it is cancelled or the layer does not exist', async () => {
    const stop = { layers: ['relu1'], top: 1, batchSize: 2, between: () => Promise.reject(new Error('stop')) };
    const failures = await Promise.allSettled([
      survey(network, COUNT, images, stop),
      codes(network, COUNT, images, stop),
      survey(network, COUNT, images, { layers: ['nowhere'], top: 1 }),
    ]);
    expect(failures.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'rejected']);
  });
});

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('smoothness of kernels', () => {
  it('is high for a gradient, negative for a chessboard, and near chance for noise', () => {
    const kernel = (value: (row: number, column: number) => number) => ({
      data: Float32Array.from({ length: 25 }, (_, i) => value(Math.floor(i / 5), i % 5)),
      shape: [5, 5, 1, 1],
    });
    const ramp = smoothness(
      kernel((row, column) => row + column),
      1,
    )!;
    const board = smoothness(
      kernel((row, column) => (row + column) % 2),
      1,
    )!;
    expect(ramp.correlation).to.be.above(ramp.chance.mean + 3 * ramp.chance.deviation);
    expect(board.correlation).to.be.closeTo(-1, 0.1);
    const random = new Random(8);
    const noise = { data: Float32Array.from({ length: 9 * 600 }, () => random.normal()), shape: [3, 3, 20, 30] };
    const { correlation, chance } = smoothness(noise, 1)!;
    // Moran's I of N exchangeable values is −1/(N − 1) on average.
    expect(chance.mean).to.be.closeTo(-1 / 8, 0.01);
    expect(Math.abs(correlation - chance.mean)).to.be.below(4 * chance.deviation);
  });

  it('does not depend on scale and offset, and has no answer for 1×1 and constant kernels', () => {
    fc.assert(
      fc.property(within(0.1, 10), within(-5, 5), (scale, offset) => {
        const data = randomArray(3 * 3 * 4, 9);
        const shape = [3, 3, 2, 2];
        const moved = Float32Array.from(data, (value) => scale * value + offset);
        const one = smoothness({ data, shape }, 3)!.correlation;
        expect(smoothness({ data: moved, shape }, 3)!.correlation).to.be.closeTo(one, 1e-4);
      }),
      { numRuns: 20 },
    );
    expect(smoothness({ data: randomArray(8, 1), shape: [1, 1, 2, 4] }, 1)).to.equal(undefined);
    expect(smoothness({ data: new Float32Array(9).fill(2), shape: [3, 3, 1, 1] }, 1)).to.equal(undefined);
  });
});
