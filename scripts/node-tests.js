/**
 * Runs test files in Node: `node scripts/node-tests.js test/e2e .e2e.js [part of a file's name]`. Exists because Node 20
 * has no glob of its own and would take every helper in a test folder for a test.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './run.js';

const [folder, suffix, filter = ''] = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith(suffix) && name.includes(filter))
  .sort();
if (files.length === 0)
  throw new Error(`No file in ${folder} ends in ${suffix}${filter && ` and contains "${filter}"`}.`);
await mustRun(
  [
    // A test that hangs must end the run, not hold it: training in the demo page may take minutes, nothing takes ten.
    'node --test --test-concurrency=1 --test-timeout=600000',
    '--test-reporter=spec --test-reporter-destination=stdout',
    '--test-reporter=./scripts/test-counts.js --test-reporter-destination=stderr',
    ...files.map((name) => `"${join(folder, name)}"`),
  ].join(' '),
).catch((error) => {
  process.exitCode = 1;
  process.stderr.write(`${error.message}\n`);
});
