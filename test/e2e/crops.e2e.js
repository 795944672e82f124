/** A reader moves the window, sweeps many images and takes the numbers along, in the built page. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openDemo } from './harness.js';

let demo;
before(async () => {
  demo = await openDemo();
});
after(() => demo.close());

test('one image, many images, every probability', async () => {
  const { page, complaints } = await demo.open('/demo/crops.html');
  const plot = page.locator('crop-robustness-plot');
  await plot.locator('.cr svg.class-map').waitFor({ timeout: 120_000 });
  assert.equal(await plot.locator('.cr .class-map > text').count(), 81);
  assert.match(
    await plot.locator('[part=finding]').innerText(),
    /of the crops agree with the whole image|all 81 crops/,
  );

  const window_ = plot.getByRole('slider', { name: 'Position of the window' });
  await window_.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  assert.equal(await window_.getAttribute('aria-valuenow'), '1');
  const box = await window_.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  // Three pixels of the image down.
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + (3 * box.width) / 32, { steps: 4 });
  await page.mouse.up();
  assert.equal(await window_.getAttribute('aria-valuenow'), String(1 + 3 * 9));

  await plot.getByRole('button', { name: 'Sweep 20 held-out images' }).click();
  await plot.locator('[part=survey-finding]').waitFor({ timeout: 180_000 });
  assert.match(await plot.locator('[part=survey-finding]').innerText(), /^Over 20 images .*95 % interval/);

  await plot.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    plot.getByRole('menuitem', { name: /Every probability, all images/ }).click(),
  ]);
  const rows = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  assert.equal(rows.length, 1 + 20 * 82);
  assert.equal(rows[0], 'image,truth,view,x,y,airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck');
  const sum = rows[1]
    .split(',')
    .slice(5)
    .reduce((total, p) => total + Number(p), 0);
  assert.ok(Math.abs(sum - 1) < 1e-5, `probabilities sum to ${sum}`);
  assert.deepEqual(complaints, []);
});
