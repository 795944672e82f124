/**
 * Opens every story of the built Storybook in Chromium and fails on: a play function that throws, an accessibility
 * violation, an error on the console, an uncaught exception. It tests what is published, not a development server.
 *
 *   node scripts/run-stories.js [--filter text] [--themes light,dark] [--webgpu]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { collectComplaints, launchBrowser } from './browser.js';
import { serve } from './serve.js';
import { reportCounts } from './test-counts.js';

const FOLDER = 'storybook-static';
/** As many as CI has cores; more only make each story slower. */
const PAGES = 2;
/** A story may train a small network; slower ones belong in test/e2e. */
const TIMEOUT_MS = 60_000;

const { values: options } = parseArgs({
  options: {
    filter: { type: 'string', default: '' },
    themes: { type: 'string', default: 'light,dark' },
    webgpu: { type: 'boolean', default: false },
  },
});

/** Runs in the page before any of its scripts: writes down how the story ends. */
function watchChannel() {
  const docs = new URLSearchParams(location.search).get('viewMode') === 'docs';
  const outcome = { ended: false, failures: [] };
  window.storyOutcome = outcome;
  const describe = (error) => (error?.stack || `${error?.name}: ${error?.message}`).trim();
  const fail = (what) => (error) => {
    outcome.failures.push(`${what}: ${describe(error?.error ?? error)}`);
    outcome.ended = true;
  };
  let channel;
  Object.defineProperty(window, '__STORYBOOK_ADDONS_CHANNEL__', {
    configurable: true,
    get: () => channel,
    set(value) {
      channel = value;
      channel.on('playFunctionThrewException', fail('play function'));
      channel.on('storyThrewException', fail('story'));
      channel.on('storyErrored', ({ title, description }) => fail('story')({ message: `${title}\n${description}` }));
      channel.on('storyMissing', (id) => fail('story')({ message: `There is no story ${id}.` }));
      channel.on('unhandledErrorsWhilePlaying', (errors) => errors.forEach(fail('unhandled')));
      if (docs) {
        // A page of many stories: each is judged on its own visit.
        channel.on('docsRendered', () => (outcome.ended = true));
        return;
      }
      channel.on('storyFinished', ({ status, reporters }) => {
        for (const { type, status: verdict, result } of reporters) {
          if (type !== 'a11y' || verdict !== 'failed') continue;
          if (result.error) outcome.failures.push(`axe did not run: ${describe(result.error)}`);
          for (const { id, help, helpUrl, nodes } of result.violations ?? []) {
            const places = nodes.map(
              (node) => `  ${node.target.flat().join(' ')}\n  ${node.html}\n  ${node.failureSummary}`,
            );
            outcome.failures.push(`axe ${id}: ${help} (${helpUrl})\n${places.join('\n')}`);
          }
        }
        if (status === 'error' && outcome.failures.length === 0) outcome.failures.push('the story failed');
        outcome.ended = true;
      });
    },
  });
}

/** @returns {Promise<string[]>} what is wrong with the story */
async function visit(context, base, { id, type }, theme) {
  const page = await context.newPage();
  const complaints = collectComplaints(page);
  try {
    const mode = type === 'docs' ? 'docs' : 'story';
    const response = await page.goto(`${base}/storybook/iframe.html?id=${id}&viewMode=${mode}&globals=theme:${theme}`);
    if (!response.ok()) throw new Error(`The server answered ${response.status()}: is ${FOLDER}/ a whole build?`);
    await page.waitForFunction(() => window.storyOutcome.ended, undefined, { timeout: TIMEOUT_MS });
    // What the story has set off must have time to go wrong.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    return [...(await page.evaluate(() => window.storyOutcome.failures)), ...complaints];
  } catch (error) {
    return [...complaints, error.message];
  } finally {
    await page.close();
  }
}

if (!existsSync(join(FOLDER, 'index.json')))
  throw new Error(`There is no ${FOLDER}/: run \`npm run build-storybook\` first.`);
const stories = Object.values(JSON.parse(readFileSync(join(FOLDER, 'index.json'), 'utf8')).entries).filter(({ id }) =>
  id.includes(options.filter),
);
const themes = options.themes.split(',');
// A page of documentation holds the same stories again, and axe does not judge it: once is enough.
const queue = themes.flatMap((theme) =>
  stories.filter(({ type }) => type !== 'docs' || theme === themes[0]).map((story) => ({ story, theme })),
);
const total = queue.length;
const failed = [];
const server = await serve({ index: '/storybook/' });
const browser = await launchBrowser({ webgpu: options.webgpu });
try {
  const workers = Array.from({ length: PAGES }, async () => {
    const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
    await context.addInitScript(watchChannel);
    for (let next = queue.shift(); next; next = queue.shift()) {
      const failures = await visit(context, server.url, next.story, next.theme);
      if (failures.length === 0) continue;
      failed.push(next);
      process.stdout.write(`✖ ${next.story.title} › ${next.story.name} (${next.story.id}, ${next.theme})\n`);
      process.stdout.write(`${failures.map((failure) => failure.replace(/^/gm, '    ')).join('\n')}\n\n`);
    }
  });
  await Promise.all(workers);
} finally {
  await browser.close();
  await server.close();
}
process.stdout.write(`stories: ${total - failed.length} passed, ${failed.length} failed\n`);
reportCounts({ passed: total - failed.length, failed: failed.length });
if (total === 0) process.stdout.write(`No story matches "${options.filter}".\n`);
process.exitCode = failed.length > 0 || total === 0 ? 1 : 0;
