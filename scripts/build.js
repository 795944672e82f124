/**
 * Builds what is published: dist/, cdn/ with the assets, declarations, custom-elements.json and what is
 * generated from it. With `--if-needed` only
 * when an input has changed since the last build.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyWasm } from './copy-wasm.js';
import { mustRun } from './run.js';

const root = join(import.meta.dirname, '..');
const STAMP = join(root, 'node_modules/.cache/build-stamp');
const INPUTS = [
  'core',
  'components',
  'embed',
  'assets',
  'scripts/build',
  'scripts/build.js',
  'rollup.config.js',
  'custom-elements-manifest.config.js',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];
const OUTPUTS = ['dist/core/index.js', 'cdn/core.js', 'cdn/worker.js', 'custom-elements.json'];

export async function build({ ifNeeded = false } = {}) {
  copyWasm();
  const key = hashOf(INPUTS);
  if (ifNeeded && isBuilt(key)) return;
  for (const folder of ['dist', 'cdn']) rmSync(join(root, folder), { recursive: true, force: true });
  await mustRun('rollup --config --silent');
  const { emitTypes } = await import('./build/types.js');
  await emitTypes();
  cpSync(join(root, 'assets'), join(root, 'cdn/assets'), { recursive: true });
  for (const page of ['frame.html', 'frame.css']) cpSync(join(root, 'embed', page), join(root, 'cdn', page));
  await mustRun('cem analyze --config custom-elements-manifest.config.js --quiet');
  const { writeGenerated } = await import('./build/generated.js');
  await writeGenerated();
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  writeFileSync(STAMP, key);
}

function isBuilt(key) {
  return (
    existsSync(STAMP) && readFileSync(STAMP, 'utf8') === key && OUTPUTS.every((path) => existsSync(join(root, path)))
  );
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    if (!existsSync(join(root, path))) continue;
    for (const file of filesOf(path)) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function filesOf(path) {
  try {
    return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
  } catch {
    return [path]; // a single file
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ ifNeeded: process.argv.includes('--if-needed') }).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
