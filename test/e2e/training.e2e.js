/**
 * The main job, in the demo page as a reader meets it: press Train, and a network learns real images through the real
 * worker, on a machine without a GPU, while the page stays smooth.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openDemo, pageWith } from './harness.js';

/** The time a reader without a GPU is asked for, in ms. */
const QUICK_RUN_MS = 180_000;

/** Resolves in the page when the element's model has done so many steps. */
const stepsDone = (page, id, steps) =>
  page.waitForFunction(
    ([selector, target]) => document.querySelector(selector).session.snapshot.step >= target,
    [`#${id}`, steps],
    { timeout: QUICK_RUN_MS },
  );

const snapshotOf = (page, id) =>
  page.evaluate((selector) => {
    const { phase, step, totalSteps, points, evaluations, device, error } =
      document.querySelector(selector).session.snapshot;
    return { phase, step, totalSteps, points, evaluations, device, error: error?.message };
  }, `#${id}`);

/** 95th percentile of the time between two frames, in ms, over so many frames. */
const frameTime = (page, frames) =>
  page.evaluate(
    (count) =>
      new Promise((resolve) => {
        const times = [];
        const tick = (now) => {
          times.push(now);
          if (times.length <= count) return requestAnimationFrame(tick);
          const gaps = times
            .slice(1)
            .map((time, i) => time - times[i])
            .sort((a, b) => a - b);
          resolve(gaps[Math.floor(gaps.length * 0.95)]);
        };
        requestAnimationFrame(tick);
      }),
    frames,
  );

describe('the demo page', () => {
  let demo;
  before(async () => {
    demo = await openDemo();
  });
  after(() => demo.close());

  test('a quick run reaches 45 % on held-out images within three minutes', { timeout: 300_000 }, async (t) => {
    const { page, complaints } = await demo.open('/demo/');
    const trainer = page.locator('#trainer');
    await trainer.scrollIntoViewIfNeeded();
    const began = Date.now();
    await trainer.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForFunction(
      () => ['finished', 'failed'].includes(document.querySelector('#trainer').session.snapshot.phase),
      undefined,
      { timeout: QUICK_RUN_MS },
    );
    const seconds = (Date.now() - began) / 1000;
    const { phase, evaluations, device, error, totalSteps } = await snapshotOf(page, 'trainer');
    assert.equal(error, undefined);
    assert.equal(phase, 'finished');
    assert.equal(device.host, 'worker');
    assert.equal(device.backend, 'wasm');
    const { accuracy, count } = evaluations.at(-1);
    t.diagnostic(`${(accuracy * 100).toFixed(1)} % of ${count} after ${totalSteps} steps in ${seconds.toFixed(0)} s`);
    assert.equal(count, 1000);
    assert.ok(accuracy >= 0.45, `held-out accuracy ${accuracy}`);
    await trainer
      .getByText(`${(accuracy * 100).toFixed(1)} %`)
      .first()
      .waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('two elements over one model follow the same run; a third model has its own', async () => {
    const { page, complaints } = await demo.open('/demo/');
    await page.locator('#trainer').scrollIntoViewIfNeeded();
    await page.locator('#twin').scrollIntoViewIfNeeded();
    await page.locator('#twin').getByRole('button', { name: 'Step', exact: true }).click();
    await stepsDone(page, 'trainer', 1);
    await page.waitForFunction(() => document.querySelector('#twin').session.snapshot.phase === 'paused');
    assert.equal((await snapshotOf(page, 'twin')).step, 1);
    assert.equal(
      await page.evaluate(() => document.querySelector('#trainer').session === document.querySelector('#twin').session),
      true,
    );
    await page.locator('#sibling').scrollIntoViewIfNeeded();
    assert.equal((await snapshotOf(page, 'sibling')).step, 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('a run goes on when its element is moved, and after it was away', async () => {
    const { page, complaints } = await demo.open('/demo/');
    const trainer = page.locator('#trainer');
    await trainer.scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector('#twin').remove());
    await trainer.getByRole('button', { name: 'Train', exact: true }).click();
    await stepsDone(page, 'trainer', 2);
    const before = await page.evaluate(() => {
      const element = document.querySelector('#trainer');
      const { session } = element;
      element.remove();
      return new Promise((resolve) => {
        const stop = session.subscribe(({ step }) => {
          stop();
          document.querySelector('main').prepend(element);
          resolve(step);
        });
      });
    });
    await stepsDone(page, 'trainer', before + 2);
    const { points, step } = await snapshotOf(page, 'trainer');
    assert.deepEqual(
      points.map((point) => point.step),
      Array.from({ length: step }, (_, i) => i + 1),
    );
    await trainer.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.waitForFunction(() => document.querySelector('#trainer').session.snapshot.phase === 'paused');
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test('the page draws as smoothly while it trains as when it is idle', async (t) => {
    const { page } = await demo.open('/demo/');
    const trainer = page.locator('#trainer');
    await trainer.scrollIntoViewIfNeeded();
    const button = (name) => trainer.getByRole('button', { name, exact: true });
    const rounds = [];
    // Idle and training by turns, so that what else the machine does meets both alike.
    for (const start of ['Train', 'Resume', 'Resume']) {
      const idle = await frameTime(page, 100);
      await button(start).click();
      await stepsDone(page, 'trainer', 3);
      rounds.push({ idle, training: await frameTime(page, 100) });
      await button('Pause').click();
      await button('Resume').waitFor();
    }
    const middle = (values) => values.sort((x, y) => x - y)[1];
    const idle = middle(rounds.map((round) => round.idle));
    const training = middle(rounds.map((round) => round.training));
    t.diagnostic(
      `95th percentile of the frame interval: ${idle.toFixed(1)} ms idle, ${training.toFixed(1)} ms training`,
    );
    assert.ok(training <= 1.25 * idle, `${training} ms against ${idle} ms`);
    await page.close();
  });
});

describe('without WebGPU', () => {
  test('an element that insists on it says so in its box, and nowhere else', async () => {
    const demo = await openDemo({
      page: (path) =>
        path === '/test'
          ? {
              body: pageWith(
                '<script type="module" src="/cdn/all.js"></script><model-trainer id="trainer" backend="webgpu"></model-trainer>',
              ),
            }
          : undefined,
    });
    const { page, complaints } = await demo.open('/test');
    await page.locator('#trainer').getByRole('button', { name: 'Train', exact: true }).click();
    await page.locator('#trainer').getByText('webgpu', { exact: false }).first().waitFor();
    await page.waitForFunction(() => document.querySelector('#trainer').session.snapshot.phase === 'failed');
    const { error } = await snapshotOf(page, 'trainer');
    assert.match(error, /webgpu/);
    assert.deepEqual(complaints, []);
    await demo.close();
  });
});

describe('on WebGPU', () => {
  test('a tiny network learns', { timeout: 300_000 }, async (t) => {
    const demo = await openDemo({
      webgpu: true,
      page: (path) =>
        path === '/test'
          ? {
              body: pageWith(
                '<script type="module" src="/cdn/all.js"></script>' +
                  '<model-trainer id="trainer" backend="webgpu" batch-size="16" learning-rate="0.1" schedule="constant"></model-trainer>',
              ),
            }
          : undefined,
    });
    const { page, complaints } = await demo.open('/test');
    // Three learning layers: a software adapter takes seconds for a step of the baseline.
    await page.evaluate(async () => {
      await customElements.whenDefined('model-trainer');
      document.querySelector('#trainer').architecture = {
        name: 'tiny',
        inputShape: [32, 32, 3],
        layers: [
          { name: 'conv0', type: 'conv2d', filters: 8, kernelSize: 3, strides: 4, padding: 'same' },
          { name: 'bn0', type: 'batchNorm' },
          { name: 'relu0', type: 'relu' },
          { name: 'gap', type: 'globalAveragePooling2d' },
          { name: 'logits', type: 'dense', units: 10 },
        ],
      };
    });
    await page.locator('#trainer').getByRole('button', { name: 'Train', exact: true }).click();
    await stepsDone(page, 'trainer', 90);
    const { points, device } = await snapshotOf(page, 'trainer');
    assert.equal(device.backend, 'webgpu');
    const mean = (part) => part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    const [first, last] = [mean(points.slice(0, 30)), mean(points.slice(60, 90))];
    t.diagnostic(`mean loss of 30 steps: ${first.toFixed(3)} at first, ${last.toFixed(3)} after 60 steps`);
    assert.ok(last < first - 0.05, `loss ${first} then ${last}`);
    assert.deepEqual(complaints, []);
    await demo.close();
  });
});
