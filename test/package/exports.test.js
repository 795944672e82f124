/** Every path that package.json exports leads to a published file, has types, and loads in Node without a DOM. */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { BUNDLES, TAGS } from '../../scripts/build/elements.js';
import { root } from './output.js';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const VALUES = {
  './components/*': TAGS,
  './define/*': TAGS,
  './cdn/*': ['core.js', 'inline.js', 'worker.js', ...TAGS.map((tag) => `${tag}.js`)],
};

/** [specifier, target] of each export, patterns filled in. */
const EXPORTS = Object.entries(manifest.exports).flatMap(([path, target]) => {
  const fill = (value, text) => text.replaceAll('*', value);
  const values = path.includes('*') ? VALUES[path] : [''];
  return values.map((value) => [
    fill(value, path).replace(/^\./, manifest.name),
    typeof target === 'string'
      ? { default: fill(value, target) }
      : { types: fill(value, target.types), default: fill(value, target.default) },
  ]);
});
const packed = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  }),
)[0];
const published = new Set(packed.files.map(({ path }) => `./${path}`));

describe('exports', () => {
  test('patterns are all tried', () => {
    for (const path of Object.keys(manifest.exports)) if (path.includes('*')) assert.ok(VALUES[path]?.length > 0, path);
    assert.deepEqual(BUNDLES, ['all', 'autoloader']);
  });

  for (const [specifier, targets] of EXPORTS) {
    test(`${specifier} is published and resolves`, () => {
      for (const target of Object.values(targets)) {
        assert.ok(existsSync(join(root, target)), `${target} does not exist`);
        assert.ok(published.has(target), `${target} is not published`);
      }
      assert.equal(import.meta.resolve(specifier), new URL(targets.default, `file://${root}/`).href);
    });
  }

  // React is the consumer's to install: test/e2e/hosts/ renders its wrappers on a server.
  const modules = EXPORTS.filter(([specifier, { types }]) => types && !/\/(cdn|react)(\/|$)/.test(specifier));
  for (const [specifier] of modules) {
    test(`${specifier} loads in Node without a DOM`, async () => {
      // In a process of its own: what one entry leaves behind on globalThis must not help the next.
      const script = `
        if ('document' in globalThis) throw new Error('This Node has a document.');
        const exports = await import(${JSON.stringify(specifier)});
        process.stdout.write(Object.keys(exports).join());`;
      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        cwd: root,
      });
      assert.equal(stderr, '');
      if (!/\/(define|worker|autoloader|jsx|vue|svelte)/.test(specifier)) assert.notEqual(stdout, '');
    });
  }
});

describe('the published package', () => {
  test('holds the licence, the manifest of elements and no sources', () => {
    for (const path of ['./LICENSE', './README.md', './custom-elements.json']) assert.ok(published.has(path), path);
    for (const path of published) assert.doesNotMatch(path, /^\.\/(core|components|test|scripts|stories)\/|\.map$/);
  });

  test('asks a consumer to install Lit and nothing else', () => {
    assert.deepEqual(Object.keys(manifest.dependencies), ['lit']);
  });

  test('marks as side effects the modules that have some', () => {
    const toPattern = (glob) =>
      new RegExp(
        `^${glob.replaceAll('.', '\\.').replaceAll('**/', '<any>').replaceAll('*', '[^/]*').replaceAll('<any>', '(?:.+/)?')}$`,
      );
    const patterns = manifest.sideEffects.map(toPattern);
    const marked = (path) => patterns.some((pattern) => pattern.test(path));
    for (const tag of TAGS) {
      assert.ok(marked(`./dist/components/${tag}/define.js`), tag);
      assert.ok(!marked(`./dist/components/${tag}/${tag}.js`), tag);
    }
    for (const path of ['./dist/components/all.js', './dist/worker.js', './cdn/all.js']) assert.ok(marked(path), path);
    assert.ok(!marked('./dist/core/index.js'));
  });
});
