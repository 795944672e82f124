/**
 * `npm test`: everything that CI runs, in the order in which a fault is cheapest to find. Stops at the first stage that
 * fails. Installs what is missing. Plain Node until packages are there. `npm test -- unit stories` runs only those stages.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOrInstallBrowser } from './find-browser.js';
import { ensureInstalled } from './install.js';
import { mustRun } from './run.js';

const STAGES = [
  ['install', () => ensureInstalled()],
  ['browser', () => process.stdout.write(`${(process.env.CHROME_PATH = findOrInstallBrowser())}\n`)],
  ['types', () => mustRun('npm run --silent typecheck')],
  ['build', async () => (await import('./build.js')).build()],
  ['lint', () => mustRun('npm run --silent lint')],
  ['documentation', () => mustRun('node scripts/docs.js --check')],
  ['package', () => mustRun('npm run --silent test:package')],
  ['unit', () => mustRun('npm run --silent test:unit')],
  ['storybook', () => mustRun('npm run --silent build-storybook')],
  ['stories', () => mustRun('npm run --silent test:stories')],
  ['e2e', () => mustRun('npm run --silent test:e2e')],
  ['hosts', () => mustRun('npm run --silent test:hosts')],
  // In Firefox; WebKit by `ENGINE=webkit npm run test:engines`.
  ['engines', () => mustRun('npm run --silent test:engines')],
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STAGES.some(([stage]) => stage === name));
if (unknown.length > 0) {
  throw new Error(`No such stage: ${unknown.join(', ')}. There are: ${STAGES.map(([name]) => name).join(', ')}.`);
}
const stages = STAGES.filter(([name]) => wanted.length === 0 || wanted.includes(name));

const folder = mkdtempSync(join(tmpdir(), 'test-counts-'));
process.env.TEST_COUNTS = join(folder, 'counts');
const results = [];
let failed = false;
for (const [name, action] of stages) {
  process.stdout.write(`\n── ${name} ${'─'.repeat(60 - name.length)}\n`);
  writeFileSync(process.env.TEST_COUNTS, '');
  const started = performance.now();
  let problem;
  try {
    await action();
  } catch (error) {
    problem = error.message;
  }
  const counts = readCounts();
  // A stage that failed without a failed test (a compiler, a crash) still counts as one failure.
  if (problem && counts.failed === 0) counts.failed = 1;
  results.push({ name, seconds: (performance.now() - started) / 1000, problem, ...counts });
  failed = counts.failed > 0;
  if (failed) break;
}
rmSync(folder, { recursive: true });

process.stdout.write('\n');
for (const { name, seconds, problem, passed, failed, skipped } of results) {
  const tests = passed + failed > 0 ? `${passed} passed${failed ? `, ${failed} failed` : ''}` : '';
  const note = [tests, skipped ? `${skipped} skipped` : '', problem].filter(Boolean).join(' · ');
  process.stdout.write(
    `${problem || failed ? '✖' : '✔'} ${name.padEnd(14)} ${seconds.toFixed(1).padStart(6)} s  ${note}\n`,
  );
}
for (const [name] of stages.slice(results.length)) process.stdout.write(`– ${name.padEnd(14)}    not run\n`);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
process.stdout.write(`in ${sum('seconds').toFixed(0)} s\n\n${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = failed ? 1 : 0;

function readCounts() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const line of readFileSync(process.env.TEST_COUNTS, 'utf8').split('\n')) {
    if (line) for (const [key, count] of Object.entries(JSON.parse(line))) total[key] += count;
  }
  return total;
}
