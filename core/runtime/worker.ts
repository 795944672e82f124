/**
 * The worker's entry: exposes a host on the worker's own port. Where a page may not start a worker it imports this very
 * file and makes the host itself. Everything that knows TensorFlow.js hangs on this file and on nothing else.
 */
import * as Comlink from 'comlink';
import { Host } from './host.js';

export { Host };

declare const WorkerGlobalScope: (new () => unknown) | undefined;
if (typeof WorkerGlobalScope !== 'undefined' && globalThis instanceof WorkerGlobalScope) {
  Comlink.expose(new Host());
}
