/**
 * Ten classes × 256 steps on `baseline-slim` on wasm, in one batch: the time, its share of what the convolutions alone
 * would take forwards and backwards, and how much faster it is than ten runs one after another on TensorFlow.js as it
 * comes. Rates are of a part of the steps, medians of interleaved rounds: all of them would take minutes.
 *
 *   npx wtr --files 'bench/synthesis.bench.ts'
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { Network } from '../core/models/network.js';
import { baseline } from '../core/models/architectures/baseline.js';
import { grey } from '../core/synthesis/starts.js';
import { resolveSynthesis } from '../core/synthesis/settings.js';
import { Synthesis } from '../core/synthesis/synthesis.js';
import type { Conv2dLayer } from '../core/types.js';
import { useBackend } from '../test/helpers/backends.js';
import { randomTensor } from '../test/helpers/tensors.js';

const ROUNDS = 5;
const STEPS = 4;
const CLASSES = 10;
const ALL = 256;
const TARGETS = Array.from({ length: CLASSES }, (_, i) => i);

describe('class maximisation on wasm', function () {
  this.timeout(10 * 60_000);

  it('ten classes in one batch against ten runs with plain operations', async () => {
    await useBackend('wasm');
    // Times do not depend on what was learned: the architecture of baseline-slim with weights from a seed.
    const network = new Network(baseline({ width: 0.25 }), { seed: 1 });
    const settings = resolveSynthesis('published', { steps: 100_000, start: 'grey' });
    const start = grey([CLASSES, 32, 32, 3]);
    const batched = new Synthesis(network, settings, start, { targets: TARGETS });
    const bare = convolutions(network, CLASSES);
    const plain = plainRun(network);
    const works = [
      () => {
        for (let i = 0; i < STEPS; i += 1) tf.dispose(Object.values(batched.advance()));
      },
      () => {
        for (let i = 0; i < STEPS; i += 1) bare.run();
      },
      // One step of each of the ten runs.
      () => TARGETS.forEach((target) => plain.step(target)),
    ];
    const times: number[][] = works.map(() => []);
    works.forEach((work) => work());
    for (let round = 0; round < ROUNDS; round += 1) {
      works.forEach((work, i) => {
        const begun = performance.now();
        work();
        times[i]!.push(performance.now() - begun);
      });
    }
    const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
    const [own, arithmetic, ten] = [median(times[0]!) / STEPS, median(times[1]!) / STEPS, median(times[2]!)];
    const share = arithmetic / own;
    console.log(
      `ten classes × ${ALL} steps: ${((own * ALL) / 1000).toFixed(1)} s in one batch; its convolutions alone would take ` +
        `${(100 * share).toFixed(0)} %; ten runs with plain operations ${((ten * ALL) / 1000).toFixed(1)} s, ${(ten / own).toFixed(1)} ×`,
    );
    batched.dispose();
    bare.dispose();
    plain.dispose();
    tf.dispose(start);
    network.dispose();
    expect(ten / own).to.be.at.least(4);
  });
});

/** Every convolution of a batch, forwards and the gradient of its input, with nothing between. */
function convolutions(network: Network, batch: number): { run: () => void; dispose: () => void } {
  const calls = network.layers.flatMap(({ layer, inputs, outputShape }) => {
    if (layer.type !== 'conv2d') return [];
    const source = network.layers[inputs[0]!];
    const shape = [batch, ...(source?.outputShape ?? network.spec.inputShape)] as [number, number, number, number];
    return [
      {
        shape,
        strides: ((layer as Conv2dLayer).strides as number | undefined) ?? 1,
        x: randomTensor<tf.Rank.R4>(shape, 3),
        dy: randomTensor<tf.Rank.R4>([batch, ...outputShape] as [number, number, number, number], 4),
        filter: network.variables.get(`${layer.name}/kernel`) as unknown as tf.Tensor4D,
        bias: network.variables.get(`${layer.name}/bias`)!,
      },
    ];
  });
  return {
    run: () => {
      for (const { x, dy, filter, bias, strides, shape } of calls) {
        tf.fused.conv2d({ x, filter, bias, strides, pad: 'same' }).dispose();
        const attributes = { strides, pad: 'same', dataFormat: 'NHWC', inputShape: shape };
        tf.engine()
          .runKernel<tf.Tensor>(tf.Conv2DBackpropInput, { dy, filter }, attributes as never)
          .dispose();
      }
    },
    dispose: () => calls.forEach(({ x, dy }) => tf.dispose([x, dy])),
  };
}

/** The notebook's loop as one writes it: one image, convolution, bias, normalisation and rectifier as operations. */
function plainRun(network: Network): { step: (target: number) => void; dispose: () => void } {
  const weight = (name: string) => network.variables.get(name)!;
  const ones = new Map(
    network.layers
      .filter(({ layer }) => layer.type === 'batchNorm')
      .map(({ layer, outputShape }) => [layer.name, tf.ones([outputShape.at(-1)!]) as tf.Tensor1D]),
  );
  const logits = (x: tf.Tensor4D): tf.Tensor2D => {
    let y: tf.Tensor = x;
    for (const { layer } of network.layers) {
      if (layer.type === 'conv2d') {
        const strides = (layer.strides as number | undefined) ?? 1;
        y = tf.add(
          tf.conv2d(y as tf.Tensor4D, weight(`${layer.name}/kernel`) as unknown as tf.Tensor4D, strides, 'same'),
          weight(`${layer.name}/bias`),
        );
      } else if (layer.type === 'batchNorm') {
        y = tf.batchNorm(
          y as tf.Tensor4D,
          weight(`${layer.name}/movingMean`) as unknown as tf.Tensor1D,
          weight(`${layer.name}/movingVariance`) as unknown as tf.Tensor1D,
          weight(`${layer.name}/beta`) as unknown as tf.Tensor1D,
          // Its gradient needs a scale.
          ones.get(layer.name),
          1e-3,
        );
      } else if (layer.type === 'relu') y = tf.relu(y);
      else if (layer.type === 'globalAveragePooling2d') y = tf.mean(y, [1, 2]);
      else if (layer.type === 'dense') {
        y = tf.add(
          tf.matMul(y as tf.Tensor2D, weight(`${layer.name}/kernel`) as unknown as tf.Tensor2D),
          weight(`${layer.name}/bias`),
        );
      }
    }
    return y as tf.Tensor2D;
  };
  const images = TARGETS.map(() => tf.variable(tf.zeros([1, 32, 32, 3]), false));
  return {
    step: (target) =>
      tf.tidy(() => {
        const x = images[target]!;
        const gradient = tf.grad((image) => tf.sum(tf.slice(logits(image as tf.Tensor4D), [0, target], [1, 1])))(x);
        x.assign(tf.clipByValue(tf.add(x, tf.mul(gradient, 0.1)), -1, 1));
      }),
    dispose: () => tf.dispose([...images, ...ones.values()]),
  };
}
