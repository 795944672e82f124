/** package-lock.json is complete for every platform and names no server, so that `npm ci` works anywhere. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './output.js';

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

test('each dependency of each package has an entry', () => {
  // A registry that lacks the builds of other platforms makes npm leave them out, and then `npm ci` fails everywhere.
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !found(path, name))
      .map((name) => `${path} needs ${name}`),
  );
  assert.deepEqual(missing, []);
});

test('no entry names a server', () => {
  assert.deepEqual(
    Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined),
    [],
  );
});

/** As Node looks for a package: in the node_modules of each folder upwards. */
function found(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder && `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}
