/** Dilated convolutions, as imported models have them: the same as undilated ones whose filters hold zeros, gradients too. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { imageGradient } from '../../../core/attribution/image-gradient.js';
import type { Target } from '../../../core/attribution/target.js';
import { DEFAULT_MAX_BYTES } from '../../../core/models/files/limits.js';
import { readModel } from '../../../core/models/files/read.js';
import { Network } from '../../../core/models/network.js';
import type { LayerSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { plainNetwork } from '../../helpers/plain-network.js';
import { expectClose, finiteDifferences, randomArray } from '../../helpers/tensors.js';
import { fillWeights, layers as stock, modelFiles, saveStock, type SavedModel } from '../models/files/stock.js';
import { images, networkOf } from './networks.js';

const TARGET: Target = { quantity: 'logit', classes: [1, 2] };

interface Shape {
  readonly dilation: readonly [number, number];
  readonly strides: number;
  readonly padding: 'same' | 'valid';
}

function layers({ dilation, strides, padding }: Shape, spread: boolean): readonly LayerSpec[] {
  const window = spread
    ? { kernelSize: [2 * dilation[0] + 1, 2 * dilation[1] + 1] as const }
    : { kernelSize: 3, dilation };
  return [
    { name: 'conv', type: 'conv2d', filters: 4, strides, padding, ...window },
    { name: 'relu', type: 'relu' },
    { name: 'depthwise', type: 'depthwiseConv2d', padding: 'same', ...window },
    { name: 'gap', type: 'globalAveragePooling2d' },
    { name: 'logits', type: 'dense', units: 4 },
  ];
}

/** Gives the network of spread filters the weights of the dilated one. */
async function copySpread(from: Network, to: Network, [dh, dw]: readonly [number, number]): Promise<void> {
  const weights = await from.weights();
  to.setWeights(
    Object.fromEntries(
      Object.entries(weights).map(([name, { data, shape }]) => {
        if (shape.length !== 4) return [name, { data, shape }];
        const [kh, kw, a, b] = shape as [number, number, number, number];
        const wide = [(kh - 1) * dh + 1, (kw - 1) * dw + 1, a, b];
        const out = new Float32Array(wide[0]! * wide[1]! * a * b);
        for (let y = 0; y < kh; y++) {
          for (let x = 0; x < kw; x++) {
            const tap = (y * kw + x) * a * b;
            out.set(data.subarray(tap, tap + a * b), (y * dh * wide[1]! + x * dw) * a * b);
          }
        }
        return [name, { data: out, shape: wide }];
      }),
    ),
  );
}

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'dilated convolutions', () => {
  for (const shape of [
    { dilation: [2, 2], strides: 1, padding: 'same' },
    { dilation: [3, 1], strides: 1, padding: 'valid' },
    { dilation: [1, 2], strides: 2, padding: 'same' },
  ] as const) {
    it(`by ${shape.dilation.join('×')}, stride ${shape.strides}, ${shape.padding}: logits and image gradient`, async () => {
      const dilated = networkOf(layers(shape, false));
      const spread = networkOf(layers(shape, true));
      await copySpread(dilated, spread, shape.dilation);
      const x = images();
      const results = [dilated, spread].flatMap((network) => [
        network.apply(x).logits,
        imageGradient(network, x, TARGET),
      ]);
      const [logits, gradient, expectedLogits, expectedGradient] = await Promise.all(results.map((t) => t.data()));
      expectClose(logits!, expectedLogits!, 1e-5);
      expectClose(gradient!, expectedGradient!, 1e-5);
      tf.dispose([x, ...results]);
      dilated.dispose();
      spread.dispose();
    });
  }

  it('in an imported Functional model with branches: its gradient is the slope', async () => {
    const { spec, weights, problems } = await readModel(modelFiles(await dilatedModel()), {
      maxBytes: DEFAULT_MAX_BYTES,
    });
    expect(problems).to.deep.equal([]);
    const network = new Network(spec, { seed: 0, weights });
    const pixels = randomArray(9 * 12, 7);
    const image = tf.tensor4d(pixels, [1, 9, 12, 1]);
    const { logits } = network.apply(image);
    const gradient = imageGradient(network, image, { quantity: 'logit', classes: [2] });
    const plain = plainNetwork(spec, weights!);
    expectClose(await logits.data(), plain.logits(pixels), 1e-5);
    const slope = finiteDifferences((point) => plain.logits(point)[2]!, pixels, 1e-6);
    expectClose(await gradient.data(), slope, 1e-4);
    tf.dispose([image, logits, gradient]);
    network.dispose();
  });
});

/** Dilated convolutions of both kinds, side by side and one over the other, as the stock package writes them. */
async function dilatedModel(): Promise<SavedModel> {
  const input = stock.input({ shape: [9, 12, 1] });
  const apply = (layer: stock.layers.Layer, ...x: stock.SymbolicTensor[]) =>
    layer.apply(x.length === 1 ? x[0]! : x) as stock.SymbolicTensor;
  const stem = apply(stock.layers.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2, padding: 'same' }), input);
  const leaky = apply(stock.layers.leakyReLU({ alpha: 0.2 }), stem);
  const depthwise = stock.layers.depthwiseConv2d({ kernelSize: 3, dilationRate: [3, 1], padding: 'same' });
  const sum = apply(stock.layers.add(), leaky, apply(depthwise, leaky));
  const both = apply(stock.layers.concatenate(), sum, stem);
  const valid = apply(stock.layers.conv2d({ filters: 3, kernelSize: 2, dilationRate: [2, 3] }), both);
  const flat = apply(stock.layers.flatten(), apply(stock.layers.maxPooling2d({ poolSize: 2 }), valid));
  const model = stock.model({ inputs: input, outputs: apply(stock.layers.dense({ units: 3 }), flat) });
  fillWeights(model, 11);
  const saved = await saveStock(model);
  model.dispose();
  return saved;
}
