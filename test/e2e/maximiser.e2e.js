/**
 * A page with one tag: the network arrives by name, the image becomes what the network wants to see, and the reader takes
 * the run away as an animation.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { decodeApng } from 'fast-png';
import { openDemo, pageWith } from './harness.js';

const STEPS = 12;
const PATIENT = { timeout: 120_000 };
const body = `<class-maximiser src="baseline-slim" steps="${STEPS}" target-class="cat" no-attack>
    A figure that needs JavaScript.</class-maximiser>
  <script type="module" src="/cdn/class-maximiser.js"></script>`;

describe('<class-maximiser> in a page', () => {
  let demo;
  before(async () => {
    demo = await openDemo({ page: (path) => (path === '/maximiser' ? { body: pageWith(body) } : undefined) });
  });
  after(() => demo.close());

  test('plays, pauses nothing else, ends sure of its class, and exports what was seen', async () => {
    const { page, complaints } = await demo.open('/maximiser');
    const frame = () => page.evaluate(() => document.querySelector('class-maximiser').frame?.step);
    await page.waitForFunction(() => document.querySelector('class-maximiser')?.frame, null, PATIENT);
    assert.equal(await frame(), 0);
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.waitForFunction(
      (steps) => document.querySelector('class-maximiser').frame.step === steps,
      STEPS,
      PATIENT,
    );
    assert.match(await page.locator('[part=finding]').textContent(), /until the network prefers cat/);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /Animation/ }).click();
    const { frames, width } = decodeApng(readFileSync(await (await saved).path()));
    assert.equal(width, 256);
    assert.ok(frames.length > 2);
    // It begins at grey.
    assert.ok(Math.abs(frames[0].data[0] - 128) <= 1);
    assert.deepEqual(complaints, []);
  });
});
