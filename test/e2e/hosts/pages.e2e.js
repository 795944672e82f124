/**
 * Hosts that need nothing but a script tag: a page of another site, slides, a notebook's cell, a course platform's
 * frame, paper. Each uses an element; none asks a third party for anything.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openDemo, pageWith, serveAsCdn } from '../harness.js';
import { CDN, npm, pressStep, recipe, TARBALL, thirdParties } from './host.js';

const TRAINER = '<model-trainer width="0.05" batch-size="8">This figure needs JavaScript.</model-trainer>';

/** Opens `body` on a site of its own, beside a CDN that has the package. */
async function site(body, options = {}) {
  const cdn = await serveAsCdn(CDN);
  const demo = await openDemo({
    folders: {},
    index: '/',
    headers: () => ({}),
    page: (path) => (path === '/' ? { body: body(cdn.url) } : undefined),
    ...options,
  });
  const { page, complaints } = await demo.open('/');
  const asked = await thirdParties(page.context());
  return {
    page,
    complaints,
    asked,
    cdn,
    demo,
    async close() {
      await demo.close();
      await cdn.close();
    },
  };
}

test('npm installs the package and Lit, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'install-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
    npm(
      ['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', join(TARBALL, readdirSync(TARBALL)[0])],
      folder,
    );
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    assert.deepEqual(installed.sort(), [
      '@lit',
      '@lit-labs',
      '@types',
      'convnet-elements',
      'lit',
      'lit-element',
      'lit-html',
    ]);
    const script = `import { PRETRAINED_NAMES } from 'convnet-elements'; console.log(PRETRAINED_NAMES.length > 0);`;
    const answer = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    assert.equal(String(answer).trim(), 'true');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('plain HTML, the package on another origin', async () => {
  const host = await site((cdn) => pageWith(TRAINER, `<script type="module" src="${cdn}/cdn/all.js"></script>`));
  try {
    const { device, step, error } = await pressStep(host.page);
    assert.deepEqual([error, step, device.host], [undefined, 1, 'worker']);
    assert.deepEqual(host.complaints, []);
    assert.deepEqual(host.asked, []);
  } finally {
    await host.close();
  }
});

describe('reveal.js', () => {
  let host;
  const fetched = [];
  before(async () => {
    const folder = recipe('reveal');
    const demo = await openDemo({ folders: { '/': folder }, index: '/' });
    const page = await (await demo.browser.newContext()).newPage();
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await page.goto(`${demo.url}/`);
    await page.waitForFunction(() => window.deck?.isReady());
    host = { demo, page };
  });
  after(() => host?.demo.close());

  test('a figure on a hidden slide costs no worker and no data', async () => {
    await host.page.evaluate(() => customElements.whenDefined('model-trainer'));
    assert.deepEqual(
      fetched.filter((path) => /cdn\/(worker|spawn|assets)/.test(path)),
      [],
    );
  });

  test('shown, it has its size and trains', async () => {
    await host.page.keyboard.press('ArrowRight');
    const trainer = host.page.locator('model-trainer');
    await trainer.waitFor({ state: 'visible' });
    const { width, height } = await trainer.boundingBox();
    assert.ok(width > 280 && height > 100, `${width} × ${height}`);
    const { device, step, error } = await pressStep(host.page);
    assert.deepEqual([error, step, device.host], [undefined, 1, 'worker']);
  });

  test('its arrow keys do not turn the slide', async () => {
    await host.page.locator('model-trainer').getByRole('button', { name: 'Step' }).focus();
    await host.page.keyboard.press('ArrowLeft');
    assert.equal(await host.page.evaluate(() => window.deck.getIndices().h), 1);
    await host.page.evaluate(() => document.activeElement.blur());
    await host.page.keyboard.press('ArrowLeft');
    assert.equal(await host.page.evaluate(() => window.deck.getIndices().h), 0);
  });
});

describe('a notebook’s cell', () => {
  /**
   * As Jupyter shows a cell's HTML: set as innerHTML, in which scripts do not run, and then each script is made again.
   */
  const show = (page, html) =>
    page.evaluate((html) => {
      const output = document.querySelector('#output');
      output.innerHTML = html;
      for (const script of output.querySelectorAll('script')) {
        const again = document.createElement('script');
        for (const { name, value } of script.attributes) again.setAttribute(name, value);
        again.textContent = script.textContent;
        script.replaceWith(again);
      }
    }, html);

  test('trains, and a cell that is run again goes on with the same model', async () => {
    const host = await site(() => pageWith('<div id="output"></div>'));
    try {
      const cell = `<script type="module" src="${host.cdn.url}/cdn/all.js"></script>${TRAINER.replace('>', ' model="cell">')}`;
      await show(host.page, cell);
      const first = await pressStep(host.page);
      assert.deepEqual([first.error, first.step, first.device.host], [undefined, 1, 'worker']);
      await show(host.page, cell);
      const step = await host.page.evaluate(() => document.querySelector('model-trainer').session.snapshot.step);
      assert.equal(step, 1);
      assert.deepEqual(host.complaints, []);
      assert.deepEqual(host.asked, []);
    } finally {
      await host.close();
    }
  });
});

describe('print to PDF', () => {
  test('a trained figure is on the page, without controls for choosing', async () => {
    const host = await site((cdn) => pageWith(TRAINER, `<script type="module" src="${cdn}/cdn/all.js"></script>`));
    try {
      await pressStep(host.page);
      const shownButtons = () =>
        host.page.evaluate(
          () =>
            [...document.querySelector('model-trainer').shadowRoot.querySelectorAll('button')].filter((button) =>
              button.checkVisibility(),
            ).length,
        );
      const onScreen = await shownButtons();
      await host.page.emulateMedia({ media: 'print' });
      const onPaper = await shownButtons();
      assert.ok(onPaper < onScreen, `${onPaper} of ${onScreen} buttons are printed`);
      const pdf = (await host.page.pdf({ format: 'A4' })).toString('latin1');
      assert.match(pdf, /^%PDF-/);
      assert.ok(pdf.match(/\/Type\s*\/Page\b/g).length >= 1);
    } finally {
      await host.close();
    }
  });
});

describe('a sandboxed frame for a course platform', () => {
  let cdn;
  let demo;
  /** What the platform's page hears; kept by its own listener. */
  const LISTEN = `<script>window.heard = []; addEventListener('message', ({ data, origin }) => heard.push({ data, origin }));</script>`;
  before(async () => {
    cdn = await serveAsCdn(CDN);
    demo = await openDemo({
      folders: {},
      index: '/course',
      headers: () => ({}),
      page: (path) => {
        const host = path === '/course' ? demo.url : 'https://elsewhere.example';
        const query = `element=model-trainer&width=0.05&batch-size=8&onclick=alert(1)&host=${encodeURIComponent(host)}`;
        return {
          body: pageWith(
            `<iframe data-convnet-frame sandbox="allow-scripts" style="inline-size: 100%; height: 50px; border: 0"
               title="A network to train" src="${cdn.url}/cdn/frame.html?${query}"></iframe>`,
            `${LISTEN}<script type="module" src="${cdn.url}/cdn/frame-host.js"></script>`,
          ),
        };
      },
    });
  });
  after(async () => {
    await demo?.close();
    await cdn?.close();
  });

  const frameOf = (page) => page.frames().find((frame) => frame.url().includes('frame.html'));

  test('gets the height of its content, trains in a worker, and runs nothing from its address', async () => {
    const { page, complaints } = await demo.open('/course');
    await page.waitForFunction(() => document.querySelector('iframe').getBoundingClientRect().height > 150);
    const { device, step, error } = await pressStep(frameOf(page));
    assert.deepEqual([error, step, device.host], [undefined, 1, 'worker']);
    const taller = await frameOf(page).evaluate(() => {
      document.querySelector('main').style.paddingBlockEnd = '500px';
      return Math.ceil(document.documentElement.getBoundingClientRect().height);
    });
    await page.waitForFunction((height) => document.querySelector('iframe').offsetHeight === height, taller);
    assert.equal(await frameOf(page).evaluate(() => document.querySelector('model-trainer').onclick), null);
    assert.ok((await page.evaluate(() => window.heard)).every(({ origin }) => origin === 'null'));
    assert.deepEqual(complaints, []);
  });

  test('the page believes no other sender, and no message of another shape', async () => {
    const { page } = await demo.open('/course');
    await page.waitForFunction(() => window.heard.length > 0);
    await page.waitForFunction(() => document.querySelector('iframe').offsetHeight > 150);
    // The frame's own height may still change, so what is looked for is any height that only a lie could give.
    await page.evaluate(() => {
      const frame = document.querySelector('iframe');
      window.taken = [];
      new MutationObserver(() => window.taken.push(frame.offsetHeight)).observe(frame, { attributes: true });
      postMessage({ type: 'convnet-elements:height', height: 777 });
    });
    const bad = [
      { type: 'convnet-elements:height', height: '777' },
      { type: 'convnet-elements:height', height: 777, more: 1 },
      { type: 'convnet-elements:height', height: Infinity },
      { type: 'convnet-elements:height', height: -1 },
      { type: 'convnet-elements:height', height: 1e9 },
      { type: 'height', height: 777 },
      'convnet-elements:height',
      null,
    ];
    const heard = await page.evaluate(() => window.heard.length);
    await frameOf(page).evaluate((bad) => bad.forEach((data) => parent.postMessage(data, '*')), bad);
    await page.waitForFunction((count) => window.heard.length >= count, heard + bad.length);
    const believed = () => page.evaluate(() => window.taken.filter((height) => height === 777 || height > 10_000));
    assert.deepEqual(await believed(), []);
    // The same path, with a right message: it would have been believed.
    await frameOf(page).evaluate(() => parent.postMessage({ type: 'convnet-elements:height', height: 777 }, '*'));
    await page.waitForFunction(() => window.taken.includes(777));
  });

  test('the frame tells its height to nobody but the page that its address names', async () => {
    const { page } = await demo.open('/other');
    await frameOf(page).waitForFunction(() => customElements.get('model-trainer'));
    // Messages keep their order: when this echo is back, an answer to the question would be too.
    await frameOf(page).evaluate(() => {
      addEventListener('message', () => parent.postMessage('echo', '*'));
    });
    await page.evaluate(() => {
      document.querySelector('iframe').contentWindow.postMessage({ type: 'convnet-elements:ask' }, '*');
    });
    await page.waitForFunction(() => window.heard.some(({ data }) => data === 'echo'));
    const heights = await page.evaluate(
      () => window.heard.filter(({ data }) => data?.type?.endsWith(':height')).length,
    );
    assert.equal(heights, 0);
  });

  test('an address without an element says what is missing', async () => {
    const page = await (await demo.browser.newContext()).newPage();
    await page.goto(`${cdn.url}/cdn/frame.html?element=script`);
    await page.waitForFunction(() => document.querySelector('main').textContent.includes('model-trainer'));
    assert.equal(await page.locator('main > *').count(), 0);
  });
});
