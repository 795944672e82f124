/**
 * The ground of the hosts' tests: the unpacked package, recipes with their pinned packages installed once and kept, and
 * a reader who presses Step. A recipe is a folder in recipes/; its packages stay in .cache/hosts/ until its lockfile
 * changes. Tests assert; this file only makes sure that nothing is asked of a third party.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const cache = join(root, '.cache/hosts');
/** The package as npm would install it; scripts/test-hosts.js unpacks it. */
export const PACKAGE = join(cache, 'package');
export const TARBALL = join(cache, 'tarball');

/** The same in the words of scripts/serve.js, which takes folders below the repository. */
export const CDN = { '/cdn/': '.cache/hosts/package/cdn' };

/**
 * A fresh copy of a recipe with its packages and ours installed.
 * @returns its folder
 */
export function recipe(name) {
  const source = join(import.meta.dirname, 'recipes', name);
  const folder = join(cache, name);
  const lock = createHash('sha256')
    .update(readFileSync(join(source, 'package-lock.json')))
    .digest('hex');
  const stamp = join(folder, 'node_modules/.lock-hash');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    rmSync(folder, { recursive: true, force: true });
    cpSync(source, folder, { recursive: true });
    // Not `npm ci`: the lockfiles hold the binaries of one platform, and it refuses to add those of another.
    npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
    writeFileSync(stamp, lock);
  }
  cpSync(source, folder, { recursive: true });
  // By hand and not by npm, which would ask the registry about everything again. What it brings is Lit.
  for (const path of ['convnet-elements', 'lit', 'lit-html', 'lit-element', '@lit', '@types/trusted-types']) {
    const target = join(folder, 'node_modules', path);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(join(target, '..'), { recursive: true });
    if (path === 'convnet-elements') cpSync(PACKAGE, target, { recursive: true });
    else symlinkSync(join(root, 'node_modules', path), target, 'dir');
  }
  return folder;
}

/** Runs npm; its output is shown when it fails. */
export function npm(args, cwd) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe', shell: process.platform === 'win32' });
}

/** Runs a package's program in a recipe. @returns what it wrote to its standard output */
export function tool(folder, program, args = []) {
  return execFileSync(process.execPath, [join(folder, 'node_modules', program), ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Addresses outside this machine that a page or its frames and workers ask for: they are refused, and listed. */
export async function thirdParties(context) {
  const asked = [];
  await context.route(
    (url) => !['localhost', '127.0.0.1'].includes(url.hostname) && url.protocol.startsWith('http'),
    (route) => {
      asked.push(route.request().url());
      return route.abort();
    },
  );
  return asked;
}

/** A press on Step, on a busy machine with a software device: a compile, a download of 5 files, one step, in ms. */
const PATIENCE_MS = 120_000;

/**
 * Presses Step in the page's (or the frame's) first trainer.
 * @returns what the session then knows of its device and its first step
 */
export async function pressStep(page, selector = 'model-trainer') {
  const trainer = page.locator(selector).first();
  await trainer.getByRole('button', { name: 'Step' }).click();
  await page.waitForFunction(
    (selector) => {
      const { snapshot } = document.querySelector(selector).session;
      return snapshot.step > 0 || snapshot.error;
    },
    selector,
    { timeout: PATIENCE_MS },
  );
  return page.evaluate((selector) => {
    const { device, step, points, error } = document.querySelector(selector).session.snapshot;
    return { device, step, loss: points[0]?.loss, error: error?.message };
  }, selector);
}
