/**
 * The networks that ship, on all 10,000 test images of CIFAR-10: as right as their metadata say, and the same before and
 * after their weights were rounded to float16. scripts/verify-networks/verify.js brings the images and starts it.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { decodeImages, decodeLabels, IMAGE_BYTES } from '../core/data/decode.js';
import { filesAt } from '../core/models/files/sources.js';
import { DEFAULT_MAX_BYTES } from '../core/models/files/limits.js';
import { readModel, type ReadModel } from '../core/models/files/read.js';
import { Network } from '../core/models/network.js';
import { useBackend } from '../test/helpers/backends.js';

const CACHE = new URL('../node_modules/.cache/verify-networks/', import.meta.url).href;
const ASSETS = new URL('../assets/models/', import.meta.url).href;
const COUNT = 10_000;
const BATCH = 50;
/** How far a browser's accuracy may be from the one in the metadata, as a share: a tenth of a point. */
const ACCURACY_TOLERANCE = 0.001;
const LOGIT_TOLERANCE = 1e-2;
const LEAST_AGREEMENT = 0.999;

interface Stated {
  readonly accuracy: { readonly overall: number; readonly perClass: readonly number[] };
}

const bytesAt = async (file: string) => new Uint8Array(await (await fetch(CACHE + file)).arrayBuffer());
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
const open = (folder: string): Promise<ReadModel> =>
  readModel(filesAt(`${folder}/model.json`), { maxBytes: DEFAULT_MAX_BYTES });

/** Logits of all images, [COUNT, 10]. */
async function logitsOf({ spec, weights }: ReadModel, images: Uint8Array): Promise<Float32Array> {
  const network = new Network(spec, { seed: 0, weights });
  const all = new Float32Array(COUNT * network.classes);
  for (let start = 0; start < COUNT; start += BATCH) {
    const logits = tf.tidy(() => {
      const bytes = images.subarray(start * IMAGE_BYTES, (start + BATCH) * IMAGE_BYTES);
      const x = tf.tensor4d(Float32Array.from(bytes), [BATCH, 32, 32, 3]);
      return network.apply(tf.sub(tf.div(x, 127.5), 1)).logits;
    });
    all.set(await logits.data(), start * network.classes);
    logits.dispose();
  }
  network.dispose();
  return all;
}

const classOf = (logits: Float32Array, i: number) => {
  const own = logits.subarray(10 * i, 10 * i + 10);
  return own.indexOf(Math.max(...own));
};

const { networks, compared } = (await (await fetch(`${CACHE}plan.json`)).json()) as {
  networks: readonly string[];
  compared: readonly string[];
};

describe('networks that ship, on the 10,000 test images', function () {
  this.timeout(0);
  const shipped = new Map<string, Float32Array>();
  let images: Uint8Array;
  let labels: Uint8Array;
  before(async () => {
    await useBackend('wasm');
    images = decodeImages(await bytesAt('test_batch.png'), COUNT, 'test_batch.png');
    labels = decodeLabels(await bytesAt('test_lables.json'), COUNT, 10, 'test_lables.json');
  });

  for (const name of networks) {
    it(`${name} is as right as it says`, async () => {
      const model = await open(ASSETS + name);
      const logits = await logitsOf(model, images);
      shipped.set(name, logits);
      const { accuracy } = model.metadata as unknown as Stated;
      const right = Array.from(labels, (label, i) => Number(classOf(logits, i) === label));
      const share = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
      const perClass = accuracy.perClass.map((_, label) => share(right.filter((_each, i) => labels[i] === label)));
      const overall = share(right);
      const apart = (100 * (overall - accuracy.overall)).toFixed(2);
      console.log(`${name}: ${percent(overall)} here, ${percent(accuracy.overall)} stated: ${apart} points apart`);
      expect(overall).to.be.closeTo(accuracy.overall, ACCURACY_TOLERANCE + Number.EPSILON);
      perClass.forEach((own, label) => expect(own).to.be.closeTo(accuracy.perClass[label]!, 0.005));
    });
  }

  for (const name of compared) {
    it(`${name} in float16 says what it says in float32`, async () => {
      const half = shipped.get(name)!;
      const whole = await logitsOf(await open(`${CACHE}float32/${name}`), images);
      const largest = whole.reduce((most, logit, i) => Math.max(most, Math.abs(logit - half[i]!)), 0);
      const same = Array.from(labels, (_, i) => i).filter((i) => classOf(half, i) === classOf(whole, i)).length / COUNT;
      console.log(
        `${name}, float16 and float32: logits at most ${largest.toExponential(2)} apart, top-1 ${percent(same)}`,
      );
      expect(largest).to.be.at.most(LOGIT_TOLERANCE);
      expect(same).to.be.at.least(LEAST_AGREEMENT);
    });
  }
});
