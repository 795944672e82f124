/**
 * Starts the host of all computation, trying in turn: the page's own workerUrl, the library's worker, and last the page
 * itself. Policies refuse workers in different ways (a throw, an error event, silence), so only a handshake decides.
 */
import * as Comlink from 'comlink';
import { KitError } from '../errors.js';
import { wasmPaths } from './assets.js';
import type { HostConnection } from './client.js';
import { configuration } from './configure.js';
import { PROTOCOL_VERSION, type HostApi, type HostInit } from './protocol.js';
import { loadHost, startWorker, WORKER_NAME } from './worker-file.js';

/**
 * How long a worker may take to answer, in ms. Its script (some 200 KB) travels in this time too: 20 s is 10 KB/s.
 */
const HANDSHAKE_MS = 20_000;

type WorkerStart = () => Worker;

function waysToStart(): WorkerStart[] {
  const { workerUrl } = configuration();
  const own = () => startWorker(HANDSHAKE_MS);
  return workerUrl === undefined ? [own] : [() => new Worker(workerUrl, { type: 'module', name: WORKER_NAME }), own];
}

/** Resolves to a host that has answered. @throws KitError worker-blocked if not even the page can compute. */
export async function spawnHost(): Promise<HostConnection> {
  const init = { protocol: PROTOCOL_VERSION, wasmPaths: wasmPaths(configuration().assetBase) };
  if (configuration().worker === false) return hostInPage(init, 'the page asked for no worker');
  for (const start of waysToStart()) {
    const host = await tryWorker(start, init);
    if (host) return host;
  }
  return hostInPage(init, 'the page’s security policy refuses workers');
}

async function tryWorker(start: WorkerStart, init: Omit<HostInit, 'place'>): Promise<HostConnection | undefined> {
  let worker: Worker;
  try {
    worker = start();
  } catch {
    // SecurityError: the policy forbids it. The next way is tried.
    return undefined;
  }
  const api = Comlink.wrap<HostApi>(worker);
  const answered = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), HANDSHAKE_MS);
    const settle = (ok: boolean) => {
      clearTimeout(timer);
      resolve(ok);
    };
    worker.addEventListener('error', (event) => {
      // Otherwise the browser reports it as uncaught; it is reported where it belongs, or the next way is tried.
      event.preventDefault();
      settle(false);
    });
    api.hello({ ...init, place: 'worker' }).then(
      (version) => settle(version === PROTOCOL_VERSION),
      () => settle(false),
    );
  });
  if (!answered) {
    worker.terminate();
    return undefined;
  }
  return {
    api,
    place: 'worker',
    reason: undefined,
    transfer: (port) => Comlink.transfer(port, [port]),
    onDeath: (listener) =>
      worker.addEventListener(
        'error',
        (event) => listener(new KitError('internal', `The worker stopped: ${event.message || 'no reason given'}.`)),
        { once: true },
      ),
    terminate: () => worker.terminate(),
  };
}

async function hostInPage(init: Omit<HostInit, 'place'>, reason: string): Promise<HostConnection> {
  let host: HostApi & { close(): void };
  try {
    const { Host } = await loadHost();
    host = new Host();
  } catch (cause) {
    throw new KitError(
      'worker-blocked',
      'Neither a worker nor the page itself could load the computing part of the library. Check that its worker file is served beside the others and that the page’s Content-Security-Policy allows it.',
      { cause },
    );
  }
  const { port1, port2 } = new MessageChannel();
  Comlink.expose(host, port1);
  const api = Comlink.wrap<HostApi>(port2);
  await api.hello({ ...init, place: 'page' });
  return {
    api,
    place: 'page',
    reason,
    transfer: (port) => Comlink.transfer(port, [port]),
    onDeath: () => undefined,
    terminate: () => {
      host.close();
      port1.close();
      port2.close();
    },
  };
}
