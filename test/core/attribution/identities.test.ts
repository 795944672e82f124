/** What must be true of the methods whatever the network: identities from their papers, on networks of several shapes. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { classActivationMap } from '../../../core/attribution/cam.js';
import { deconvnet } from '../../../core/attribution/deconvnet.js';
import { fullGrad } from '../../../core/attribution/full-grad.js';
import { gradCam } from '../../../core/attribution/grad-cam.js';
import { gradCamPlusPlus } from '../../../core/attribution/grad-cam-plus-plus.js';
import { gradientTimesInput } from '../../../core/attribution/gradient-times-input.js';
import { guidedBackprop } from '../../../core/attribution/guided-backprop.js';
import { guidedGradCam } from '../../../core/attribution/guided-grad-cam.js';
import { imageGradient, layerGradient } from '../../../core/attribution/image-gradient.js';
import { integratedGradients } from '../../../core/attribution/integrated-gradients.js';
import { resampleMaps } from '../../../core/attribution/resample.js';
import { smoothGrad } from '../../../core/attribution/smooth-grad.js';
import { score, type Target } from '../../../core/attribution/target.js';
import { KitError } from '../../../core/errors.js';
import { Network } from '../../../core/models/network.js';
import type { LayerSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomTensor } from '../../helpers/tensors.js';
import { randomSpec } from '../models/random-specs.js';
import { BRANCHED, HOMOGENEOUS, images, LINEAR, networkOf, shaken, SMOOTH } from './networks.js';

const LOGIT: Target = { quantity: 'logit', classes: [1, 2] };
const PROBABILITY: Target = { quantity: 'probability', classes: [1, 2] };
const DIFFERENCE: Target = { quantity: 'logit', classes: [1, 2], against: [0, 3] };

/** Runs with a network and two images and frees both. */
async function withNetwork(
  layers: readonly LayerSpec[],
  run: (network: Network, x: tf.Tensor4D) => Promise<void> | void,
): Promise<void> {
  const network = networkOf(layers);
  const x = images();
  try {
    await run(network, x);
  } finally {
    x.dispose();
    network.dispose();
  }
}

/** Values of tensors, which are freed. */
async function values(...tensors: tf.Tensor[]): Promise<Float32Array[]> {
  const data = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors);
  return data.map((numbers) => Float32Array.from(numbers));
}

const scoresOf = (network: Network, x: tf.Tensor4D, target: Target): tf.Tensor =>
  tf.tidy(() => score(network.apply(x).logits, target));

const perImage = (tensor: tf.Tensor): tf.Tensor => {
  const sums = tf.tidy(() => tf.sum(tf.reshape(tensor, [tensor.shape[0]!, -1]), 1));
  tf.dispose(tensor);
  return sums;
};

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'attribution identities', (backend) => {
  it('on a linear model gradient, SmoothGrad, guided backprop and deconvnet are its weights', () =>
    withNetwork(LINEAR, async (network, x) => {
      const columns = tf.tidy(() => tf.gather(tf.transpose(network.variables.get('logits/kernel')!), [1, 2]));
      const [weights, gradient, smooth, guided, positive] = await values(
        columns,
        imageGradient(network, x, LOGIT),
        await smoothGrad(network, x, LOGIT, { samples: 5, sigma: 0.3 }),
        guidedBackprop(network, x, LOGIT),
        deconvnet(network, x, LOGIT),
      );
      for (const map of [gradient!, smooth!, guided!, positive!]) expectClose(map, weights!, 1e-5);
    }));

  it('without biases the sum of gradient × input is the logit', () =>
    withNetwork(HOMOGENEOUS, async (network, x) => {
      const [sums, logits] = await values(perImage(gradientTimesInput(network, x, LOGIT)), scoresOf(network, x, LOGIT));
      expectClose(sums!, logits!, 1e-4);
    }));

  it('the mean of a CAM plus the bias is the logit, also for the difference of two classes', () =>
    withNetwork(BRANCHED, async (network, x) => {
      for (const target of [LOGIT, DIFFERENCE]) {
        const { map, bias, layer } = classActivationMap(network, x, target);
        expect(layer).to.equal('relu3');
        const mean = tf.tidy(() => tf.add(tf.mean(map, [1, 2]), bias));
        tf.dispose([map, bias]);
        const [sums, expected] = await values(mean, scoresOf(network, x, target));
        expectClose(sums!, expected!, 1e-5);
      }
    }));

  it('Grad-CAM with summed weights is CAM', () =>
    withNetwork(BRANCHED, async (network, x) => {
      const { map, bias } = classActivationMap(network, x, LOGIT);
      bias.dispose();
      const [cam, grad] = await values(map, gradCam(network, x, LOGIT, { relu: false, weights: 'sum' }));
      expectClose(grad!, cam!, 1e-5);
    }));

  it('SmoothGrad without noise is the gradient, its square the square, its variance nothing', () =>
    withNetwork(BRANCHED, async (network, x) => {
      const options = { samples: 3, sigma: 0 };
      const [gradient, mean, square, variance] = await values(
        imageGradient(network, x, LOGIT),
        await smoothGrad(network, x, LOGIT, options),
        await smoothGrad(network, x, LOGIT, { ...options, statistic: 'square' }),
        await smoothGrad(network, x, LOGIT, { ...options, statistic: 'variance' }),
      );
      expectClose(mean!, gradient!, 1e-6);
      expectClose(
        square!,
        gradient!.map((g) => g * g),
        1e-5,
      );
      expect(Math.max(...variance!)).to.equal(0);
    }));

  it('FullGrad takes the score apart without remainder', () =>
    withNetwork(BRANCHED, async (network, x) => {
      for (const target of [LOGIT, DIFFERENCE, PROBABILITY]) {
        const { map, scores, sums } = fullGrad(network, x, target);
        const [total, whole, drawn] = await values(sums, scores, map);
        expectClose(total!, whole!, 1e-4);
        expect(drawn!.every((value) => value >= 0)).to.equal(true);
      }
    }));

  it('the gap of integrated gradients halves or better when the steps are doubled', () =>
    withNetwork(SMOOTH, async (network, x) => {
      const gaps: number[] = [];
      for (const steps of [2, 4, 8]) {
        const { attribution, scores, baselineScores } = await integratedGradients(network, x, LOGIT, { steps });
        const [sum, end, start] = await values(perImage(attribution), scores, baselineScores);
        gaps.push(Math.max(...sum!.map((total, i) => Math.abs(total - (end![i]! - start![i]!)))));
      }
      expect(gaps[1]!).to.be.at.most(gaps[0]! / 2);
      expect(gaps[2]!).to.be.at.most(gaps[1]! / 2);
    }));

  it('resamples half-pixel bilinear', async () => {
    const map = tf.tensor3d([0, 1, 2, 3], [1, 2, 2]);
    const large = resampleMaps(map, 4, 4);
    // Centres of the four columns at −¼, ¼, ¾ and 1¼ of the two cells' centres, held at the border.
    const along = [0, 0.25, 0.75, 1];
    const expected = along.flatMap((y) => along.map((x) => 2 * y + x));
    map.dispose();
    const [actual] = await values(large);
    expectClose(actual!, expected, 1e-6);
  });

  it('a layer’s gradient sees every way that leads on from it', () =>
    withNetwork(BRANCHED, async (network, x) => {
      // relu1 feeds two branches and a sum.
      const { activations, gradient } = layerGradient(network, x, LOGIT, 'relu1');
      const direction = randomTensor(activations.shape, 9, -1, 1);
      const step = 1e-2;
      const at = (size: number) =>
        tf.tidy(() => score(network.apply(x, { offsets: { relu1: tf.mul(direction, size) } }).logits, LOGIT));
      const slope = tf.tidy(() => tf.div(tf.sub(at(step), at(-step)), 2 * step));
      const product = perImage(tf.mul(gradient, direction));
      const tapped = network.apply(x, { taps: ['relu1'] });
      const [predicted, measured, given, wanted] = await values(product, slope, activations, tapped.taps['relu1']!);
      tf.dispose([gradient, direction, tapped.logits]);
      // Central differences across the kinks of rectifiers.
      expectClose(predicted!, measured!, 0.05);
      expectClose(given!, wanted!, 0);
    }));

  if (backend === 'webgpu') return;

  it('FullGrad’s sum is the score for random networks of all layer types', async () => {
    await fc.assert(
      fc.asyncProperty(randomSpec, fc.integer({ min: 0, max: 1000 }), async (spec, seed) => {
        const network = shaken(new Network(spec, { seed }), seed);
        const x = randomTensor<tf.Rank.R4>([2, ...spec.inputShape], seed);
        const { map, scores, sums } = fullGrad(network, x, { quantity: 'logit', classes: [0, 1] });
        const [total, whole, drawn] = await values(sums, scores, map);
        x.dispose();
        network.dispose();
        // Absolute: a score may be near zero while its parts are not.
        whole!.forEach((value, i) => expect(total![i]).to.be.closeTo(value, 1e-3 * Math.max(1, Math.abs(value))));
        expect(drawn!.every(Number.isFinite)).to.equal(true);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves nothing on the device and gives numbers for random networks', async () => {
    await fc.assert(
      fc.asyncProperty(randomSpec, fc.integer({ min: 0, max: 1000 }), async (spec, seed) => {
        const network = new Network(spec, { seed });
        const x = randomTensor<tf.Rank.R4>([2, ...spec.inputShape], seed);
        const target: Target = { quantity: 'logit', classes: [0, 1] };
        const maps = [
          imageGradient(network, x, target),
          guidedBackprop(network, x, target),
          deconvnet(network, x, target),
          await smoothGrad(network, x, target, { samples: 2 }),
        ];
        for (const map of await values(...maps)) expect(map.every(Number.isFinite)).to.equal(true);
        x.dispose();
        network.dispose();
      }),
      { numRuns: 15 },
    );
  });

  it('Grad-CAM++ follows its formula', () =>
    withNetwork(BRANCHED, async (network, x) => {
      const { activations, gradient } = layerGradient(network, x, LOGIT, 'relu3');
      const [n, height, width, channels] = activations.shape;
      const [a, g, map] = await values(activations, gradient, gradCamPlusPlus(network, x, LOGIT));
      const area = height * width;
      const expected = new Float64Array(n * area);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < channels; k++) {
          const at = (p: number) => (i * area + p) * channels + k;
          let total = 0;
          for (let p = 0; p < area; p++) total += a![at(p)]!;
          let weight = 0;
          for (let p = 0; p < area; p++) {
            const slope = g![at(p)]!;
            const bottom = 2 * slope ** 2 + total * slope ** 3;
            weight += bottom === 0 ? 0 : (slope ** 2 / bottom) * Math.max(slope, 0);
          }
          for (let p = 0; p < area; p++) expected[i * area + p]! += weight * a![at(p)]!;
        }
      }
      expectClose(
        map!,
        expected.map((value) => Math.max(value, 0)),
        1e-5,
      );
    }));

  it('guided Grad-CAM is the product of its two halves', () =>
    withNetwork(BRANCHED, async (network, x) => {
      const product = tf.tidy(() => {
        const where = tf.expandDims(resampleMaps(gradCam(network, x, LOGIT), 8, 8), 3);
        return tf.mul(guidedBackprop(network, x, LOGIT), where);
      });
      const [expected, actual] = await values(product, guidedGradCam(network, x, LOGIT));
      expectClose(actual!, expected!, 1e-6);
    }));

  it('the rules of guided backprop and deconvnet reach leaky and capped rectifiers', async () => {
    // One weight a channel, no neighbours: z = Σ w₂·r(w₁·x) / area, so that each pixel's rule can be written down.
    for (const type of ['relu', 'relu6', 'leakyRelu'] as const) {
      const network = networkOf(
        [
          { name: 'in', type: 'conv2d', filters: 3, kernelSize: 1, useBias: false },
          { name: 'r', type, ...(type === 'leakyRelu' ? { alpha: 0.2 } : {}) },
          { name: 'gap', type: 'globalAveragePooling2d' },
          { name: 'logits', type: 'dense', units: 2, useBias: false },
        ],
        [3, 3, 3],
      );
      const x = randomTensor<tf.Rank.R4>([1, 3, 3, 3], 3, -8, 8);
      const target: Target = { quantity: 'logit', classes: [1] };
      const kernels = ['in/kernel', 'logits/kernel'].map((name) => tf.clone(network.variables.get(name)!));
      const [w1, w2, pixels, guided, positive] = await values(
        ...kernels,
        tf.clone(x),
        guidedBackprop(network, x, target),
        deconvnet(network, x, target),
      );
      const slope = (value: number) =>
        type === 'leakyRelu' ? (value > 0 ? 1 : 0.2) : value > 0 && (type === 'relu' || value < 6) ? 1 : 0;
      const expected = { guided: new Float64Array(27), positive: new Float64Array(27) };
      for (let p = 0; p < 9; p++) {
        for (let k = 0; k < 3; k++) {
          const inner = [0, 1, 2].reduce((sum, c) => sum + pixels![p * 3 + c]! * w1![c * 3 + k]!, 0);
          const passed = Math.max(w2![k * 2 + 1]! / 9, 0);
          for (let c = 0; c < 3; c++) {
            expected.guided[p * 3 + c]! += passed * slope(inner) * w1![c * 3 + k]!;
            expected.positive[p * 3 + c]! += passed * w1![c * 3 + k]!;
          }
        }
      }
      expectClose(guided!, expected.guided, 1e-5, `guided ${type}`);
      expectClose(positive!, expected.positive, 1e-5, `deconvnet ${type}`);
      x.dispose();
      network.dispose();
    }
  });

  it('noise depends on seed, image and copy, not on the size of a pass', () =>
    withNetwork(BRANCHED, async (network, x) => {
      const make = (options: object) => smoothGrad(network, x, LOGIT, { samples: 6, ...options });
      const [once, again, small, other] = await values(
        await make({ seed: 3 }),
        await make({ seed: 3 }),
        await make({ seed: 3, batchSize: 3 }),
        await make({ seed: 4 }),
      );
      expectClose(again!, once!, 0);
      expectClose(small!, once!, 1e-5);
      expect(other!.some((value, i) => Math.abs(value - once![i]!) > 1e-6)).to.equal(true);
    }));

  it('a cancelled method leaves nothing behind', () =>
    withNetwork(BRANCHED, async (network, x) => {
      const before = tf.memory().numTensors;
      const stop = () => {
        throw new KitError('aborted', 'Enough.');
      };
      const work = { batchSize: 2, between: stop };
      for (const attempt of [
        smoothGrad(network, x, LOGIT, { ...work, statistic: 'variance' }),
        integratedGradients(network, x, LOGIT, work),
      ]) {
        let code = '';
        await attempt.catch((error: KitError) => (code = error.code));
        expect(code).to.equal('aborted');
      }
      expect(tf.memory().numTensors).to.equal(before);
    }));

  it('asks for no gradient of weights', () =>
    withNetwork(BRANCHED, async (network, x) => {
      const { kernels } = await tf.profile(() => tf.dispose(imageGradient(network, x, LOGIT)));
      const names = kernels.map(({ name }) => name);
      expect(names).to.include(tf.Conv2DBackpropInput);
      expect(names).not.to.include(tf.Conv2DBackpropFilter);
      expect(names).not.to.include(tf.DepthwiseConv2dNativeBackpropFilter);
    }));

  it('refuses in words what can’t be', () =>
    withNetwork(BRANCHED, (network, x) => {
      const refused = (run: () => unknown, words: RegExp) => {
        expect(run).to.throw(KitError, words);
      };
      refused(() => imageGradient(network, x, { quantity: 'logit', classes: [1, 4] }), /no class 4/);
      refused(() => imageGradient(network, x, { quantity: 'logit', classes: [1] }), /2 images and 1 classes/);
      refused(() => gradCam(network, x, LOGIT, { layer: 'nobody' }), /no layer “nobody”/);
      refused(() => gradCam(network, x, LOGIT, { layer: 'gap' }), /no map but 6 numbers/);
      refused(() => classActivationMap(network, x, PROBABILITY), /logits/);
    }));

  it('CAM is refused where the head is another one, and given where the maps are the classes’ own', async () => {
    await withNetwork(SMOOTH, (network, x) => {
      expect(() => classActivationMap(network, x, LOGIT)).to.throw(KitError, /Grad-CAM/);
    });
    const headless: readonly LayerSpec[] = [
      { name: 'conv', type: 'conv2d', filters: 4, kernelSize: 3 },
      { name: 'logits', type: 'globalAveragePooling2d' },
    ];
    await withNetwork(headless, async (network, x) => {
      const { map, bias } = classActivationMap(network, x, LOGIT);
      const mean = tf.tidy(() => tf.add(tf.mean(map, [1, 2]), bias));
      tf.dispose([map, bias]);
      const [sums, logits] = await values(mean, scoresOf(network, x, LOGIT));
      expectClose(sums!, logits!, 1e-5);
    });
  });
});
