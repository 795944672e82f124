/**
 * Declarations for dist/: tsc writes one per source file; those that no entry reaches are deleted, so that nothing of
 * the worker's inside (and no TensorFlow.js type) is published.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { mustRun } from '../run.js';
import { BUNDLES, TAGS } from './elements.js';

const dist = join(import.meta.dirname, '../../dist');
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g;

export async function emitTypes() {
  await mustRun('tsc -p tsconfig.build.json');
  const entries = [
    'core/index',
    ...BUNDLES.map((name) => `components/${name}`),
    ...TAGS.flatMap((tag) => [`components/${tag}/${tag}`, `components/${tag}/define`]),
  ];
  const kept = reachable(entries.map((name) => join(dist, `${name}.d.ts`)));
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (path.endsWith('.d.ts') && !kept.has(path)) rmSync(path);
  }
  removeEmptyFolders(dist);
  // The worker's file is for `new Worker` and for stubs that import it: it has no API for a page.
  writeFileSync(join(dist, 'worker.d.ts'), 'export {};\n');
}

function reachable(entries) {
  const seen = new Set();
  const queue = [...entries];
  for (let path = queue.pop(); path; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(SPECIFIER)) {
      if (!specifier.startsWith('.')) continue;
      const target = resolve(dirname(path), specifier.replace(/\.js$/, '.d.ts'));
      if (!existsSync(target)) throw new Error(`${path} refers to ${specifier}, which has no declaration.`);
      queue.push(target);
    }
  }
  return seen;
}

function removeEmptyFolders(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}
