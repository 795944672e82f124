/**
 * What batching is worth, as ratios within one run on wasm: SmoothGrad in batches against one copy at a time, and
 * occlusion against the rate of the network's bare convolutions. Medians of interleaved rounds.
 *
 *   npx wtr --files 'bench/attribution.bench.ts'
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { occlusion } from '../core/attribution/occlusion.js';
import { smoothGrad } from '../core/attribution/smooth-grad.js';
import type { Target } from '../core/attribution/target.js';
import { baseline } from '../core/models/architectures/baseline.js';
import { Network } from '../core/models/network.js';
import type { ArchitectureSpec, Conv2dLayer, LayerSpec } from '../core/types.js';
import { useBackend } from '../test/helpers/backends.js';
import { randomTensor } from '../test/helpers/tensors.js';

const ROUNDS = 5;
const TARGET: Target = { quantity: 'logit', classes: [3] };
/** Every position of a 4 × 4 patch on 32 × 32 pixels. */
const OCCLUSION = { window: 4, stride: 1, batchSize: 32 };
const POSITIONS = 29 * 29;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Medians of the times of each, run in turn so that a busy machine is busy for all. */
async function interleaved(...works: (() => Promise<unknown>)[]): Promise<number[]> {
  const times: number[][] = works.map(() => []);
  for (const work of works) await work();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [i, work] of works.entries()) times[i]!.push(await seconds(work));
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!);
}

/** Six convolutions of 3 × 3 with 16, 16, 32, 32, 64 and 64 channels, every other with stride 2, without normalisation. */
const SMALL: ArchitectureSpec = {
  name: 'small',
  inputShape: [32, 32, 3],
  layers: [
    ...[16, 16, 32, 32, 64, 64].flatMap((filters, i): LayerSpec[] => [
      { name: `conv${i}`, type: 'conv2d', filters, kernelSize: 3, strides: 1 + (i % 2), padding: 'same' },
      { name: `relu${i}`, type: 'relu' },
    ]),
    { name: 'gap', type: 'globalAveragePooling2d' },
    { name: 'logits', type: 'dense', units: 10 },
  ],
};

describe('attribution on wasm', function () {
  this.timeout(10 * 60_000);
  let network: Network;
  let image: tf.Tensor4D;
  before(async () => {
    await useBackend('wasm');
    network = new Network(baseline({ width: 0.25 }), { seed: 1 });
    image = randomTensor<tf.Rank.R4>([1, 32, 32, 3], 2);
  });
  after(() => {
    image.dispose();
    network.dispose();
  });

  const smooth = (batchSize: number, net: Network) => async () => {
    const map = await smoothGrad(net, image, TARGET, { samples: 50, batchSize });
    await map.data();
    map.dispose();
  };

  it('SmoothGrad of 50 copies on a network of six convolutions: batched against looped', async () => {
    const small = new Network(SMALL, { seed: 1 });
    const [batched, looped] = await interleaved(smooth(32, small), smooth(1, small));
    const ratio = looped! / batched!;
    console.log(
      `SmoothGrad-50, six convolutions of 16 to 64: ${ms(batched)} against ${ms(looped)}, ${ratio.toFixed(2)} ×`,
    );
    small.dispose();
    expect(ratio).to.be.above(1);
  });

  it('SmoothGrad of 50 copies on the baseline at width ¼: batched against looped', async () => {
    const [batched, looped] = await interleaved(smooth(32, network), smooth(1, network));
    const ratio = looped! / batched!;
    console.log(`SmoothGrad-50, baseline at width ¼: ${ms(batched)} against ${ms(looped)}, ${ratio.toFixed(2)} ×`);
    expect(ratio).to.be.at.least(3);
  });

  it('occlusion of 29 × 29 positions: share of the convolutions’ own rate', async () => {
    const convolutions = bareConvolutions(network, OCCLUSION.batchSize);
    const [occluded, bare] = await interleaved(
      () => occlusion(network, image, TARGET, OCCLUSION),
      () => convolutions.run(),
    );
    const share = (bare! * (POSITIONS / OCCLUSION.batchSize)) / occluded!;
    console.log(`occlusion 29 × 29: ${ms(occluded)}; its convolutions alone would take ${(100 * share).toFixed(0)} %`);
    convolutions.dispose();
    expect(share).to.be.at.least(0.6);
  });
});

const ms = (time: number | undefined): string => `${Math.round((time ?? 0) * 1000)} ms`;

/** One pass of a batch through every convolution, without anything between. */
function bareConvolutions(network: Network, batch: number): { run: () => Promise<void>; dispose: () => void } {
  const calls = network.layers.flatMap(({ layer, inputs }) => {
    if (layer.type !== 'conv2d') return [];
    const source = network.layers[inputs[0]!];
    const shape = source?.outputShape ?? network.spec.inputShape;
    return [
      {
        layer: layer as Conv2dLayer,
        x: randomTensor<tf.Rank.R4>([batch, ...(shape as [number, number, number])], 3),
        filter: network.variables.get(`${layer.name}/kernel`) as unknown as tf.Tensor4D,
        bias: network.variables.get(`${layer.name}/bias`)!,
      },
    ];
  });
  return {
    run: () => {
      for (const { layer, x, filter, bias } of calls) {
        // Nothing is read: on wasm a kernel has run when it returns.
        tf.fused.conv2d({ x, filter, bias, strides: (layer.strides as number) ?? 1, pad: 'same' }).dispose();
      }
      return Promise.resolve();
    },
    dispose: () => calls.forEach(({ x }) => x.dispose()),
  };
}
