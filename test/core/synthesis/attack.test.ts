/** Attacks: how far they go, to the last bit; that they work; the smallest that does. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { predictedClasses } from '../../../core/attribution/target.js';
import { KitError } from '../../../core/errors.js';
import { attack } from '../../../core/synthesis/attack.js';
import { smallestEpsilon } from '../../../core/synthesis/smallest-epsilon.js';
import type { AttackSettings } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { BRANCHED, images, LINEAR, networkOf } from '../attribution/networks.js';

const PGD: AttackSettings = { method: 'pgd', norm: 'linf', epsilon: 8 / 255, steps: 4, randomStart: true, seed: 1 };

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'attacks', (backend) => {
  it('never go further than ε, and never leave [-1, 1]', async function () {
    this.timeout(180_000);
    const network = networkOf(BRANCHED);
    const x = images();
    const pixels = await x.data();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('linf' as const, 'l2' as const),
        fc.constantFrom('fgsm' as const, 'pgd' as const),
        fc.double({ min: 0, max: 0.6, noNaN: true }),
        async (norm, method, epsilon) => {
          const changed = await attack(network, x, { ...PGD, norm, method, epsilon, steps: 2 }, { labels: [0, 1] });
          const values = await changed.data();
          changed.dispose();
          const size = values.length / 2;
          for (const i of [0, 1]) {
            let [largest, squares] = [0, 0];
            for (let k = i * size; k < (i + 1) * size; k += 1) {
              const change = Math.abs(values[k]! - pixels[k]!);
              largest = Math.max(largest, change);
              squares += change * change;
              expect(Math.abs(values[k]!)).to.be.at.most(1);
            }
            // Exactly, in double precision, of numbers that are float32.
            if (norm === 'linf') expect(largest).to.be.at.most(2 * epsilon);
            // The sum of image and change is rounded to float32, each pixel by 2⁻²⁴ at most.
            else expect(Math.sqrt(squares)).to.be.at.most(2 * epsilon + Math.sqrt(size) * 2 ** -24);
          }
        },
      ),
      { numRuns: backend === 'webgpu' ? 4 : 12 },
    );
    x.dispose();
    network.dispose();
  });

  it('lower the label’s probability, or raise the target’s', async function () {
    this.timeout(180_000);
    const network = networkOf(BRANCHED);
    const x = images();
    const labels = await predictedClasses(network, x);
    const probability = async (of: tf.Tensor4D, classes: readonly number[]) => {
      const p = tf.tidy(() => tf.softmax(network.apply(of).logits));
      const data = await p.data();
      p.dispose();
      return classes.map((c, i) => data[i * network.classes + c]!);
    };
    const before = await probability(x, labels);
    const away = await attack(network, x, { ...PGD, randomStart: false }, { labels });
    (await probability(away, labels)).forEach((p, i) => expect(p).to.be.below(before[i]!));
    const targets = labels.map((label) => (label + 1) % network.classes);
    const wanted = await probability(x, [targets[0]!, targets[0]!]);
    const towards = await attack(network, x, { ...PGD, norm: 'l2', epsilon: 1, target: targets[0]! }, { labels });
    (await probability(towards, [targets[0]!, targets[0]!])).forEach((p, i) => expect(p).to.be.above(wanted[i]!));
    tf.dispose([x, away, towards]);
    network.dispose();
  });
});

describeOnBackends(['cpu', 'wasm'], 'the smallest ε', () => {
  it('of a linear network is what its weights say: the least margin over the sum of their differences', async () => {
    const network = networkOf(LINEAR);
    // Far from white and black, so that nothing is cut off.
    const x = tf.tidy(() => tf.mul(images(1), 0.2)) as tf.Tensor4D;
    const [label] = await predictedClasses(network, x);
    const { logits } = network.apply(x);
    const z = await logits.data();
    const w = await network.variables.get('logits/kernel')!.data();
    const margins = [0, 1, 2, 3].flatMap((other) => {
      if (other === label) return [];
      let sum = 0;
      for (let i = 0; i < 192; i += 1) sum += Math.abs(w[4 * i + other]! - w[4 * i + label!]!);
      return [(z[label!]! - z[other]!) / sum / 2];
    });
    // Many small steps find the best class to go to; the target that needs least is asked for.
    const best = Math.min(...margins);
    const others = [0, 1, 2, 3].filter((other) => other !== label);
    const target = others[margins.indexOf(best)]!;
    const most = 4 * best;
    const shares: number[] = [];
    const settings: AttackSettings = { ...PGD, method: 'fgsm', target };
    const found = await smallestEpsilon(network, x, label!, settings, most, (share) => void shares.push(share));
    // log p of the target also pushes against the two others, so a little more may be needed than for the margin alone.
    expect(found!).to.be.at.least(best * (1 - 1e-4));
    expect(found!).to.be.below(most);
    expect(shares.at(-1)).to.equal(1);
    const none = await smallestEpsilon(network, x, label!, settings, best / 4);
    expect(none).to.equal(undefined);
    tf.dispose([x, logits]);
    network.dispose();
  });

  it('cancels between two steps without leaving anything', async () => {
    const network = networkOf(BRANCHED);
    const x = images(1);
    const before = tf.memory().numTensors;
    const stop = () => {
      throw new KitError('aborted', 'enough');
    };
    const asked = smallestEpsilon(network, x, 0, PGD, 0.2, stop);
    expect(await asked.catch((error: KitError) => error.code)).to.equal('aborted');
    expect(tf.memory().numTensors).to.equal(before);
    x.dispose();
    network.dispose();
  });
});
