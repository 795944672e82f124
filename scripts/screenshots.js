/**
 * Takes pictures of stories or pages, in light and dark and at three widths, into artifacts/, for people to look at.
 *
 *   node scripts/screenshots.js model-trainer--idle param-counter--default   stories of the built Storybook
 *   node scripts/screenshots.js /demo/                                       paths of the demo's server
 *   node scripts/screenshots.js --widths 320 --themes dark --wait 2000 http://localhost:8080/demo/
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { collectComplaints, launchBrowser } from './browser.js';
import { serve } from './serve.js';

const { values: options, positionals: targets } = parseArgs({
  allowPositionals: true,
  options: {
    widths: { type: 'string', default: '320,768,1280' },
    themes: { type: 'string', default: 'light,dark' },
    /** Milliseconds after the page has loaded, for figures that take time. */
    wait: { type: 'string', default: '500' },
    out: { type: 'string', default: 'artifacts' },
    webgpu: { type: 'boolean', default: false },
  },
});
if (targets.length === 0) throw new Error('Name at least one story id, path or URL.');

const server = await serve();
const browser = await launchBrowser({ webgpu: options.webgpu });
mkdirSync(options.out, { recursive: true });
try {
  for (const target of targets) {
    for (const theme of options.themes.split(',')) {
      for (const width of options.widths.split(',').map(Number)) await take(target, theme, width);
    }
  }
} finally {
  await browser.close();
  await server.close();
}

async function take(target, theme, width) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    deviceScaleFactor: width < 600 ? 2 : 1,
  });
  const page = await context.newPage();
  const complaints = collectComplaints(page);
  await page.goto(addressOf(target, theme), { waitUntil: 'load' });
  await page.waitForTimeout(Number(options.wait));
  const name =
    target
      .replace(/^https?:\/\/[^/]*/, '')
      .replace(/[^\w-]+/g, '-')
      .replace(/^-|-$/g, '') || 'page';
  const path = join(options.out, `${name}.${width}.${theme}.png`);
  await page.screenshot({ path, fullPage: true });
  process.stdout.write(`${path}${complaints.length ? `\n  ${complaints.join('\n  ')}` : ''}\n`);
  await context.close();
}

function addressOf(target, theme) {
  if (/^https?:/.test(target)) return target;
  if (target.startsWith('/')) return server.url + target;
  return `${server.url}/storybook/iframe.html?id=${target}&viewMode=story&globals=theme:${theme}`;
}
