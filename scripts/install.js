/**
 * Brings node_modules in line with package-lock.json by `npm ci`, only where it is not. Plain Node, because it runs
 * before there is a node_modules.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Installs when a package is missing or of another version. Throws when that fails. */
export function ensureInstalled() {
  const reason = whyStale();
  if (!reason) return;
  process.stdout.write(`${reason}: npm ci\n`);
  // Development tools are needed even where NODE_ENV says production.
  const { status } = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed; its output above says why.');
}

function whyStale() {
  let installed;
  try {
    installed = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages;
  } catch {
    return 'No packages are installed';
  }
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, { version, optional, peer }] of Object.entries(wanted)) {
    // Optional packages are those of other platforms.
    if (path === '' || optional || peer) continue;
    if (installed[path]?.version !== version) return `${path} is not installed at ${version}`;
  }
  return undefined;
}
