/** Reads the built output for the tests of the package: files, and who imports whom. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

export const root = join(import.meta.dirname, '../..');

/** Absolute paths of all files below a folder of the repository. */
export function filesBelow(folder, extension) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Relative and bare specifiers of a built module; `import()` only when asked for. */
export function importsOf(file, { dynamic = false } = {}) {
  const code = readFileSync(file, 'utf8');
  const found = [...code.matchAll(/(?:\bfrom|\bimport)\s*(["'])([\w@./-]+)\1/g)].map(([, , name]) => name);
  if (dynamic) found.push(...[...code.matchAll(/\bimport\(\s*(["'])([\w@./-]+)\1/g)].map(([, , name]) => name));
  return [...new Set(found)];
}

/** The modules that load when this one does, itself included. */
export function closure(...entries) {
  const seen = new Set();
  const queue = entries.map((entry) => resolve(root, entry));
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const name of importsOf(file)) if (name.startsWith('.')) queue.push(resolve(dirname(file), name));
  }
  return [...seen];
}

/** What a server sends, in bytes: each file compressed by itself, at gzip's best. */
export function gzipBytes(files) {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
}
