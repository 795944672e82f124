/**
 * Where the worker's code is: in a file beside this one. Keep this module in a file at the root of every build, since
 * its literals resolve against the file that they end up in. The build of cdn/inline.js, which carries the worker's
 * code itself, replaces this module as a whole (scripts/build/inline.js).
 */

export const WORKER_NAME = 'convnet-elements';

/**
 * Throws where a policy forbids workers outright; otherwise only a handshake tells whether it runs.
 * @param patience ms after which a worker that has not fetched its script may be given up
 */
export function startWorker(patience: number): Worker {
  // Not location's: a sandboxed frame has an origin of nobody's, whatever its address is.
  const sameOrigin = new URL(import.meta.url).origin === globalThis.origin;
  // The name is a literal too: Vite 5 refuses options that it can't read.
  if (sameOrigin)
    return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'convnet-elements' });
  // A page of another origin may not start our file, but a script of its own may import it.
  const source = `import ${JSON.stringify(import.meta.url.replace(/[^/]*$/, 'worker.js'))};`;
  // A sandboxed frame starts modules from data: addresses, but in Chromium not from blobs.
  if (globalThis.origin === 'null') {
    return new Worker(`data:text/javascript,${encodeURIComponent(source)}`, { type: 'module', name: WORKER_NAME });
  }
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    return new Worker(url, { type: 'module', name: WORKER_NAME });
  } finally {
    setTimeout(() => URL.revokeObjectURL(url), patience);
  }
}

/** The worker's code in the page itself, for a page that may not start a worker. */
export const loadHost = () => import('./worker.js');
