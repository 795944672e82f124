/**
 * The smoke suite in an engine other than Chromium: `ENGINE=firefox` (in continuous integration) or `webkit`, through
 * `npm run test:engines`. docs/TOOLCHAIN.md says where the engines come from and what to beware of.
 */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { TAGS } from '../../scripts/build/elements.js';
import { findOrInstallEngine } from '../../scripts/find-engine.js';
import { smoke } from './engine.js';

const engine = process.env.ENGINE ?? 'firefox';
const found = ({ checks }, name) => {
  assert.ok(checks[name], `${name}: not reported`);
  assert.equal(checks[name].failure, undefined, name);
  return checks[name].found;
};
/** An untrained network guesses: about ln 10 nats, more where its first weights happen to be unlucky. */
function assertStepped({ step, loss }) {
  assert.equal(step, 1);
  assert.ok(loss > 1 && loss < 6, `loss ${loss}`);
}

describe(`the smoke suite in ${engine}`, () => {
  let executable;
  let report;
  before(async () => {
    executable = findOrInstallEngine(engine);
    report = await smoke(engine, executable);
  });

  for (const tag of TAGS) {
    test(`<${tag}> is there and complains of nothing`, () => {
      const { words, problems } = found(report, `<${tag}>`);
      assert.ok(words > 20);
      assert.equal(problems, 0);
    });
  }

  test('registers names of its own', () => assert.equal(found(report, 'a tag of another name').tags, TAGS.length));

  test('trains in a worker on wasm', () => {
    const answer = found(report, 'step in a worker');
    assertStepped(answer);
    assert.deepEqual([answer.host, answer.backend], ['worker', 'wasm']);
  });

  test('says why it does not compute on WebGPU', (context) => {
    const { status, reason } = found(report, 'WebGPU where there is none').find(({ backend }) => backend === 'webgpu');
    context.diagnostic(reason);
    assert.equal(status, 'rejected');
    assert.match(reason, /adapter/);
  });

  test('trains in plain JavaScript', () => {
    const answer = found(report, 'plain JavaScript');
    assertStepped(answer);
    assert.equal(answer.backend, 'cpu');
  });

  test('explains an answer with a map of finite numbers', () => {
    assert.deepEqual(found(report, 'a map'), { pixels: 32 * 32, finite: true, some: true });
  });

  test('nothing was uncaught', () => assert.deepEqual(report.complaints, []));

  test('trains in the page where no worker may start, on a page without threads', async () => {
    const inPage = await smoke(engine, executable, { query: '?mode=page', isolated: false });
    assert.equal(inPage.isolated, false);
    const answer = found(inPage, 'step in the page');
    assertStepped(answer);
    assert.deepEqual([answer.host, answer.backend, answer.threads], ['page', 'wasm', 1]);
    assert.deepEqual(inPage.complaints, []);
  });
});
