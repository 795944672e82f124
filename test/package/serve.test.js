/** The demo's server: isolates the page, names types rightly, and gives away nothing outside its folders. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '../../scripts/serve.js';

describe('scripts/serve.js', () => {
  let folder;
  let server;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'serve-'));
    mkdirSync(join(folder, 'site/sub'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    writeFileSync(join(folder, 'site/index.html'), '<p>home');
    writeFileSync(join(folder, 'site/.hidden'), 'secret');
    writeFileSync(join(folder, 'site/module.js'), 'export {};');
    writeFileSync(join(folder, 'site/code.wasm'), '');
    writeFileSync(join(folder, 'site/sub/a b.txt'), 'spaces');
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'site/link.txt'));
    server = await serve({ folders: { '/site/': join(folder, 'site') }, index: '/site/' });
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const get = (path, options) => fetch(server.url + path, { redirect: 'manual', ...options });

  test('isolates pages and names types', async () => {
    const page = await get('/site/');
    assert.equal(await page.text(), '<p>home');
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(page.headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(page.headers.get('cross-origin-embedder-policy'), 'require-corp');
    assert.equal((await get('/site/module.js')).headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal((await get('/site/code.wasm')).headers.get('content-type'), 'application/wasm');
    assert.equal(await (await get('/site/sub/a%20b.txt?v=1')).text(), 'spaces');
  });

  test('leads to the index and to folders', async () => {
    for (const [path, target] of [
      ['/', '/site/'],
      ['/site', '/site/'],
      ['/site/sub', '/site/sub/'],
    ]) {
      const response = await get(path);
      assert.equal(response.status, 302);
      assert.equal(response.headers.get('location'), target);
    }
  });

  // fetch() would tidy these paths before it sends them.
  const raw = (path, method = 'GET') =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      const socket = connect(Number(port), hostname, () => {
        socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
      });
      let text = '';
      socket.on('data', (data) => (text += data));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

  for (const path of [
    '/site/../secret.txt',
    '/site/%2e%2e/secret.txt',
    '/site/..%2fsecret.txt',
    '/site/sub/..%5c..%5csecret.txt',
    '/secret.txt',
    '/site//../secret.txt',
    '/site/.hidden',
    '/site/link.txt',
    '/site/index.html%00.txt',
    '/site/missing.js',
    '/site/sub/',
  ]) {
    test(`does not find ${path}`, async () => {
      const text = await raw(path);
      assert.match(text, /^HTTP\/1\.1 404 /);
      assert.doesNotMatch(text, /\r\n\r\n[^]*secret(?!\.txt)/);
    });
  }

  test('refuses malformed requests and other methods', async () => {
    assert.match(await raw('/site/%zz'), /^HTTP\/1\.1 400 /);
    assert.match(await raw('/site/index.html', 'POST'), /^HTTP\/1\.1 405 /);
    const head = await get('/site/', { method: 'HEAD' });
    assert.equal(head.headers.get('content-length'), '7');
  });

  test('moves on when its port is taken', async () => {
    const taken = Number(new URL(server.url).port);
    const second = await serve({ folders: {}, port: taken });
    assert.notEqual(Number(new URL(second.url).port), taken);
    await second.close();
  });
});
