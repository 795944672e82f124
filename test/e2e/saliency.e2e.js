/**
 * Asking why, on a page as a reader meets it: a shipped network's first map soon after it is scrolled to, a map that
 * follows a model in training further up and answers a press meanwhile, a picture of the reader's own.
 */
import assert from 'node:assert/strict';
import { availableParallelism, loadavg } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { openDemo, pageWith } from './harness.js';

/** What a reader may have to wait for the first map, in ms, on a machine that does nothing else. */
const FIRST_MAP_MS = 1_500;

const SCRIPT = '<script type="module" src="/cdn/all.js"></script>';
/** More than the element looks ahead. */
const SPACE = '<div style="height: 4000px">Much to read first.</div>';
const PAGES = {
  '/shipped': pageWith(`${SCRIPT}${SPACE}<saliency-map></saliency-map>`),
};

/** A value of the element, in the page. */
const read = (page, get) => page.evaluate(`(${get})(document.querySelector('saliency-map'))`);
const until = (page, condition, timeout = 60_000) =>
  page.waitForFunction(`(${condition})(document.querySelector('saliency-map'))`, undefined, { timeout });

describe('saliency-map', () => {
  let demo;
  before(async () => {
    demo = await openDemo({ page: (path) => (path in PAGES ? { body: PAGES[path] } : undefined) });
  });
  after(() => demo.close());

  test('the shipped network’s first map, from the moment it is scrolled to', { timeout: 120_000 }, async (t) => {
    const { page, complaints } = await demo.open('/shipped');
    const times = [];
    // The first visit fills the cache.
    for (const visit of [1, 2, 3, 4]) {
      if (visit > 1) await page.reload();
      await page.waitForFunction(() => customElements.get('saliency-map'));
      assert.equal(await read(page, (element) => element.attribution), undefined, 'nothing before it is near');
      times.push(
        await page.evaluate(async () => {
          const element = document.querySelector('saliency-map');
          const drawn = new Promise((done) => element.addEventListener('attribution', done, { once: true }));
          const start = performance.now();
          element.scrollIntoView();
          await drawn;
          await element.updateComplete;
          // On screen with the next frame.
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          return performance.now() - start;
        }),
      );
    }
    const { device, source } = await read(page, (element) => {
      const { device, source } = element.session.snapshot;
      return { device, source: source.name };
    });
    const [first, ...warm] = times;
    const middle = warm.sort((a, b) => a - b)[1];
    t.diagnostic(
      `first map of ${source} on ${device.backend}: ${middle.toFixed(0)} ms with a warm cache, ${first.toFixed(0)} ms ` +
        `without, at a load of ${loadavg()[0].toFixed(1)}`,
    );
    assert.equal(source, 'baseline-slim');
    assert.equal(device.backend, 'wasm');
    // As much longer as others queue for the same cores.
    const queue = Math.max(1, loadavg()[0] / availableParallelism());
    assert.ok(middle < FIRST_MAP_MS * queue, `${warm.join()} ms`);
    assert.match(await page.locator('saliency-map [part=finding]').innerText(), /^The network says cat, \d/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('follows a model that is trained on the page, and answers a press meanwhile', { timeout: 180_000 }, async () => {
    const { page, complaints } = await demo.open('/demo/');
    const map = page.locator('saliency-map');
    await page.waitForFunction(() => customElements.get('saliency-map'));
    await page.evaluate(() => {
      window.steps = [];
      const element = document.querySelector('saliency-map');
      element.addEventListener('attribution', ({ step }) => window.steps.push(step));
    });
    await map.scrollIntoViewIfNeeded();
    await until(page, (element) => element.attribution);
    await map.getByText('untrained', { exact: false }).first().waitFor();
    await page.locator('#trainer').getByRole('button', { name: 'Train', exact: true }).click();
    // What arrives above it while the run begins may push the map out of sight again, where it follows nothing.
    const followed = () => {
      document.querySelector('saliency-map').scrollIntoView({ block: 'center' });
      return window.steps.filter((step) => step > 0).length >= 3;
    };
    await page.waitForFunction(followed, undefined, { timeout: 90_000 });
    const steps = await page.evaluate(() => window.steps);
    assert.deepEqual(
      steps,
      steps.toSorted((a, b) => a - b),
      'never an older map after a newer one',
    );
    const asked = await read(page, (element) => element.session.snapshot.step);
    await map.getByRole('button', { name: /^truck/ }).click();
    await until(page, (element) => element.attribution.target === 9);
    const [answered, phase] = await page.evaluate(() => [
      window.steps.at(-1),
      document.querySelector('saliency-map').session.snapshot.phase,
    ]);
    assert.equal(phase, 'running');
    assert.ok(answered - asked < 5, `asked at step ${asked}, answered at ${answered}`);
    // Nothing is drawn out of sight, buttons neither.
    await page.locator('#trainer').scrollIntoViewIfNeeded();
    await page.locator('#trainer').getByRole('button', { name: 'Pause', exact: true }).click();
    await until(page, (element) => element.session.snapshot.phase === 'paused');
    // The press on Pause scrolled the map out of sight, where it follows nothing.
    await map.scrollIntoViewIfNeeded();
    const { step } = await read(page, (element) => ({ step: element.session.snapshot.step }));
    await page.waitForFunction((last) => window.steps.at(-1) === last, step);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('explains a picture that the reader drops in, by keyboard alone', { timeout: 120_000 }, async () => {
    const { page, complaints } = await demo.open('/shipped');
    const map = page.locator('saliency-map');
    await map.scrollIntoViewIfNeeded();
    await until(page, (element) => element.attribution);
    await map.getByRole('button', { name: 'Choose image' }).focus();
    await page.keyboard.press('Enter');
    const file = map.getByRole('button', { name: 'File', exact: true });
    await file.focus();
    await page.keyboard.press('Enter');
    const picture = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(90, 60);
      canvas.getContext('2d').fillRect(20, 10, 40, 30);
      const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      return [...bytes];
    });
    await map
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer: Buffer.from(picture) });
    await map.getByText('mine.png', { exact: false }).first().waitFor();
    await until(page, (element) => element.attribution);
    await map.locator('[part=map]').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await map.getByText('pixel (1,', { exact: false }).first().waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
