/**
 * The ground of the end-to-end tests: serves the built demo (or pages made up by a test), opens it in Chromium, and
 * hands out what the page complained of. Tests assert; this file does not.
 *
 *   const demo = await openDemo({ webgpu: true });
 *   after(() => demo.close());
 *   const { page, complaints } = await demo.open('/demo/');
 */
import { collectComplaints, launchBrowser } from '../../scripts/browser.js';
import { serve } from '../../scripts/serve.js';

/**
 * A server and a browser of their own.
 * @param {object} [options]
 * @param {boolean} [options.webgpu] give pages a software WebGPU adapter; default: they find none
 * @param {string[]} [options.flags] more flags for Chromium
 * @param {Parameters<typeof serve>[0]['headers']} [options.headers] response headers for a path; default: isolation
 * @param {Parameters<typeof serve>[0]['page']} [options.page] answers that are not files, such as a test's own page
 */
export async function openDemo({ webgpu, flags, ...server } = {}) {
  const { url, close } = await serve(server);
  const browser = await launchBrowser({ webgpu, flags });
  return {
    url,
    browser,
    /**
     * Opens a path in a fresh context.
     * @param {import('playwright-core').BrowserContextOptions} [context]
     * @returns {Promise<{page: import('playwright-core').Page, complaints: string[]}>} `complaints` goes on growing
     */
    async open(path, context = {}) {
      const page = await (await browser.newContext(context)).newPage();
      const complaints = collectComplaints(page);
      await page.goto(url + path);
      return { page, complaints };
    },
    async close() {
      await browser.close();
      await close();
    },
  };
}

/** A server on another port, so of another origin, that lets every page load from it: a CDN. */
export function serveAsCdn(folders = { '/cdn/': 'cdn' }) {
  return serve({
    folders,
    headers: () => ({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }),
  });
}

/** A whole page with the given content in its body. */
export function pageWith(body, head = '') {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Test</title>${head}<body>${body}</body></html>`;
}
