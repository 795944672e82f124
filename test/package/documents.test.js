/** What people read and copy is complete: every element is in the lists, every dependency has its reason. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { TAGS } from '../../scripts/build/elements.js';
import { root } from './output.js';

const read = (path) => readFileSync(join(root, path), 'utf8');

for (const tag of TAGS) {
  test(`<${tag}> is in all.ts, autoloader.ts, stories/ and the README`, () => {
    assert.match(read('components/all.ts'), new RegExp(`'\\./${tag}/define\\.js'`));
    assert.match(read('components/all.ts'), new RegExp(`'\\./${tag}/${tag}\\.js'`));
    assert.match(
      read('components/autoloader.ts'),
      new RegExp(`'${tag}': \\(\\) => import\\('\\./${tag}/define\\.js'\\)`),
    );
    assert.match(read(`stories/${tag}.stories.ts`), new RegExp(`component: '${tag}'`));
    assert.match(read('README.md'), new RegExp(`^### \`<${tag}>\`$`, 'm'));
  });
}

test('CONTRIBUTING.md says why each dependency is there, and of none that is not', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const table = read('CONTRIBUTING.md').split('## Dependencies')[1];
  const named = [...table.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, cell]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  assert.deepEqual(named.sort(), [...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
});
