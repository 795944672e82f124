/** The package as npm would publish it: what other people's tools say of it, and what editors learn from it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { TAGS } from '../../scripts/build/elements.js';
import { elementsOf } from '../../scripts/build/manifest.js';
import { root } from './output.js';

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const pkg = read('package.json');
const manifest = read('custom-elements.json');
const elements = elementsOf(manifest);

describe('the packed package', () => {
  let folder;
  let tarball;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'pack-'));
    const answer = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
      maxBuffer: 64 * 1024 * 1024,
    });
    tarball = join(folder, JSON.parse(answer)[0].filename);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('publint has nothing to say', async () => {
    const packed = readFileSync(tarball);
    const { messages } = await publint({
      pack: { tarball: packed.buffer.slice(packed.byteOffset, packed.byteOffset + packed.length) },
      level: 'suggestion',
      strict: true,
    });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg)),
      [],
    );
  });

  test('attw finds types that are right for every entry of an ES module package', () => {
    // Data for editors and files for script tags have no types to be wrong.
    const untyped = Object.keys(pkg.exports).filter((name) => typeof pkg.exports[name] === 'string');
    const entries = Object.keys(pkg.exports).flatMap((name) =>
      untyped.includes(name) ? [] : name.includes('*') ? TAGS.map((tag) => name.replace('*', tag)) : [name],
    );
    const program = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const options = ['--profile', 'esm-only', '--no-emoji', '--no-color', '--entrypoints', ...entries];
    execFileSync(process.execPath, [program, tarball, ...options], { encoding: 'utf8' });
  });
});

describe('custom-elements.json', () => {
  test('describes the elements there are, and no other', () => {
    assert.equal(manifest.schemaVersion, '1.0.0');
    assert.deepEqual(
      elements.map(({ tag }) => tag),
      TAGS,
    );
    const declared = manifest.modules.flatMap(({ exports = [] }) => exports).filter(({ kind }) => kind !== 'js');
    for (const { name } of declared) assert.ok(TAGS.includes(name), name);
  });

  for (const { tag, description, attributes, properties, events, slots, cssParts, cssProperties } of elements) {
    test(`says of everything about <${tag}> what it is`, () => {
      assert.ok(description.length > 40);
      const parts = { attributes, properties, events, slots, cssParts, cssProperties };
      for (const [kind, entries] of Object.entries(parts)) {
        assert.ok(entries.length > 0, `${kind} of <${tag}>`);
        for (const { name, description } of entries) assert.ok(description, `${kind}: ${name}`);
      }
      for (const { name, type } of [...attributes, ...properties, ...events]) assert.ok(type?.text, name);
      const names = attributes.map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, 'an attribute is there twice');
    });
  }
});

describe('data for editors', () => {
  test('VS Code knows every tag, attribute and value, and every custom property', () => {
    const { version, tags } = read('dist/editors/html-custom-data.json');
    assert.equal(version, 1.1);
    assert.deepEqual(
      tags.map(({ name, attributes }) => [name, attributes.map(({ name }) => name)]),
      elements.map(({ tag, attributes }) => [tag, attributes.map(({ name }) => name)]),
    );
    const recipe = tags.find(({ name }) => name === 'model-trainer').attributes.find(({ name }) => name === 'recipe');
    assert.deepEqual(
      recipe.values.map(({ name }) => name),
      ['quick', 'tmlss', 'tmlss-as-published'],
    );
    const css = read('dist/editors/css-custom-data.json').properties.map(({ name }) => name);
    assert.ok(css.includes('--convnet-accent'));
    assert.equal(new Set(css).size, css.length);
  });

  test('JetBrains finds the web-types through package.json', () => {
    const types = read(pkg['web-types']);
    assert.deepEqual([types.name, types.version], [pkg.name, pkg.version]);
    for (const { tag, attributes, events } of elements) {
      const element = types.contributions.html.elements.find(({ name }) => name === tag);
      assert.equal(element.attributes.length, attributes.length);
      assert.equal(element.js.events.length, events.length);
      for (const { value } of element.attributes) assert.ok(value.type);
    }
  });
});
