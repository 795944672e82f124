/**
 * Finds a Chromium for the tests, or installs one: CHROME_PATH, then PATH, then (as root on Debian or Ubuntu) apt,
 * else Playwright's own build. Plain Node: the first two steps work before node_modules exists.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_APP = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** The path of a Chromium that is already here, or undefined. */
export function findBrowser() {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (!isExecutable(given)) throw new Error(`CHROME_PATH is set to ${given}, which is not an executable file.`);
    return given;
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const candidate = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
      if (folder && isExecutable(candidate)) return candidate;
    }
  }
  if (process.platform === 'darwin' && isExecutable(MAC_APP)) return MAC_APP;
  return playwrightBrowser();
}

/** As findBrowser, but installs one where there is none. Throws when that fails too. */
export function findOrInstallBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (process.getuid?.() === 0 && has('apt-get')) {
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      DEBIAN_FRONTEND: 'noninteractive',
    });
  } else {
    run('npx', ['playwright-core', 'install', 'chromium']);
  }
  const installed = findBrowser();
  if (!installed)
    throw new Error('No Chromium was found or could be installed. Set CHROME_PATH to a Chromium or Chrome.');
  return installed;
}

function playwrightBrowser() {
  try {
    const path = createRequire(join(root, 'package.json'))('playwright-core').chromium.executablePath();
    return path && existsSync(path) ? path : undefined;
  } catch {
    return undefined; // not installed yet
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function has(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function run(command, args, env = {}) {
  process.stdout.write(`> ${command} ${args.join(' ')}\n`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed. Set CHROME_PATH to a Chromium or Chrome.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${findOrInstallBrowser()}\n`);
