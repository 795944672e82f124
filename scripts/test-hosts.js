/**
 * `npm run test:hosts [part of a file's name]`: packs the built package as npm would publish it, unpacks it once for
 * all, and runs the tests of the hosts on it. Build first.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './run.js';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.cache/hosts');

for (const name of ['package', 'tarball']) rmSync(join(folder, name), { recursive: true, force: true });
mkdirSync(join(folder, 'tarball'), { recursive: true });
execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', join(folder, 'tarball')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
  shell: process.platform === 'win32',
});
// The tarball's only folder is called package.
execFileSync('tar', ['-xzf', join('tarball', readdirSync(join(folder, 'tarball'))[0])], { cwd: folder });
await mustRun(`node scripts/node-tests.js test/e2e/hosts .e2e.js ${process.argv[2] ?? ''}`).catch(() => {
  process.exitCode = 1;
});
