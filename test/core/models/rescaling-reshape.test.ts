/** The layers that only files of other tools bring: shapes, faults, numbers, gradients, and what they cost in memory. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { analyse } from '../../../core/analysis/index.js';
import { Network } from '../../../core/models/network.js';
import type { ArchitectureSpec, LayerSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomTensor } from '../../helpers/tensors.js';

function spec(...layers: LayerSpec[]): ArchitectureSpec {
  return { name: 'test', inputShape: [4, 4, 2], layers };
}
const faults = (...layers: LayerSpec[]) => analyse(spec(...layers)).errors.map(({ message }) => message);

describe('rescaling and reshape', () => {
  it('have shapes, and words where they have none', () => {
    const shapes = (shape: number[]) => analyse(spec({ name: 'r', type: 'reshape', shape })).layers[0]!.outputShape;
    expect(shapes([32])).to.deep.equal([32]);
    expect(shapes([-1])).to.deep.equal([32]);
    expect(shapes([2, -1, 4])).to.deep.equal([2, 4, 4]);
    expect(faults({ name: 'r', type: 'reshape', shape: [3, -1, 4] })[0]).to.match(
      /cannot turn 4 × 4 × 2 into 3 × \? × 4/,
    );
    expect(faults({ name: 'r', type: 'reshape', shape: [-1, -1, 4] })[0]).to.match(/at most one −1/);
    expect(faults({ name: 'r', type: 'reshape', shape: [4, 8] })[0]).to.match(
      /\[height, width, channels\] or \[features\]/,
    );
    expect(faults({ name: 'r', type: 'reshape', shape: 'flat' as never })[0]).to.match(/target shape "flat"/);
    expect(faults({ name: 's', type: 'rescaling', scale: [1, 2] })).to.deep.equal([]);
    expect(faults({ name: 's', type: 'rescaling', scale: [1, 2, 3] })[0]).to.match(
      /3 numbers as its scale for 2 channels/,
    );
    expect(faults({ name: 's', type: 'rescaling', scale: 1, offset: NaN })[0]).to.match(/one per channel/);
  });

  it('learn nothing; a reshape takes no memory of its own and sees everything once positions mix', () => {
    const { layers, total, macs } = analyse(
      spec(
        { name: 's', type: 'rescaling', scale: 2 },
        { name: 'r', type: 'reshape', shape: [2, 2, 8] },
        { name: 'pool', type: 'globalAveragePooling2d' },
        { name: 'up', type: 'reshape', shape: [1, 1, -1] },
      ),
    );
    expect([total, macs]).to.deep.equal([0, 0]);
    expect(layers.map(({ keptBytes }) => keptBytes)).to.deep.equal([128, 0, 32, 0]);
    expect(layers.map(({ field }) => field.whole)).to.deep.equal([false, true, true, true]);
  });
});

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'rescaling and reshape', () => {
  it('compute and pass gradients on', async () => {
    const network = new Network(
      spec(
        { name: 's', type: 'rescaling', scale: [2, 3], offset: [1, -1] },
        { name: 'r', type: 'reshape', shape: [2, 2, 8] },
        { name: 'end', type: 'globalAveragePooling2d' },
      ),
      { seed: 0 },
    );
    const images = randomTensor<tf.Rank.R4>([2, 4, 4, 2], 5);
    const { logits } = network.apply(images);
    const x = await images.data();
    const expected = new Float32Array(16);
    x.forEach((value, i) => {
      const scaled = i % 2 === 0 ? 2 * value + 1 : 3 * value - 1;
      expected[Math.floor(i / 32) * 8 + (i % 8)]! += scaled / 4;
    });
    expectClose(await logits.data(), expected, 1e-6);
    const gradient = tf.grad((input) => tf.sum(network.apply(input as tf.Tensor4D).logits))(images);
    expectClose(
      await gradient.data(),
      Float32Array.from(x, (_, i) => (i % 2 === 0 ? 0.5 : 0.75)),
      1e-6,
    );
    tf.dispose([images, logits, gradient]);
    network.dispose();
  });
});
