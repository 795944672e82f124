/** Methods by name: defaults, what each answer holds, what is refused; and networks that lose their weights from the top. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { explain } from '../../../core/attribution/explain.js';
import { METHODS } from '../../../core/attribution/methods.js';
import { RandomisedNetwork, unitsFromTop } from '../../../core/attribution/randomise.js';
import { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { Network } from '../../../core/models/network.js';
import type { AttributionMethod } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose } from '../../helpers/tensors.js';
import { BRANCHED, images, networkOf, spec } from './networks.js';

const NAMES = Object.keys(METHODS) as AttributionMethod[];

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'explain', () => {
  for (const method of NAMES) {
    it(`${method} gives a map, the answer, and the options that were used`, async () => {
      const network = networkOf(BRANCHED);
      const x = images();
      const settings = { method, samples: 4, steps: 4, window: 4, stride: 2 };
      const attributions = await explain(network, x, settings);
      expect(attributions).to.have.lengthOf(2);
      const { logits } = network.apply(x);
      const expected = await logits.data();
      attributions.forEach((one, i) => {
        expect(one.map.shape).to.deep.equal([8, 8]);
        expect(one.map.data.length).to.equal(64);
        expect(one.map.data.every(Number.isFinite)).to.equal(true);
        if (!one.signed) expect(Math.min(...one.map.data)).to.be.at.least(0);
        const own = [...expected.subarray(4 * i, 4 * i + 4)];
        expectClose(one.logits, own, 1e-5);
        expect(one.target).to.equal(own.indexOf(Math.max(...own)));
        expect(one.probabilities.reduce((sum, p) => sum + p, 0)).to.be.closeTo(1, 1e-6);
        expect(one.settings.method).to.equal(method);
        const number = one.settings.quantity === 'probability' ? one.probabilities : one.logits;
        expect(one.score).to.equal(number[one.target]);
        // Each answer owns its numbers: they are moved, not copied, to the page.
        expect(one.map.data.buffer.byteLength).to.equal(one.map.data.byteLength);
        if (one.completeness && method !== 'integrated-gradients') {
          expect(one.completeness.sum).to.be.closeTo(one.completeness.expected, 1e-3);
        }
      });
      tf.dispose([logits, x]);
      network.dispose();
    });
  }
});

describeOnBackends(['cpu'], 'explain', () => {
  async function failure(settings: object, question = {}): Promise<string> {
    const network = networkOf(BRANCHED);
    const x = images(1);
    try {
      await explain(network, x, settings as never, question);
      return '';
    } catch (thrown) {
      expect(thrown).to.be.instanceOf(KitError);
      return (thrown as KitError).message;
    } finally {
      x.dispose();
      network.dispose();
    }
  }

  it('asks about another class, and why not a third', async () => {
    const network = networkOf(BRANCHED);
    const x = images(1);
    const [of1] = await explain(network, x, { method: 'gradient', channels: 'signed-sum' }, { target: 1 });
    const [of2] = await explain(network, x, { method: 'gradient', channels: 'signed-sum' }, { target: 2 });
    const [both] = await explain(network, x, { method: 'gradient', channels: 'signed-sum' }, { target: 1, against: 2 });
    expect([both!.target, both!.against]).to.deep.equal([1, 2]);
    expect(both!.score).to.be.closeTo(of1!.score - of2!.score, 1e-6);
    expectClose(
      both!.map.data,
      of1!.map.data.map((value, i) => value - of2!.map.data[i]!),
      1e-5,
    );
    x.dispose();
    network.dispose();
  });

  it('reduces channels as asked', async () => {
    const network = networkOf(BRANCHED);
    const x = images(1);
    const ask = async (channels: 'mean-abs' | 'max-abs' | 'signed-sum') =>
      (await explain(network, x, { method: 'gradient', channels }))[0]!;
    const [mean, max, sum] = [await ask('mean-abs'), await ask('max-abs'), await ask('signed-sum')];
    const pixel = [...mean.values!.data.subarray(30, 33)];
    expect(mean.map.data[10]).to.be.closeTo(pixel.reduce((total, v) => total + Math.abs(v), 0) / 3, 1e-6);
    expect(max.map.data[10]).to.be.closeTo(Math.max(...pixel.map(Math.abs)), 1e-6);
    expect(sum.map.data[10]).to.be.closeTo(
      pixel.reduce((total, v) => total + v, 0),
      1e-6,
    );
    expect([mean.signed, max.signed, sum.signed]).to.deep.equal([false, false, true]);
    x.dispose();
    network.dispose();
  });

  it('takes an image as baseline, and fills in only options that apply', async () => {
    const network = networkOf(BRANCHED);
    const x = images(1);
    const own = { data: Float32Array.from(await x.data()), shape: [8, 8, 3] };
    const [nothing] = await explain(network, x, { method: 'integrated-gradients', steps: 2, baseline: own, window: 3 });
    expect(Math.max(...nothing!.map.data.map(Math.abs))).to.equal(0);
    expect(nothing!.settings).to.have.all.keys('method', 'quantity', 'channels', 'steps', 'baseline');
    expect(nothing!.completeness).to.deep.equal({ sum: 0, expected: 0 });
    const [cam] = await explain(network, x, { method: 'cam', quantity: 'probability' });
    expect(cam!.settings).to.deep.equal({ method: 'cam', quantity: 'logit' });
    expect(cam!.coarse!.shape).to.deep.equal([4, 4]);
    x.dispose();
    network.dispose();
  });

  it('refuses in words', async () => {
    expect(await failure({ method: 'tea-leaves' })).to.match(/no method “tea-leaves”. Known: gradient/);
    expect(await failure({ method: 'toString' })).to.match(/no method/);
    expect(await failure({ method: 'gradient', channels: 'loudest' })).to.match(/channels can't be “loudest”/);
    expect(await failure({ method: 'occlusion', baseline: 'pink' })).to.match(/baseline can't be “pink”/);
    expect(await failure({ method: 'gradient' }, { target: 11 })).to.match(/no class 11/);
    expect(await failure({ method: 'smoothgrad', samples: 1.5 })).to.match(/noisy copies/);
    expect(await failure({ method: 'vargrad', samples: 1 })).to.match(/from 2/);
    expect(await failure({ method: 'smoothgrad', sigma: -1 })).to.match(/deviation/);
    expect(await failure({ method: 'integrated-gradients', steps: 0 })).to.match(/steps/);
    expect(
      await failure({ method: 'integrated-gradients', baseline: { data: new Float32Array(3), shape: [1, 1, 3] } }),
    ).to.match(/baseline has the shape/);
  });
});

describeOnBackends(['cpu'], 'randomisation', () => {
  it('goes from the logits down, normalisation with what it normalises', () => {
    const { layers } = networkOfUnits();
    expect(unitsFromTop({ layers })).to.deep.equal([['logits'], ['conv2'], ['right'], ['left'], ['conv1', 'bn1']]);
  });

  it('takes one unit at a time from a copy and leaves the original alone', async () => {
    const original = networkOf(BRANCHED);
    const before = await original.weights();
    const copy = new RandomisedNetwork(original, 9);
    const changed = async () => {
      const now = await copy.network.weights();
      return Object.keys(now).filter((name) => now[name]!.data.some((value, i) => value !== before[name]!.data[i]));
    };
    expect(await changed()).to.deep.equal([]);
    expect(copy.next()).to.deep.equal(['logits']);
    expect(await changed()).to.have.members(['logits/kernel', 'logits/bias']);
    while (copy.next());
    expect(await changed()).to.have.members(Object.keys(before));
    const again = new RandomisedNetwork(original, 9);
    while (again.next());
    expect(await copy.network.weights()).to.deep.equal(await again.network.weights());
    expect(await original.weights()).to.deep.equal(before);
    again.dispose();
    copy.dispose();
    original.dispose();
  });

  it('its noise is not the first weights of a network from the same seed', async () => {
    const original = new Network(spec(BRANCHED), { seed: 9 });
    const copy = new RandomisedNetwork(original, 9);
    while (copy.next());
    const [own, noise] = [await original.weights(), await copy.network.weights()];
    expect([...noise['conv1/kernel']!.data]).not.to.deep.equal([...own['conv1/kernel']!.data]);
    copy.dispose();
    original.dispose();
  });

  it('finds the twelve units of the published baseline', () => {
    const network = new Network(baseline({ width: 1 / 64 }), { seed: 1 });
    expect(unitsFromTop(network)).to.have.lengthOf(12);
    network.dispose();
  });
});

/** Only its plan is looked at. */
function networkOfUnits(): Pick<Network, 'layers'> {
  const network = networkOf(BRANCHED);
  const { layers } = network;
  network.dispose();
  return { layers };
}
