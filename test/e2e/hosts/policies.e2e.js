/**
 * Content security policies, from none to the strictest, and where the library computes under each: in a worker from
 * its own files, in one that it carries inside (cdn/inline.js), in one from a stub of the page's own, or in the page.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openDemo, pageWith, serveAsCdn } from '../harness.js';
import { CDN, pressStep } from './host.js';

const TRAINER = '<model-trainer width="0.05" batch-size="8">This figure needs JavaScript.</model-trainer>';
/** Everything a page under a strict policy allows besides workers; only the worker's rule differs below. */
const strict = (cdn) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${cdn}; connect-src 'self' ${cdn}; img-src data: blob:`;

const ROWS = [
  { name: 'no policy', script: 'all.js', policy: () => undefined, host: 'worker' },
  {
    name: 'scripts of the CDN, no worker',
    script: 'all.js',
    policy: (cdn) => `${strict(cdn)}; worker-src 'none'`,
    host: 'page',
  },
  {
    name: 'the same with the worker inside',
    script: 'inline.js',
    policy: (cdn) => `${strict(cdn)}; worker-src 'none'`,
    host: 'page',
  },
  {
    name: 'workers of the page’s own and from blobs',
    script: 'all.js',
    policy: (cdn) => `${strict(cdn)}; worker-src 'self' blob:`,
    host: 'page',
  },
  {
    name: 'the same with the worker inside',
    script: 'inline.js',
    policy: (cdn) => `${strict(cdn)}; worker-src blob:`,
    host: 'worker',
  },
  {
    name: 'workers from blobs that may import from the CDN',
    script: 'all.js',
    policy: (cdn) => `${strict(cdn)}; worker-src blob: ${cdn}`,
    host: 'worker',
  },
  { name: 'a stub of the page’s own', script: 'all.js', stub: true, policy: strict, host: 'worker' },
];

describe('a strict policy', () => {
  let cdn;
  before(async () => {
    cdn = await serveAsCdn(CDN);
  });
  after(() => cdn.close());

  for (const { name, script, stub, policy, host } of ROWS) {
    test(`${script}, ${name}: computes in the ${host}`, async () => {
      const tags = `<script type="module" src="${cdn.url}/cdn/${script}"></script>`;
      const own = '<script type="module" src="/own.js"></script>';
      const FILES = {
        '/': { body: pageWith(TRAINER, stub ? own + tags : tags) },
        '/own.js': {
          type: 'text/javascript',
          body: `import { configure } from '${cdn.url}/cdn/core.js'; configure({ workerUrl: '/stub.js' });`,
        },
        '/stub.js': { type: 'text/javascript', body: `import '${cdn.url}/cdn/worker.js';` },
      };
      const demo = await openDemo({
        folders: {},
        index: '/',
        page: (path) => FILES[path],
        headers: (path) => {
          // A worker has the policy that its own file came with.
          const value = policy(cdn.url);
          return value === undefined ? {} : { 'Content-Security-Policy': path === '/' ? value : strict(cdn.url) };
        },
      });
      try {
        const { page, complaints } = await demo.open('/');
        const { device, step, error } = await pressStep(page);
        assert.deepEqual([error, step, device.host], [undefined, 1, host]);
        assert.equal(device.backend, 'wasm');
        if (host === 'page') assert.match(device.hostReason, /polic/);
        // The browser itself reports what a policy has blocked; the library adds nothing, and asks for no style that
        // a policy without 'unsafe-inline' would refuse.
        assert.deepEqual(
          complaints.filter((text) => !/worker/i.test(text)),
          [],
        );
      } finally {
        await demo.close();
      }
    });
  }
});
