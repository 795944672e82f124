/**
 * A small static file server for the demo page and the end-to-end tests: cross-origin isolated, so that wasm may use
 * threads. Plain Node. Serves named folders of the repository and nothing else; not meant for the open internet.
 */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const DEMO_FOLDERS = { '/demo/': 'demo', '/cdn/': 'cdn', '/dist/': 'dist', '/storybook/': 'storybook-static' };
const DEFAULT_PORT = 8080;

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** What a page needs for `crossOriginIsolated`. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * Starts a server.
 * @param {object} [options]
 * @param {Record<string, string>} [options.folders] URL prefix (with slashes) → folder, relative to the repository
 * @param {number} [options.port] 0 takes any free one; a taken one moves on to the next
 * @param {string} [options.host]
 * @param {string} [options.index] where `/` leads
 * @param {(path: string) => Record<string, string>} [options.headers] for a path; default: cross-origin isolation
 * @param {(path: string) => {status?: number, type?: string, body: string} | undefined} [options.page] answers that are
 *   not files
 * @returns {Promise<{url: string, close(): Promise<void>}>} `url` without a slash at its end
 */
export async function serve({
  folders = DEMO_FOLDERS,
  port = 0,
  host = 'localhost',
  index = '/demo/',
  headers = () => ISOLATION,
  page = () => undefined,
} = {}) {
  const server = createServer((request, response) => {
    answer(request, response, { folders, index, headers, page }).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listen(server, port, host);
  return {
    url: `http://${host}:${server.address().port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(request, response, { folders, index, headers, page }) {
  const send = (status, extra = {}, body = '') => {
    response.writeHead(status, { 'Content-Type': TYPES['.txt'], 'X-Content-Type-Options': 'nosniff', ...extra });
    response.end(request.method === 'HEAD' ? '' : body);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return send(405, { Allow: 'GET, HEAD' }, 'Method not allowed');
  let path;
  try {
    path = decodeURIComponent(request.url.split('?', 1)[0]);
  } catch {
    return send(400, {}, 'Bad request');
  }
  // Browsers ask for it unasked; a 404 would look like a page's own mistake.
  if (path === '/favicon.ico') return send(204);
  if (path === '/' && index !== '/') return send(302, { Location: index });
  const written = page(path);
  if (written) {
    const type = written.type ?? TYPES['.html'];
    return send(written.status ?? 200, { ...headers(path), 'Content-Type': type }, written.body);
  }
  const file = await findFile(path, folders);
  if (!file) return send(404, headers(path), `Not found: ${path}`);
  if (file.redirect) return send(302, { Location: file.redirect });
  response.writeHead(200, {
    ...headers(path),
    'Content-Type': TYPES[extname(file.path).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': file.size,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.method === 'HEAD') return response.end();
  const stream = createReadStream(file.path);
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** The regular file that a URL path names, inside one of the folders even after all links are followed. */
async function findFile(path, folders) {
  if (path.includes('\0') || path.includes('\\') || /(^|\/)\./.test(path)) return undefined;
  for (const [prefix, folder] of Object.entries(folders)) {
    if (`${path}/` === prefix) return { redirect: prefix };
    if (!path.startsWith(prefix)) continue;
    try {
      const base = await realpath(resolve(ROOT, folder));
      const found = await realpath(join(base, path.slice(prefix.length)));
      if (found !== base && !found.startsWith(base + sep)) return undefined;
      const about = await stat(found);
      if (about.isFile()) return { path: found, size: about.size };
      if (!about.isDirectory()) return undefined;
      if (!path.endsWith('/')) return { redirect: `${path}/` };
      const inside = join(found, 'index.html');
      return { path: inside, size: (await stat(inside)).size };
    } catch {
      return undefined; // there is no such file
    }
  }
  return undefined;
}

async function listen(server, port, host) {
  const last = port === 0 ? 0 : Math.min(port + 20, 65535);
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      await new Promise((done, fail) => {
        server.once('error', fail);
        server.listen(candidate, host, () => {
          server.removeListener('error', fail);
          done();
        });
      });
      return;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || candidate === last) throw error;
    }
  }
}

/** The port that the environment asks for. */
export function portFromEnvironment() {
  const text = process.env.PORT;
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`PORT is "${text}"; it must be 0 to 65535.`);
  return port;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve({ port: portFromEnvironment(), host: process.env.HOST || 'localhost' });
  process.stdout.write(`${url}/\n`);
}
