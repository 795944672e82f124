/** Dilated convolutions, as imported models have them: the same as undilated ones whose filters hold zeros, gradients too. */
import * as tf from '@tensorflow/tfjs-core';
import { imageGradient } from '../../../core/attribution/image-gradient.js';
import type { Target } from '../../../core/attribution/target.js';
import type { Network } from '../../../core/models/network.js';
import type { LayerSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose } from '../../helpers/tensors.js';
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
});
