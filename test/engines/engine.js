/**
 * Starts a browser with nothing but an address, and waits for what the page there reports: no driver and no protocol,
 * under which some engines behave differently than for readers. Assertions are the tests'.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TAGS } from '../../scripts/build/elements.js';
import { ISOLATION, serve } from '../../scripts/serve.js';

/** What Firefox must not do in a fresh profile: ask, advertise, phone home, or refuse to draw without a screen. */
const FIREFOX_PREFERENCES = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'extensions.update.enabled': false,
};

/** Command line of an engine for an address, in a profile folder that is thrown away. */
const COMMANDS = {
  firefox: (executable, url, profile) => {
    const lines = Object.entries(FIREFOX_PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    return [executable, ['--headless', '--no-remote', '--profile', profile, url]];
  },
  webkit: (executable, url) => ['xvfb-run', ['-a', executable, '--private', url]],
};

/**
 * Runs smoke.js in an engine.
 * @param {'firefox' | 'webkit'} engine
 * @param {string} executable
 * @param {{query?: string, isolated?: boolean, patience?: number}} [options] patience in ms
 * @returns what it reports
 */
export async function smoke(engine, executable, { query = '', isolated = true, patience = 240_000 } = {}) {
  const profile = mkdtempSync(join(tmpdir(), `${engine}-`));
  let reported;
  const report = new Promise((resolve) => (reported = resolve));
  const tags = JSON.stringify(TAGS).replaceAll('"', '&quot;');
  const server = await serve({
    folders: { '/cdn/': 'cdn', '/engines/': 'test/engines' },
    index: '/smoke',
    headers: () => (isolated ? ISOLATION : {}),
    page: (path) => {
      if (path.startsWith('/report/')) {
        reported(JSON.parse(path.slice('/report/'.length)));
        return { body: '' };
      }
      if (path !== '/smoke') return undefined;
      return {
        body: `<!doctype html><html lang="en" data-tags="${tags}"><meta charset="utf-8"><title>Smoke</title>
          <main></main><script type="module" src="/engines/smoke.js"></script></html>`,
      };
    },
  });
  const [command, args] = COMMANDS[engine](executable, `${server.url}/smoke${query}`, profile);
  // A group of its own, so that the processes that the browser starts end with it.
  const browser = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: profile, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  let said = '';
  browser.stderr.on('data', (text) => (said = `${said}${text}`.slice(-2000)));
  let timer;
  try {
    return await Promise.race([
      report,
      new Promise((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`${engine} reported nothing in time. It said: ${said}`)), patience);
        browser.on('error', reject);
        browser.on('exit', (code) => reject(new Error(`${engine} ended with ${code}. It said: ${said}`)));
      }),
    ]);
  } finally {
    clearTimeout(timer);
    const gone = new Promise((resolve) => (browser.exitCode === null ? browser.once('exit', resolve) : resolve()));
    try {
      process.kill(-browser.pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
    await gone;
    await server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
