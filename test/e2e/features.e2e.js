/** A reader goes through a layer, lays codes out and takes the numbers along, in the built page. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openDemo } from './harness.js';

let demo;
before(async () => {
  demo = await openDemo();
});
after(() => demo.close());

test('one layer, one channel, the space of codes', async () => {
  const { page, complaints } = await demo.open('/demo/features.html');
  const explorer = page.locator('feature-explorer');
  await explorer.locator('[part=sheet]').waitFor({ timeout: 120_000 });
  assert.match(await explorer.locator('[part=finding]').innerText(), /^Channel \d+ of conv\d+ \(after relu\d+\) gives/);

  await explorer.locator('[part=dead-finding]').waitFor({ timeout: 120_000 });
  const sheet = explorer.getByRole('slider', { name: 'Channel of' });
  await sheet.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  assert.equal(await sheet.getAttribute('aria-valuenow'), '1');
  assert.match(await explorer.locator('[part=patches] h4').innerText(), /What makes channel 1 fire/);

  await explorer.getByRole('button', { name: 'Lay out 200 held-out images' }).click();
  await explorer.locator('[part=space-finding]').waitFor({ timeout: 240_000 });
  assert.match(
    await explorer.locator('[part=space-finding]').innerText(),
    /^Of 200 images most of the 10 nearest by code/,
  );

  await explorer.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    explorer.getByRole('menuitem', { name: /Space of codes/ }).click(),
  ]);
  const rows = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  assert.equal(rows.length, 1 + 200);
  assert.match(rows[0], /^image,truth,x by code,y by code,x by pixels,y by pixels,code 0,code 1,/);
  assert.deepEqual(complaints, []);
});
