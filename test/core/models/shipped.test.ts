/**
 * The networks that ship: each held-out image of the mini data set is answered as the file says that it was in the whole
 * test set, and the stock package opens the same file with the same outputs.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { decodeImages, decodeLabels, IMAGE_BYTES } from '../../../core/data/decode.js';
import { DEFAULT_MAX_BYTES } from '../../../core/models/files/limits.js';
import { readModel } from '../../../core/models/files/read.js';
import { filesAt } from '../../../core/models/files/sources.js';
import { Network } from '../../../core/models/network.js';
import { countLayers, PRETRAINED_NAMES } from '../../../core/index.js';
import { locate } from '../../../core/session/pretrained.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { relativeError } from '../../helpers/tensors.js';
import { openStock } from './files/stock.js';

/** Its held-out images are the first 1,000 test images of CIFAR-10. */
const MINI = new URL('../../../assets/cifar10-mini/', import.meta.url).href;
const COUNT = 1000;
const BATCH = 50;
/** Multiply–adds that all images of one network may take here: seconds; a large network answers fewer images. */
const MACS = 5e9;

interface Stated {
  readonly accuracy: { readonly overall: number; readonly right: string };
}

const bytesAt = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

/** [n, 32, 32, 3] in [-1, 1]; the caller disposes of it. */
const tensorOf = (images: Uint8Array, start: number, count: number): tf.Tensor4D =>
  tf.tidy(() => {
    const bytes = Float32Array.from(images.subarray(start * IMAGE_BYTES, (start + count) * IMAGE_BYTES));
    return tf.sub(tf.div(tf.tensor4d(bytes, [count, 32, 32, 3]), 127.5), 1);
  });

/** One bit each, the first image's the highest of the first byte. */
function readBits(base64: string): (index: number) => boolean {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return (index) => ((bytes[index >> 3]! >> (7 - (index & 7))) & 1) === 1;
}

describeOnBackends(['wasm'], 'networks that ship', () => {
  let images: Uint8Array;
  let labels: Uint8Array;
  before(async () => {
    images = decodeImages(await bytesAt(`${MINI}test.png`), COUNT, 'test.png');
    labels = decodeLabels(await bytesAt(`${MINI}test-labels.json`), COUNT, 10, 'test-labels.json');
  });

  for (const name of PRETRAINED_NAMES) {
    it(`${name}: right where it says so, and the same in the stock package`, async function () {
      this.timeout(120_000);
      const location = (await locate(name)()) as { url: string; weightUrls: Record<string, string> };
      const files = filesAt(location.url, location);
      const { spec, weights, metadata } = await readModel(files, { maxBytes: DEFAULT_MAX_BYTES });
      const { accuracy } = metadata as unknown as Stated;
      const stated = readBits(accuracy.right);
      const network = new Network(spec, { seed: 0, weights });
      const count = Math.min(COUNT, BATCH * Math.ceil(MACS / BATCH / countLayers(spec).macs));
      let right = 0;
      let asStated = 0;
      for (let start = 0; start < count; start += BATCH) {
        const x = tensorOf(images, start, BATCH);
        const { logits } = network.apply(x);
        const classes = tf.argMax(logits, 1);
        const answers = await classes.data();
        tf.dispose([x, logits, classes]);
        answers.forEach((answer, i) => {
          const isRight = answer === labels[start + i];
          right += Number(isRight);
          asStated += Number(isRight === stated(start + i));
        });
      }
      // PyTorch and this backend round differently; an image on the edge between two classes may change sides.
      expect(asStated / count).to.be.at.least(0.998);
      // Four standard errors of a share over that many images.
      const { overall } = accuracy;
      expect(right / count).to.be.closeTo(overall, 4 * Math.sqrt((overall * (1 - overall)) / count));

      const json = (await (await fetch(location.url)).json()) as Record<string, unknown>;
      const shards: Record<string, Uint8Array> = {};
      for (const [path, url] of Object.entries(location.weightUrls)) shards[path] = await bytesAt(url);
      const stock = await openStock({ json, shards });
      const x = tensorOf(images, 0, 4);
      const { logits } = network.apply(x);
      const expected = stock.predict(x) as tf.Tensor;
      expect(relativeError(await logits.data(), await expected.data())).to.be.at.most(1e-5);
      tf.dispose([x, logits, expected]);
      stock.dispose();
      network.dispose();
    });
  }
});
