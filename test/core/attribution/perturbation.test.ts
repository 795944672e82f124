/** Methods that change the image and look what becomes of the score: occlusion, RISE, deletion and insertion. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { baselineImages } from '../../../core/attribution/baselines.js';
import { occlusion, occlusionDefaults, occlusionMap } from '../../../core/attribution/occlusion.js';
import {
  deletionCurves,
  deletionOrder,
  insertionCurves,
  insertionOrder,
} from '../../../core/attribution/perturbation-curves.js';
import { rise } from '../../../core/attribution/rise.js';
import { score, type Target } from '../../../core/attribution/target.js';
import { KitError } from '../../../core/errors.js';
import type { Network } from '../../../core/models/network.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';
import { BRANCHED, images, LINEAR, networkOf } from './networks.js';

const LOGIT: Target = { quantity: 'logit', classes: [1, 2] };
const FIRST: Target = { quantity: 'logit', classes: [1] };

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: KitError) => error.code,
  );
}

/** Logit 1 is the sum over the channels of one pixel; the others are zero. */
function onePixel(row: number, column: number): Network {
  const network = networkOf(LINEAR);
  const kernel = tf.buffer([8 * 8 * 3, 4]);
  for (let c = 0; c < 3; c++) kernel.set(1, (row * 8 + column) * 3 + c, 1);
  for (const [name, value] of [
    ['logits/kernel', kernel.toTensor()],
    ['logits/bias', tf.zeros([4])],
  ] as const) {
    network.variables.get(name)!.assign(value);
    value.dispose();
  }
  return network;
}

describeOnBackends(['cpu', 'wasm'], 'perturbation', () => {
  it('baselines are what they are called', async () => {
    const x = images();
    const read = async (baseline: Parameters<typeof baselineImages>[1]) => {
      const made = baselineImages(x, baseline);
      expect(made.shape).to.deep.equal(x.shape);
      const data = await made.data<'float32'>();
      made.dispose();
      return data;
    };
    expect(new Set(await read('black'))).to.deep.equal(new Set([-1]));
    expect(new Set(await read('grey'))).to.deep.equal(new Set([0]));
    expect(new Set(await read(0.5))).to.deep.equal(new Set([0.5]));
    const pixels = await x.data();
    const mean = await read('mean');
    const channel = [...pixels.subarray(0, 192)].filter((_, i) => i % 3 === 1);
    expect(mean[1]).to.be.closeTo(channel.reduce((sum, value) => sum + value, 0) / 64, 1e-6);
    const given = tf.fill([8, 8, 3], 0.25) as tf.Tensor3D;
    expect(new Set(await read(given))).to.deep.equal(new Set([0.25]));
    const wrong = tf.zeros([4, 4, 3]) as tf.Tensor3D;
    expect(() => baselineImages(x, wrong)).to.throw(KitError, /shape/);
    tf.dispose([x, given, wrong]);
  });

  it('a blur keeps a constant image and takes the contrast of another', async () => {
    const flat = tf.fill([1, 8, 8, 3], 0.3) as tf.Tensor4D;
    const blurred = baselineImages(flat, 'blur');
    expectClose(await blurred.data(), await flat.data(), 1e-6);
    const x = images(1, 16, 16);
    const soft = baselineImages(x, 'blur');
    const spread = (tensor: tf.Tensor) => tf.tidy(() => tf.moments(tensor).variance.dataSync()[0]!);
    expect(spread(soft)).to.be.below(spread(x) / 4);
    tf.dispose([flat, blurred, x, soft]);
  });

  it('occlusion covers what it says, whatever the size of a pass', async () => {
    const network = networkOf(BRANCHED);
    const x = images();
    const options = { window: 3, stride: 2, fill: 0.5 };
    const whole = await occlusion(network, x, LOGIT, options);
    const small = await occlusion(network, x, LOGIT, { ...options, batchSize: 5 });
    expect([whole.rows, whole.columns]).to.deep.equal([3, 3]);
    expectClose(small.scores, whole.scores, 1e-5);
    // The patch at row 1, column 2 of the second image, made by hand.
    const covered = await x.buffer();
    for (let y = 2; y < 5; y++)
      for (let c = 0; c < 3; c++) for (let dx = 4; dx < 7; dx++) covered.set(0.5, 1, y, dx, c);
    const by = covered.toTensor();
    const expected = tf.tidy(() => score(network.apply(by).logits, LOGIT));
    expect(whole.scores[9 + 1 * 3 + 2]).to.be.closeTo((await expected.data())[1]!, 1e-4);
    tf.dispose([x, by, expected]);
    network.dispose();
  });

  it('occlusion’s map is the mean fall over the patches of a pixel', () => {
    const map = occlusionMap(
      {
        scores: Float32Array.from([1, 2, 3, 4]),
        rows: 2,
        columns: 2,
        unoccluded: Float32Array.of(5),
        window: 2,
        stride: 1,
      },
      0,
      4,
      3,
    );
    // Falls 4 3 / 2 1; the last of the four rows is never covered.
    expect([...map]).to.deep.equal([4, 3.5, 3, 3, 2.5, 2, 2, 1.5, 1, 0, 0, 0]);
  });

  it('the default patch is a quarter of the image', () => {
    expect(occlusionDefaults(32)).to.deep.equal({ window: 8, stride: 2 });
    expect(occlusionDefaults(3)).to.deep.equal({ window: 1, stride: 1 });
  });

  it('RISE finds the one pixel that counts, the same for the same seed', async () => {
    const network = onePixel(5, 2);
    const x = tf.fill([1, 8, 8, 3], 1) as tf.Tensor4D;
    const options = { samples: 400, cells: 4, seed: 2 };
    const first = await rise(network, x, FIRST, options);
    const again = await rise(network, x, FIRST, { ...options, batchSize: 7 });
    const map = await first.data();
    const largest = map.indexOf(Math.max(...map));
    expect(Math.hypot(Math.floor(largest / 8) - 5, (largest % 8) - 2)).to.be.at.most(1.5);
    expectClose(await again.data(), map, 1e-4);
    tf.dispose([x, first, again]);
    network.dispose();
  });

  it('deleting by a map is inserting by its mirror, backwards', async () => {
    const network = networkOf(BRANCHED);
    const x = images(1);
    const map = randomArray(64, 4).map((value) => Math.round(value * 5));
    const options = { steps: 10, fill: 'grey' as const };
    const [deletion] = await deletionCurves(network, x, FIRST, [deletionOrder(map)], options);
    const [insertion] = await insertionCurves(network, x, FIRST, [insertionOrder(map.map((v) => -v))], options);
    expect([...deletion!]).to.deep.equal([...insertion!].reverse());
    x.dispose();
    network.dispose();
  });

  it('deletion begins with the image and ends with the fill, and falls where the map is right', async () => {
    const network = onePixel(3, 3);
    const x = tf.fill([1, 8, 8, 3], 1) as tf.Tensor4D;
    const map = new Float32Array(64);
    map[3 * 8 + 3] = 1;
    const orders = [deletionOrder(map), deletionOrder(map.map((value) => -value))];
    const [right, wrong] = await deletionCurves(network, x, FIRST, orders, { steps: 64, fill: 'black', batchSize: 50 });
    expect([right![0], right![1], right![64]]).to.deep.equal([3, -3, -3]);
    expect([wrong![0], wrong![63], wrong![64]]).to.deep.equal([3, 3, -3]);
    x.dispose();
    network.dispose();
  });

  it('refuses in words what can’t be', async () => {
    const network = networkOf(BRANCHED);
    const x = images();
    expect(await codeOf(occlusion(network, x, LOGIT, { window: 9 }))).to.equal('invalid-argument');
    expect(await codeOf(occlusion(network, x, LOGIT, { window: 2, stride: 0 }))).to.equal('invalid-argument');
    expect(await codeOf(rise(network, x, LOGIT, { samples: 0 }))).to.equal('invalid-argument');
    expect(await codeOf(rise(network, x, LOGIT, { open: 1 }))).to.equal('invalid-argument');
    expect(await codeOf(deletionCurves(network, x, LOGIT, [new Int32Array(3)]))).to.equal('invalid-argument');
    expect(await codeOf(deletionCurves(network, x, LOGIT, [], { steps: 0.5 }))).to.equal('invalid-argument');
    const stop = () => {
      throw new KitError('aborted', 'Enough.');
    };
    expect(await codeOf(occlusion(network, x, LOGIT, { between: stop }))).to.equal('aborted');
    expect(await codeOf(rise(network, x, LOGIT, { between: stop }))).to.equal('aborted');
    x.dispose();
    network.dispose();
  });
});
