/** Networks shown views on every backend: against slicing by hand, invariance by construction, a linear model, refusals. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../../../core/errors.js';
import { antiAliased } from '../../../core/models/architectures/anti-aliased.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { Network } from '../../../core/models/network.js';
import { type Classifier, Viewer } from '../../../core/robustness/look.js';
import { planSweep } from '../../../core/robustness/sweep.js';
import { worstCase } from '../../../core/robustness/worst-case.js';
import type { LayerSpec, SweepSettings } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray, randomTensor } from '../../helpers/tensors.js';
import { LINEAR, networkOf } from '../attribution/networks.js';

const CONVOLUTIONAL: readonly LayerSpec[] = [
  { name: 'conv1', type: 'conv2d', filters: 6, kernelSize: 3, strides: 2, padding: 'same' },
  { name: 'relu1', type: 'relu' },
  { name: 'gap', type: 'globalAveragePooling2d' },
  { name: 'logits', type: 'dense', units: 4 },
];
const image = (n = 1, height = 8, width = 8) => ({
  data: randomArray(n * height * width * 3, 11),
  shape: [n, height, width, 3],
});

async function look(network: Classifier, pixels: ReturnType<typeof image>, settings: SweepSettings, onDevice: boolean) {
  const sweep = planSweep(settings, pixels.shape[1]!, pixels.shape[2]!);
  const viewer = new Viewer(sweep, onDevice);
  try {
    return { sweep, ...(await viewer.look(network, pixels, { batchSize: 7 })) };
  } finally {
    viewer.dispose();
  }
}

/**
 * Three circularly padded convolutions of stride 2, then the largest of each map: whatever is done, moving the picture
 * round by 8 moves the last maps round by 1, and the largest stays to the last bit.
 */
function circular(): { classifier: Classifier; dispose: () => void } {
  const channels = [3, 5, 6, 7];
  const kernels = [0, 1, 2].map((i) => randomTensor<tf.Rank.R4>([3, 3, channels[i]!, channels[i + 1]!], 20 + i));
  const dense = randomTensor<tf.Rank.R2>([7, 4], 30);
  const wrapped = (x: tf.Tensor4D): tf.Tensor4D => {
    const [, h, w] = x.shape;
    const rows = tf.concat(
      [tf.slice(x, [0, h - 1, 0, 0], [-1, 1, -1, -1]), x, tf.slice(x, [0, 0, 0, 0], [-1, 1, -1, -1])],
      1,
    );
    return tf.concat(
      [tf.slice(rows, [0, 0, w - 1, 0], [-1, -1, 1, -1]), rows, tf.slice(rows, [0, 0, 0, 0], [-1, -1, 1, -1])],
      2,
    );
  };
  return {
    classifier: {
      classes: 4,
      apply: (images) => ({
        logits: tf.tidy(() => {
          const maps = kernels.reduce<tf.Tensor4D>(
            (x, kernel) => tf.relu(tf.conv2d(wrapped(x), kernel, 2, 'valid')),
            images,
          );
          return tf.matMul(tf.max(maps, [1, 2]) as tf.Tensor2D, dense);
        }),
      }),
    },
    dispose: () => tf.dispose([...kernels, dense]),
  };
}

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'looking at views', (backend) => {
  const ways = [false, true];

  it('crops give what slices give, edges included, on the host and on the device', async () => {
    const network = networkOf(CONVOLUTIONAL);
    const pixels = image(2);
    for (const onDevice of ways) {
      const { sweep, views, whole } = await look(
        network,
        pixels,
        { transform: 'crops', cropSize: 5, stride: 2 },
        onDevice,
      );
      expect(views.shape).to.deep.equal([2, 4, 4]);
      const expected = tf.tidy(() => {
        const all = tf.tensor4d(pixels.data, [2, 8, 8, 3]);
        const parts = [0, 1].flatMap((i) => sweep.views.map(({ x, y }) => tf.slice(all, [i, y, x, 0], [1, 5, 5, 3])));
        return [tf.softmax(network.apply(tf.concat(parts)).logits), tf.softmax(network.apply(all).logits)];
      });
      const [parts, all] = await Promise.all(expected.map((one) => one.data<'float32'>()));
      tf.dispose(expected);
      expectClose(views.data, parts!, 1e-6);
      expectClose(whole.data, all!, 1e-6);
    }
    network.dispose();
  });

  it('one crop of the whole size gives the whole image’s answer', async () => {
    const network = networkOf(CONVOLUTIONAL);
    for (const onDevice of ways) {
      const { views, whole } = await look(network, image(), { transform: 'crops', cropSize: 8 }, onDevice);
      expect(views.shape).to.deep.equal([1, 1, 4]);
      expectClose(views.data, whole.data, 1e-6);
    }
    network.dispose();
  });

  it('host and device agree on every transform and padding', async () => {
    const network = networkOf(CONVOLUTIONAL);
    const pixels = image(2, 6, 7);
    const all: SweepSettings[] = [
      { transform: 'resized-crops', cropSize: 4 },
      { transform: 'mirror' },
      ...(['zero', 'reflect', 'wrap'] as const).flatMap((padding): SweepSettings[] => [
        { transform: 'shifts', range: 1, padding },
        { transform: 'rotations', range: 20, stride: 10, padding },
        { transform: 'scales', range: 20, stride: 10, padding },
      ]),
    ];
    for (const settings of all) {
      const [host, device] = [
        await look(network, pixels, settings, false),
        await look(network, pixels, settings, true),
      ];
      expectClose(device.views.data, host.views.data, 1e-5, `${settings.transform} ${settings.padding}`);
    }
    network.dispose();
  });

  it('a circularly padded network of stride 8 does not see a wrap shift by 8, but one by 1', async () => {
    const { classifier, dispose } = circular();
    const pixels = image(1, 16, 16);
    for (const onDevice of ways) {
      const coarse = await look(
        classifier,
        pixels,
        { transform: 'shifts', range: 8, stride: 8, padding: 'wrap' },
        onDevice,
      );
      expect(coarse.sweep.views.length).to.equal(9);
      for (let view = 0; view < 9; view++) {
        const moved = [...coarse.views.data.subarray(view * 4, view * 4 + 4)];
        // A GPU adds a pixel's products in an order that depends on where it lies; elsewhere not a bit may differ.
        if (backend === 'webgpu') expectClose(moved, coarse.whole.data, 1e-6);
        else expect(moved).to.deep.equal([...coarse.whole.data]);
      }
      const fine = await look(classifier, pixels, { transform: 'shifts', range: 1, padding: 'wrap' }, onDevice);
      const moved = fine.views.data.subarray(5 * 4, 6 * 4);
      expect(Math.max(...moved.map((p, i) => Math.abs(p - fine.whole.data[i]!)))).to.be.above(1e-4);
    }
    dispose();
  });

  it('a linear model’s map is the one that arithmetic gives', async () => {
    const network = networkOf(LINEAR);
    const pixels = image();
    const weights = await network.weights();
    const kernel = weights['logits/kernel']!.data;
    const bias = weights['logits/bias']!.data;
    const { sweep, views } = await look(network, pixels, { transform: 'shifts', range: 2, padding: 'zero' }, false);
    sweep.views.forEach(({ x: dx, y: dy }, view) => {
      const logits = [0, 1, 2, 3].map((c) => {
        let sum = bias[c]!;
        for (let y = 0; y < 8; y++) {
          for (let x = 0; x < 8; x++) {
            if (y - dy < 0 || y - dy > 7 || x - dx < 0 || x - dx > 7) continue;
            for (let k = 0; k < 3; k++) {
              sum += kernel[((y * 8 + x) * 3 + k) * 4 + c]! * pixels.data[((y - dy) * 8 + x - dx) * 3 + k]!;
            }
          }
        }
        return sum;
      });
      const powers = logits.map(Math.exp);
      const total = powers.reduce((sum, power) => sum + power, 0);
      powers.forEach((power, c) => expect(views.data[view * 4 + c]).to.be.closeTo(power / total, 1e-5));
    });
    network.dispose();
  });

  it('a blur between strides makes a shift by one matter less by a quarter at least', async () => {
    const plain = networkOf(CONVOLUTIONAL);
    const blurred = new Network(antiAliased(plain.spec), { seed: 1, weights: await plain.weights() });
    const spread = async (network: Network) => {
      const { views, whole } = await look(
        network,
        image(1, 24, 24),
        { transform: 'shifts', range: 1, padding: 'wrap' },
        false,
      );
      return views.data.reduce((sum, p, i) => sum + Math.abs(p - whole.data[i % 4]!), 0);
    };
    const [calmer, before] = [await spread(blurred), await spread(plain)];
    plain.dispose();
    blurred.dispose();
    expect(calmer).to.be.below(0.75 * before);
  });

  it('leaves nothing when cancelled, on either way', async () => {
    const network = networkOf(CONVOLUTIONAL);
    const before = tf.memory().numTensors;
    for (const onDevice of ways) {
      const viewer = new Viewer(planSweep({ transform: 'scales' }, 8, 8), onDevice);
      const between = () => {
        throw new KitError('aborted', 'enough');
      };
      const code = await viewer.look(network, image(), { batchSize: 3, between }).catch((e: KitError) => e.code);
      expect(code).to.equal('aborted');
      viewer.dispose();
      expect(tf.memory().numTensors).to.equal(before);
    }
    network.dispose();
  });

  it('finds a turn, shift or size that lowers the margin, within its limits', async () => {
    const network = networkOf(CONVOLUTIONAL);
    const found = await worstCase(network, image(), { shift: 2, angle: 20, scale: 1.2 });
    const margins = found.steps.map(({ margin }) => margin);
    expect(margins.length).to.be.above(1);
    margins.forEach((margin, i) => i > 0 && expect(margin).to.be.below(margins[i - 1]!));
    expect(found.fooled).to.equal(margins.at(-1)! < 0);
    expect(found.steps[0]!.pixels).to.be.closeTo(0, 1e-9);
    for (const { at, probabilities } of found.steps) {
      expect(Math.abs(at.dx)).to.be.at.most(2);
      expect(Math.abs(at.dy)).to.be.at.most(2);
      expect(Math.abs(at.angle)).to.be.at.most(20);
      expect(at.scale).to.be.within(1 / 1.2 - 1e-9, 1.2 + 1e-9);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).to.be.closeTo(1, 1e-5);
    }
    const still = await worstCase(network, image(), { shift: 0, angle: 0, scale: 1 });
    expect(still.steps.length).to.equal(1);
    for (const limits of [{ shift: 8 }, { angle: -1 }, { scale: 0.5 }]) {
      const code = await worstCase(network, image(), limits).catch((e: KitError) => e.code);
      expect(code).to.equal('invalid-argument');
    }
    network.dispose();
  });
});

describe('anti-aliased networks', () => {
  it('keep weights and sizes, and go through branches', () => {
    const spec = antiAliased(baseline());
    expect(
      spec.layers
        .filter(({ type }) => type === 'conv2d')
        .every((layer) => !('strides' in layer) || layer.strides === 1),
    ).to.equal(true);
    expect(spec.layers.slice(9, 12).map(({ name }) => name)).to.deep.equal(['conv2.blur1', 'conv2.blur2', 'conv3']);
    const branched = antiAliased({
      name: 'b',
      inputShape: [8, 8, 3],
      layers: [
        { name: 'a', type: 'conv2d', filters: 2, kernelSize: 3, strides: 2, padding: 'same' },
        { name: 'r', type: 'relu' },
        { name: 'left', type: 'conv2d', filters: 2, kernelSize: 1 },
        { name: 'sum', type: 'add', inputs: ['left', 'r'] },
      ],
    });
    expect(branched.layers.at(-1)!.inputs).to.deep.equal(['left', 'a.blur2']);
    const big: LayerSpec = { name: 'big', type: 'conv2d', filters: 2, kernelSize: 3, strides: 4 };
    expect(() => antiAliased({ name: 'x', inputShape: [8, 8, 3], layers: [big] })).to.throw(KitError);
  });
});
