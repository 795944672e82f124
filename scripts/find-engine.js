/**
 * Finds the browsers other than Chromium that the smoke suite runs in, or installs them on Debian and Ubuntu as root:
 * Firefox by FIREFOX_PATH, PATH or apt; WebKitGTK's MiniBrowser by WEBKIT_PATH or apt. Not for Chromium:
 * find-browser.js.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const LIBRARIES = '/usr/lib';
const ENGINES = {
  firefox: {
    variable: 'FIREFOX_PATH',
    packages: ['firefox-esr'],
    find: () => onPath('firefox-esr', 'firefox') ?? existing('/Applications/Firefox.app/Contents/MacOS/firefox'),
  },
  webkit: {
    variable: 'WEBKIT_PATH',
    packages: ['webkit2gtk-driver', 'xvfb', 'xauth'],
    find: () => (onPath('xvfb-run') ? miniBrowser() : undefined),
  },
};

/** The path of an engine's executable; throws with what to do where there is none. */
export function findOrInstallEngine(name) {
  const engine = ENGINES[name];
  if (!engine) throw new Error(`No such engine: ${name}. There are: ${Object.keys(ENGINES).join(', ')}.`);
  const given = process.env[engine.variable];
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(`${engine.variable} is set to ${given}, which does not exist.`);
  }
  const found = engine.find();
  if (found) return found;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    apt(['update']);
    apt(['install', '-y', '--no-install-recommends', ...engine.packages]);
  }
  const installed = engine.find();
  if (installed) return installed;
  throw new Error(
    `No ${name} was found or could be installed. Install it, or set ${engine.variable} to its executable.`,
  );
}

function apt(args) {
  const { status } = spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed.`);
}

function onPath(...names) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (folder && existsSync(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

const existing = (path) => (existsSync(path) ? path : undefined);

/** Debian keeps it below the architecture's folder of libraries, beside the version of the API. */
function miniBrowser() {
  if (!existsSync(LIBRARIES)) return undefined;
  for (const architecture of readdirSync(LIBRARIES).filter((name) => name.endsWith('-linux-gnu'))) {
    const folder = join(LIBRARIES, architecture);
    for (const name of readdirSync(folder).filter((name) => name.startsWith('webkit2gtk-4'))) {
      const path = join(folder, name, 'MiniBrowser');
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}
