/**
 * What has to be true before TensorFlow.js may start its wasm backend: it reports a missing file or a refusing policy
 * to the console and hangs on to the failure. Also turns its silent lack of memory into an error.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import { Unusable } from './unusable.js';

/** Magic number and version: the smallest module there is. */
const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** @throws Unusable if this realm may not run wasm, or knows no SIMD (without it, wasm is no better than WebGL). */
export async function requireWasmSimd(): Promise<void> {
  if (typeof WebAssembly === 'undefined') throw new Unusable('the browser has no WebAssembly');
  try {
    new WebAssembly.Module(EMPTY_MODULE);
  } catch {
    throw new Unusable("the page's policy forbids WebAssembly ('wasm-unsafe-eval' is missing in script-src)");
  }
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Unusable('the browser has no wasm SIMD');
}

/** The backend takes half of the logical cores: with fewer than this its eight workers would be for one thread. */
const CORES_FOR_THREADS = 4;
/** A worker that has not answered by then, in ms, will not: a policy can refuse it without any event. */
const WORKER_MS = 3000;

/** Whether threads will start. The backend itself would wait for ever for workers that the page's policy refuses. */
export async function canUseThreads(): Promise<boolean> {
  if (!(await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT'))) return false;
  if (navigator.hardwareConcurrency < CORES_FOR_THREADS) return false;
  const url = URL.createObjectURL(new Blob(['postMessage(0)'], { type: 'text/javascript' }));
  let worker: Worker | undefined;
  try {
    worker = new Worker(url);
    return await answers(worker);
  } catch {
    return false;
  } finally {
    worker?.terminate();
    URL.revokeObjectURL(url);
  }
}

function answers(worker: Worker): Promise<boolean> {
  return new Promise((resolve) => {
    worker.addEventListener('message', () => resolve(true));
    worker.addEventListener('error', () => resolve(false));
    setTimeout(() => resolve(false), WORKER_MS);
  });
}

/**
 * The paths, checked for the build that will be used. One that the server sends under another media type is turned
 * into a blob, since Emscripten complains in the console about those.
 * @throws Unusable if the file can't be fetched.
 */
export async function checkedWasmPaths(paths: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  const file = `tfjs-backend-wasm-${threaded ? 'threaded-simd' : 'simd'}.wasm`;
  const url = paths[file];
  if (url === undefined) throw new Unusable(`no URL is given for ${file}`);
  const response = await fetch(url, { credentials: 'same-origin' }).catch(() => undefined);
  if (!response?.ok) throw new Unusable(`its file ${url} can't be fetched (${response?.status ?? 'network error'})`);
  if (response.headers.get('Content-Type') === 'application/wasm') {
    // TensorFlow.js fetches it again, from the cache: all we wanted was the head.
    await response.body?.cancel();
    return { ...paths };
  }
  const blob = new Blob([await response.arrayBuffer()], { type: 'application/wasm' });
  return { ...paths, [file]: URL.createObjectURL(blob) };
}

/**
 * Where wasm memory can't grow, TensorFlow.js takes address 0 for its tensor and overwrites itself; where a size is
 * close to all that 32 bits address, Emscripten's allocator gives less than was asked for.
 */
export function guardWasmMemory(): void {
  // Emscripten's module; TensorFlow.js's own types leave the allocator out.
  const module = (tf.backend() as BackendWasm).wasm as unknown as {
    _malloc: (bytes: number) => number;
    readonly HEAPU8: Uint8Array;
  };
  const allocate = module._malloc;
  module._malloc = (bytes: number): number => {
    const address = allocate(bytes);
    if (bytes > 0 && (address === 0 || (address >>> 0) + bytes > module.HEAPU8.length)) {
      const size = `${Math.ceil(bytes / 2 ** 20)} MB`;
      throw new KitError('out-of-memory', `Not enough memory for ${size} more: try a smaller batch, width or image.`);
    }
    return address;
  };
}
