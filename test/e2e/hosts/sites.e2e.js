/** Site generators and bundlers: each recipe is built as its README says, served, opened, and an element used. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openDemo } from '../harness.js';
import { pressStep, recipe, thirdParties, tool } from './host.js';

/** Serves a folder at a path, opens it, and hands it to `use`; nothing may complain or ask a third party. */
async function visit(folder, base, use, start = base) {
  const demo = await openDemo({ folders: { [base]: folder }, index: base });
  try {
    const { page, complaints } = await demo.open(start);
    const asked = await thirdParties(page.context());
    await use(page);
    assert.deepEqual(complaints, []);
    assert.deepEqual(asked, []);
  } finally {
    await demo.close();
  }
}

async function assertTrains(page) {
  const { device, step, error } = await pressStep(page);
  assert.deepEqual([error, step, device.host, device.backend], [undefined, 1, 'worker', 'wasm']);
}

test('Eleventy, below a path', async () => {
  const folder = recipe('eleventy');
  tool(folder, '@11ty/eleventy/cmd.cjs', ['--quiet']);
  await visit(join(folder, '_site'), '/notes/', assertTrains);
});

describe('VitePress, below a path', () => {
  let built;
  const site = () => {
    if (!built) {
      const folder = recipe('vitepress');
      tool(folder, 'vitepress/bin/vitepress.js', ['build']);
      built = join(folder, '.vitepress/dist');
    }
    return built;
  };

  test('a page from the server holds the fallback, and trains', async () => {
    assert.match(readFileSync(join(site(), 'index.html'), 'utf8'), /<model-trainer[^>]*>This figure needs JavaScript/);
    await visit(site(), '/notes/', assertTrains);
  });

  test('a page that Vue makes in the browser sets properties, and trains', async () => {
    await visit(
      site(),
      '/notes/',
      async (page) => {
        const visit = async () => {
          await page.getByRole('link', { name: 'To the network' }).click();
          await page.waitForFunction(() => document.querySelector('model-trainer')?.width === 0.05);
        };
        await visit();
        // Now the element is defined before Vue makes one, so what the page says is set as properties.
        await page.getByRole('link', { name: 'To another page' }).click();
        await visit();
        assert.equal(await page.evaluate(() => document.querySelector('model-trainer').hasAttribute('width')), false);
        await assertTrains(page);
      },
      '/notes/other.html',
    );
  });
});

describe('React and Vite', () => {
  test('the wrappers set properties, hear events and take changes', async () => {
    const folder = recipe('react');
    tool(folder, 'vite/bin/vite.js', ['build', '--logLevel', 'warn']);
    await visit(join(folder, 'dist'), '/app/', async (page) => {
      assert.equal(await page.locator('output').textContent(), 'no step yet');
      await page.locator('#reseed').click();
      await page.waitForFunction(() => document.querySelector('model-trainer')?.seed === 2);
      await assertTrains(page);
      await page.waitForFunction(() => /^\d\.\d{3}$/.test(document.querySelector('output').textContent));
    });
  });

  test('the wrappers render on a server, as plain tags', () => {
    const folder = recipe('react');
    const html = execFileSync(process.execPath, ['render.js'], { cwd: folder, encoding: 'utf8' });
    assert.equal(
      html,
      '<model-trainer width="0.5" batch-size="8">a</model-trainer><saliency-map src="baseline-slim" overlay="" class="wide"></saliency-map>',
    );
  });
});
