/**
 * A site that installs the package and bundles it with Vite gets a page that trains: the bundler finds the worker and
 * the assets by their literal URLs, and trips over nothing.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'vite';
import { openDemo, pageWith } from './harness.js';

describe('a consumer with Vite', () => {
  let folder;
  let demo;
  const warnings = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consumer-'));
    mkdirSync(join(folder, 'node_modules'));
    // As npm would install it; Lit is found beside the package.
    symlinkSync(join(import.meta.dirname, '../..'), join(folder, 'node_modules/convnet-elements'), 'dir');
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    writeFileSync(
      join(folder, 'index.html'),
      pageWith(
        `<model-trainer width="0.05" batch-size="8"></model-trainer><saliency-map model="looks"></saliency-map>
        <script type="module" src="main.js"></script>`,
      ),
    );
    writeFileSync(
      join(folder, 'main.js'),
      `import 'convnet-elements/define/model-trainer'; import 'convnet-elements/define/saliency-map';`,
    );
    const warn = (message) => warnings.push(typeof message === 'string' ? message : message.message);
    await build({
      root: folder,
      configFile: false,
      logLevel: 'warn',
      customLogger: {
        info: () => {},
        warn,
        warnOnce: warn,
        error: warn,
        clearScreen: () => {},
        hasErrorLogged: () => false,
        hasWarned: false,
      },
      worker: { format: 'es' },
      build: {
        target: 'es2022',
        chunkSizeWarningLimit: Infinity,
        // How long a busy machine took says nothing of the package.
        rolldownOptions: { checks: { pluginTimings: false } },
      },
    });
    demo = await openDemo({ folders: { '/': join(folder, 'dist') }, index: '/' });
  });
  after(async () => {
    await demo?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('builds without a warning', () => {
    assert.deepEqual(warnings, []);
  });

  test('trains', async () => {
    const { page, complaints } = await demo.open('/');
    const { step, host } = await page.evaluate(async () => {
      const trainer = document.querySelector('model-trainer');
      await customElements.whenDefined('model-trainer');
      await trainer.step();
      const { step, device } = trainer.session.snapshot;
      return { step, host: device.host };
    });
    assert.equal(step, 1);
    assert.equal(host, 'worker');
    assert.deepEqual(complaints, []);
  });

  test('copies networks and images as files, and inlines none', () => {
    const scripts = readdirSync(join(folder, 'dist/assets')).filter((file) => file.endsWith('.js'));
    for (const file of scripts.filter((name) => !name.startsWith('worker'))) {
      const { size } = statSync(join(folder, 'dist/assets', file));
      assert.ok(size < 200_000, `${file} has ${size} bytes`);
    }
  });

  test('shows the network that a page gets where it names none', { timeout: 60_000 }, async () => {
    const { page, complaints } = await demo.open('/');
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    const { status, name, accuracy, says } = await page.evaluate(async () => {
      await customElements.whenDefined('saliency-map');
      const map = document.querySelector('saliency-map');
      const first = new Promise((resolve) => map.addEventListener('attribution', resolve, { once: true }));
      map.scrollIntoView();
      await first;
      const { source, classNames } = map.session.snapshot;
      return { ...source, accuracy: source.metadata.accuracy.overall, says: classNames[map.attribution.target] };
    });
    assert.deepEqual({ status, name }, { status: 'ready', name: 'baseline-slim' });
    assert.ok(accuracy > 0.8);
    assert.equal(says, 'cat', 'the first held-out image shows a cat');
    const weights = requests.filter((url) => /shard/.test(url));
    assert.equal(weights.length, 1, weights.join(' '));
    assert.match(weights[0], /\/assets\/group1-shard1of1-[\w-]+\.bin$/);
    assert.deepEqual(complaints, []);
  });
});
