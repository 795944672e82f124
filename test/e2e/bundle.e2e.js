/** The built bundle computes wherever a page may load it from, and says where and why: worker, blob worker, page. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openDemo, pageWith, serveAsCdn } from './harness.js';

/** Takes one step of a very narrow network and answers with what the session then knows. */
const oneStep = (core, settings) => `
  import { acquireSession } from ${JSON.stringify(core)};
  const { session } = acquireSession('probe', { width: 0.05, batchSize: 8, ...${JSON.stringify(settings)} });
  window.done = session.step().catch(() => undefined).then(() => {
    const { device, step, points, error } = session.snapshot;
    return { device, step, loss: points[0]?.loss, error: error?.message, isolated: crossOriginIsolated };
  });`;

async function probe(demo, path) {
  const { page, complaints } = await demo.open(path);
  const answer = await page.evaluate(() => window.done);
  await page.close();
  return { ...answer, complaints };
}

function assertStepped({ step, loss, error }) {
  assert.equal(error, undefined);
  assert.equal(step, 1);
  // An untrained network guesses: about ln 10 nats, more where its first weights happen to be unlucky.
  assert.ok(loss > 1 && loss < 6, `loss ${loss}`);
}

describe('the bundle on its own origin', () => {
  let demo;
  before(async () => {
    demo = await openDemo({
      page: (path) => {
        const backend = path.slice(1);
        if (!['auto', 'webgpu'].includes(backend)) return undefined;
        // A module of the page itself: inline scripts have no address to resolve against.
        return { body: pageWith(`<script type="module">${oneStep('/cdn/core.js', { backend })}</script>`) };
      },
      webgpu: true,
    });
  });
  after(() => demo.close());

  test('computes in a worker, with threads, on wasm rather than on a software GPU', async () => {
    const answer = await probe(demo, '/auto');
    assertStepped(answer);
    assert.equal(answer.isolated, true);
    assert.equal(answer.device.host, 'worker');
    assert.equal(answer.device.backend, 'wasm');
    assert.ok(answer.device.threads >= 1);
    assert.match(answer.device.verdicts.find(({ backend }) => backend === 'webgpu').reason, /software/i);
    assert.deepEqual(answer.complaints, []);
  });

  test('computes on WebGPU when the page forces it', async () => {
    const answer = await probe(demo, '/webgpu');
    assertStepped(answer);
    assert.equal(answer.device.backend, 'webgpu');
    assert.deepEqual(answer.complaints, []);
  });
});

describe('the bundle from another origin', () => {
  let cdn;
  before(async () => {
    cdn = await serveAsCdn();
  });
  after(() => cdn.close());

  const POLICIES = [
    { name: 'no policy', policy: () => undefined, host: 'worker' },
    {
      name: 'a policy that allows scripts of the CDN, but no worker from a blob',
      policy: () => `script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' ${cdn.url}`,
      host: 'page',
    },
    {
      name: 'a policy that allows workers from blobs too',
      policy: () =>
        `script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' ${cdn.url}; worker-src 'self' blob: ${cdn.url}`,
      host: 'worker',
    },
  ];
  for (const { name, policy, host } of POLICIES) {
    test(`computes in a ${host} under ${name}`, async () => {
      const demo = await openDemo({
        headers: () => (policy() ? { 'Content-Security-Policy': policy() } : {}),
        page: () => ({ body: pageWith(`<script type="module">${oneStep(`${cdn.url}/cdn/core.js`, {})}</script>`) }),
        index: '/',
      });
      try {
        const answer = await probe(demo, '/');
        assertStepped(answer);
        assert.equal(answer.device.host, host);
        assert.equal(answer.device.backend, 'wasm');
        if (host === 'page') assert.match(answer.device.hostReason, /polic/);
        // A browser itself reports what a policy has blocked; the library adds nothing.
        assert.deepEqual(
          answer.complaints.filter((text) => !text.includes('Content Security Policy')),
          [],
        );
      } finally {
        await demo.close();
      }
    });
  }
});
