/** The presets on the network that ships: what they promise there, from grey and from a photograph of another class. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { decodeImages, decodeLabels, IMAGE_BYTES } from '../../../core/data/decode.js';
import { DEFAULT_MAX_BYTES } from '../../../core/models/files/limits.js';
import { readModel } from '../../../core/models/files/read.js';
import { filesAt } from '../../../core/models/files/sources.js';
import { Network } from '../../../core/models/network.js';
import { locate } from '../../../core/session/pretrained.js';
import { attack } from '../../../core/synthesis/attack.js';
import type { SynthesisPreset } from '../../../core/synthesis/presets.js';
import { resolveSynthesis, type SynthesisOverrides } from '../../../core/synthesis/settings.js';
import { grey } from '../../../core/synthesis/starts.js';
import { Synthesis } from '../../../core/synthesis/synthesis.js';
import { describeOnBackends } from '../../helpers/backends.js';

const MINI = new URL('../../../assets/cifar10-mini/', import.meta.url).href;
const COUNT = 1000;
const CLASSES = Array.from({ length: 10 }, (_, i) => i);

const bytesAt = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

describeOnBackends(['wasm'], 'presets on baseline-slim', () =>
  describe('', function () {
    // Thousands of steps, on a machine that may be busy.
    this.timeout(300_000);
    let network: Network;
    let images: Uint8Array;
    let labels: Uint8Array;
    before(async () => {
      images = decodeImages(await bytesAt(`${MINI}test.png`), COUNT, 'test.png');
      labels = decodeLabels(await bytesAt(`${MINI}test-labels.json`), COUNT, 10, 'test-labels.json');
      const location = (await locate('baseline-slim')()) as { url: string; weightUrls: Record<string, string> };
      const { spec, weights } = await readModel(filesAt(location.url, location), { maxBytes: DEFAULT_MAX_BYTES });
      network = new Network(spec, { seed: 0, weights });
    });
    after(() => network.dispose());

    /** [indices, 32, 32, 3]; the caller's. */
    const pictures = (indices: readonly number[]): tf.Tensor4D => {
      const values = new Float32Array(indices.length * IMAGE_BYTES);
      indices.forEach((index, i) => {
        for (let k = 0; k < IMAGE_BYTES; k += 1)
          values[i * IMAGE_BYTES + k] = images[index * IMAGE_BYTES + k]! / 127.5 - 1;
      });
      return tf.tensor4d(values, [indices.length, 32, 32, 3]);
    };

    /** The score, and each image's probability of its target, at the end. */
    async function end(
      preset: SynthesisPreset,
      overrides: SynthesisOverrides,
      start: tf.Tensor4D,
      targets: readonly number[],
      guide?: tf.Tensor4D,
    ): Promise<{ scores: readonly number[]; probabilities: readonly number[] }> {
      const run = new Synthesis(network, resolveSynthesis(preset, overrides), start, { targets, guide });
      while (!run.done) tf.dispose(Object.values(run.advance()));
      const { logits, scores } = run.look();
      const softmax = tf.softmax(logits);
      const p = await softmax.data();
      const own = [...(await scores.data())];
      tf.dispose([logits, scores, softmax]);
      run.dispose();
      return { scores: own, probabilities: targets.map((target, i) => p[i * 10 + target]!) };
    }

    it('natural: each class ends at 0.99 or more, from grey', async () => {
      const start = grey([10, 32, 32, 3]);
      const { probabilities } = await end('natural', { steps: 128 }, start, CLASSES);
      probabilities.forEach((p, i) => expect(p, `class ${i}`).to.be.at.least(0.99));
      start.dispose();
    });

    for (const preset of ['natural', 'published', 'fooling'] as const) {
      it(`${preset}: each class ends at 0.99 or more, from an image of the class before it`, async () => {
        const first = CLASSES.map((c) => labels.indexOf((c + 9) % 10));
        const start = pictures(first);
        const { probabilities } = await end(preset, { steps: 48 }, start, CLASSES);
        probabilities.forEach((p, i) => expect(p, `class ${i}`).to.be.at.least(0.99));
        start.dispose();
      });
    }

    it('inversion: the code of an early layer is matched to a tenth of its length', async () => {
      const [start, guide] = [grey([1, 32, 32, 3]), pictures([0])];
      const { scores } = await end('inversion', { layer: 'relu1', steps: 160 }, start, [0], guide);
      expect(scores[0]).to.be.above(-0.1);
      tf.dispose([start, guide]);
    });

    it('PGD with ε = 8/255 flips nine in ten of the first hundred images that are named rightly', async () => {
      const right: number[] = [];
      for (let at = 0; right.length < 100; at += 50) {
        const batch = Array.from({ length: 50 }, (_, i) => at + i);
        const x = pictures(batch);
        const said = tf.tidy(() => tf.argMax(network.apply(x).logits, 1));
        (await said.data()).forEach((answer, i) => answer === labels[at + i] && right.push(at + i));
        tf.dispose([x, said]);
      }
      let flipped = 0;
      const settings = {
        method: 'pgd',
        norm: 'linf',
        epsilon: 8 / 255,
        steps: 10,
        randomStart: false,
        seed: 1,
      } as const;
      for (let at = 0; at < 100; at += 25) {
        const some = right.slice(at, at + 25);
        const x = pictures(some);
        const changed = await attack(network, x, settings, { labels: some.map((index) => labels[index]!) });
        const said = tf.tidy(() => tf.argMax(network.apply(changed).logits, 1));
        (await said.data()).forEach((answer, i) => (flipped += answer === labels[some[i]!] ? 0 : 1));
        tf.dispose([x, changed, said]);
      }
      expect(flipped).to.be.at.least(90);
    });
  }),
);
