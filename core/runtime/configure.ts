/**
 * What a page may decide once for the whole library: where its files are, and whether and from where a worker starts.
 * Not for anything that concerns one model.
 */
import type { BackendChoice } from '../types.js';

export interface KitConfiguration {
  /** Base URL of the library's `assets/` folder, for a page that hosts it elsewhere. */
  assetBase?: string;
  /** Same-origin URL of the worker file (or of a stub that imports it), for a page with a strict policy. */
  workerUrl?: string;
  /** Backend for models that name none. Default `auto`. */
  backend?: BackendChoice;
  /** False computes in the page itself: smaller batches, but no worker at all. Default true. */
  worker?: boolean;
  /** Bytes that a model file may take, weights included. Default 128 MiB. */
  maxModelBytes?: number;
}

const current: KitConfiguration = {};

/** Changes apply to workers and downloads that start later. */
export function configure(changes: KitConfiguration): void {
  Object.assign(current, changes);
}

export function configuration(): Readonly<KitConfiguration> {
  return current;
}
