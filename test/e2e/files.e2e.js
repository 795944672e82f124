/**
 * A course's own data and models: train on a zip archive of three classes, take the network away as a file, open it in a
 * fresh page and in stock TensorFlow.js, and find a run again after a reload.
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { unzipSync, zipSync } from 'fflate';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PNG } from 'pngjs';
import { openDemo, pageWith } from './harness.js';

const COLOURS = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255] };
const SETTINGS = { width: 1 / 16, batchSize: 24, epochs: 20, learningRate: 0.05, augment: 'none' };
const blank = pageWith('', `<script type="module">import * as kit from '/cdn/core.js'; globalThis.kit = kit;</script>`);

const trainer = pageWith(
  `<model-trainer model="own" width="0.0625" batch-size="24" epochs="20" learning-rate="0.05" augment="none"></model-trainer>`,
  `<script type="module" src="/cdn/model-trainer.js"></script>`,
);

/** Pictures of one colour with a grey spot, in folders named after it. */
function coloursZip(count) {
  const files = {};
  for (const [name, colour] of Object.entries(COLOURS)) {
    for (let i = 0; i < count; i++) {
      const png = new PNG({ width: 32, height: 32 });
      for (let p = 0; p < 1024; p++) {
        const spot = Math.abs((p % 32) - ((i * 7) % 32)) < 5 && Math.abs(Math.floor(p / 32) - ((i * 11) % 32)) < 5;
        png.data.set(spot ? [128, 128, 128, 255] : [...colour, 255], p * 4);
      }
      files[`colours/${name}/${i}.png`] = PNG.sync.write(png);
    }
  }
  return zipSync(files);
}

/** Makes `globalThis.session` in the page, and puts helpers beside it. */
async function openSession(page, settings) {
  await page.waitForFunction(() => globalThis.kit);
  await page.evaluate((given) => {
    globalThis.session = globalThis.kit.acquireSession('test', given).session;
    globalThis.fileOf = (name, base64) =>
      new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name);
  }, settings);
}

/** Opens the trainer's panel of files and takes its session as `globalThis.session`. */
async function openPanel(page) {
  await page.getByRole('button', { name: 'Own pictures and networks' }).click();
  await page.getByText('None yet.').waitFor();
  await page.evaluate(() => (globalThis.session = document.querySelector('model-trainer').session));
}

/** Probabilities of given pixels. */
const predict = (page, pixels) =>
  page.evaluate(async (data) => {
    const images = { data: Uint8Array.from(data), shape: [data.length / 3072, 32, 32, 3] };
    return [...(await globalThis.session.ask('model.predict', { images })).data];
  }, pixels);

describe('files', () => {
  const zip = coloursZip(20);
  const pixels = Object.values(COLOURS).flatMap((colour) => Array.from({ length: 1024 }, () => colour).flat());
  let demo;
  let exported;
  let predictions;
  before(async () => {
    const pages = { '/blank': blank, '/trainer': trainer };
    demo = await openDemo({
      flags: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
      page: (path) => (Object.hasOwn(pages, path) ? { body: pages[path] } : undefined),
    });
  });
  after(() => demo.close());

  test('a zip archive of three classes trains a network', { timeout: 120_000 }, async () => {
    const { page, complaints } = await demo.open('/blank');
    await openSession(page, SETTINGS);
    const { leftOut, classNames, accuracy, bytes } = await page.evaluate(async (base64) => {
      const { session, fileOf } = globalThis;
      const left = await session.importDataset([fileOf('colours.zip', base64)]);
      await session.train();
      const blob = await session.exportModel();
      const { classNames: names, evaluations } = session.snapshot;
      return {
        leftOut: left.length,
        classNames: names,
        accuracy: evaluations.at(-1).accuracy,
        bytes: [...new Uint8Array(await blob.arrayBuffer())],
      };
    }, Buffer.from(zip).toString('base64'));
    assert.equal(leftOut, 0);
    assert.deepEqual(classNames, ['blue', 'green', 'red']);
    assert.ok(accuracy > 0.9, `${accuracy}`);
    exported = Uint8Array.from(bytes);
    predictions = await predict(page, pixels);
    assert.deepEqual(complaints, []);
  });

  test('its file gives the same predictions in a fresh page', { timeout: 60_000 }, async () => {
    const { page, complaints } = await demo.open('/blank');
    await openSession(page, SETTINGS);
    await page.evaluate(
      (base64) => globalThis.session.importModel([globalThis.fileOf('colours-model.zip', base64)]),
      Buffer.from(exported).toString('base64'),
    );
    assert.deepEqual(await page.evaluate(() => globalThis.session.snapshot.classNames), ['blue', 'green', 'red']);
    assert.deepEqual(await predict(page, pixels), predictions);
    assert.deepEqual(complaints, []);
  });

  test('and in stock TensorFlow.js', async () => {
    await tf.setBackend('cpu');
    const { 'model.json': json, ...shards } = unzipSync(exported);
    const artifacts = JSON.parse(Buffer.from(json).toString());
    const [{ paths, weights }] = artifacts.weightsManifest;
    const data = Buffer.concat(paths.map((path) => shards[path]));
    const weightData = data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
    const model = await loadLayersModel(tf.io.fromMemory({ ...artifacts, weightSpecs: weights, weightData }));
    const scaled = pixels.map((byte) => byte / 127.5 - 1);
    const stock = await tf.softmax(model.predict(tf.tensor4d(scaled, [3, 32, 32, 3]))).data();
    predictions.forEach((expected, i) =>
      assert.ok(Math.abs(stock[i] - expected) <= 1e-5, `${stock[i]} and ${expected}`),
    );
  });

  test(
    'the same by hand: a zip archive, Train, Export, and the file in a fresh page',
    { timeout: 120_000 },
    async () => {
      const { page, complaints } = await demo.open('/trainer');
      await openPanel(page);
      const archive = { name: 'colours.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) };
      await page.locator('.files input[type=file]').nth(1).setInputFiles(archive);
      await page.getByText(/pictures of 3 classes to learn from/).waitFor();
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.waitForFunction(() => globalThis.session.snapshot.phase === 'finished', undefined, {
        timeout: 60_000,
      });
      const own = await predict(page, pixels);
      await page.getByRole('button', { name: 'Export' }).click();
      const saving = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: /^Network TensorFlow/ }).click();
      const saved = await (await saving).path();
      const fresh = await demo.open('/trainer');
      await openPanel(fresh.page);
      const network = { name: 'network.zip', mimeType: 'application/zip', buffer: readFileSync(saved) };
      await fresh.page.locator('.files input[type=file]').nth(2).setInputFiles(network);
      await fresh.page.getByText('network.zip: is here.').waitFor();
      assert.deepEqual(await predict(fresh.page, pixels), own);
      assert.deepEqual([...complaints, ...fresh.complaints], []);
    },
  );

  test('a camera’s stills by class are a data set', { timeout: 60_000 }, async () => {
    const { page, complaints } = await demo.open('/trainer');
    await openPanel(page);
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await page.waitForFunction(
      () => document.querySelector('model-trainer').shadowRoot.querySelector('.files video')?.videoWidth > 0,
      undefined,
      { polling: 100 },
    );
    const rows = page.locator('.camera-classes li');
    for (const [row, count] of [
      [0, '1 picture'],
      [0, '2 pictures'],
      [1, '1 picture'],
      [1, '2 pictures'],
    ]) {
      // Chromium's fake camera shows nothing at moments; the element says so then, and a reader presses again.
      const taken = async () => /\d+\s+pictures?/.exec(await rows.nth(row).innerText())?.[0].replace(/\s+/, ' ');
      while ((await taken()) !== count) {
        await rows
          .nth(row)
          .getByRole('button', { name: 'Take a picture' })
          .evaluate((button) => button.click());
      }
    }
    await page.getByRole('button', { name: 'Learn from these' }).evaluate((button) => button.click());
    await page.getByText(/pictures of 2 classes to learn from/).waitFor();
    const { classNames, testSize } = await page.evaluate(() => globalThis.session.snapshot.dataset);
    assert.deepEqual({ classNames, testSize }, { classNames: ['class 1', 'class 2'], testSize: 2 });
    await page.evaluate(() => globalThis.session.step());
    assert.deepEqual(complaints, []);
  });

  test('a run that the page keeps goes on after a reload', { timeout: 120_000 }, async () => {
    const settings = { ...SETTINGS, keep: 'e2e', epochs: 1 };
    const { page, complaints } = await demo.open('/blank');
    const step = async (count) => {
      for (let i = 0; i < count; i++) await page.evaluate(() => globalThis.session.step());
      return page.evaluate(() => globalThis.session.snapshot.points.map(({ loss }) => loss));
    };
    await openSession(page, { ...settings, keep: undefined });
    const whole = await step(6);
    await page.reload();
    await openSession(page, settings);
    await step(3);
    await page.reload();
    await openSession(page, settings);
    await page.waitForFunction(() => globalThis.session.snapshot.step === 3);
    assert.deepEqual(await step(3), whole);
    assert.deepEqual(complaints, []);
  });
});
