/**
 * Chooses and opens the device to compute on: hardware WebGPU, else wasm with our kernels, else hardware WebGL, else
 * plain JavaScript. Says why each was taken or passed over. Works in a worker and in a page; spawns neither.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import { installKernels } from '../kernels/index.js';
import type { BackendChoice, BackendName, BackendVerdict, DeviceReport } from '../types.js';
import { probeWebGl, probeWebGpu } from './adapter.js';
import { selfTest } from './self-test.js';

export { deviceError, watchDevice } from './device-errors.js';

export interface OpenOptions {
  /** URL of each of the three builds of the wasm backend, by its file name. */
  readonly wasmPaths: Readonly<Record<string, string>>;
  /** False keeps wasm on one thread even where the page is cross-origin isolated. Default true. */
  readonly threads?: boolean;
  /** Backends whose device was lost on this page: not tried again. */
  readonly exclude?: readonly BackendName[];
}
export type OpenedDevice = Omit<DeviceReport, 'host' | 'hostReason'>;

interface Opened {
  readonly adapter: string;
  readonly threads: number;
  /** Said in the verdict of the backend in use. */
  readonly reason: string;
}
/** Why a backend can't be used, as a short phrase; not an error unless it was forced. */
class Unusable extends Error {}

const ORDER: readonly BackendName[] = ['webgpu', 'wasm', 'webgl', 'cpu'];

/**
 * Opens the best backend, or the one that is forced, and makes it TensorFlow.js's current one.
 * @throws KitError no-backend if the forced backend, or every one, is unusable.
 */
export async function openBackend(choice: BackendChoice, options: OpenOptions): Promise<OpenedDevice> {
  // TensorFlow.js writes failed starts to the console; we report them ourselves.
  tf.enableProdMode();
  const forced = choice !== 'auto';
  const verdicts: BackendVerdict[] = [];
  let report: Omit<OpenedDevice, 'verdicts'> | undefined;
  for (const backend of ORDER) {
    if (report || (forced && backend !== choice)) {
      verdicts.push({ backend, status: 'not-needed', reason: forced ? `${choice} was asked for` : 'not needed' });
      continue;
    }
    try {
      const { adapter, threads, reason } = await openOne(backend, forced, options);
      report = { backend, adapter, threads };
      verdicts.push({ backend, status: 'in-use', reason });
    } catch (thrown) {
      if (!(thrown instanceof Unusable)) throw thrown;
      verdicts.push({ backend, status: 'rejected', reason: thrown.message });
    }
  }
  if (!report) throw noBackend(choice, verdicts);
  return { ...report, verdicts };
}

function noBackend(choice: BackendChoice, verdicts: readonly BackendVerdict[]): KitError {
  const reasons = verdicts.filter((verdict) => verdict.status === 'rejected');
  if (choice !== 'auto') {
    return new KitError('no-backend', `The backend "${choice}" can't be used here: ${reasons[0]!.reason}.`);
  }
  const list = reasons.map(({ backend, reason }) => `${backend}: ${reason}`).join('; ');
  return new KitError('no-backend', `No device to compute on works here (${list}).`);
}

async function openOne(backend: BackendName, forced: boolean, options: OpenOptions): Promise<Opened> {
  if (options.exclude?.includes(backend)) throw new Unusable('its device was lost');
  const opened = await OPENERS[backend](forced, options);
  installKernels();
  if (!(await tf.setBackend(backend))) throw new Unusable('it failed to start');
  const flaw = await selfTest();
  if (flaw !== undefined) throw new Unusable(`it computes wrongly: ${flaw}`);
  return opened();
}

/** Import the backend and check what it needs; the function they give back describes it once it runs. */
const OPENERS: Record<BackendName, (forced: boolean, options: OpenOptions) => Promise<() => Opened>> = {
  webgpu: async (forced) => {
    const gpu = await probeWebGpu();
    if (!gpu) throw new Unusable('the browser offers no WebGPU adapter');
    if (gpu.software && !forced) throw new Unusable(`only a software adapter (${gpu.name}), slower than wasm`);
    await import('@tensorflow/tfjs-backend-webgpu');
    return () => ({ adapter: gpu.name, threads: 1, reason: gpu.name });
  },
  wasm: async (_forced, { wasmPaths, threads = true }) => {
    if (typeof WebAssembly === 'undefined') throw new Unusable('the browser has no WebAssembly');
    const wasm = await import('@tensorflow/tfjs-backend-wasm');
    if (!threads) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Unusable('the browser has no wasm SIMD');
    wasm.setWasmPaths(wasmPaths);
    return () => {
      const count = wasm.getThreadsCount();
      return { adapter: 'SIMD', threads: count, reason: `SIMD, ${count} ${count === 1 ? 'thread' : 'threads'}` };
    };
  },
  webgl: async (forced) => {
    const gl = probeWebGl();
    if (!gl) throw new Unusable('the browser offers no WebGL 2');
    if (gl.software && !forced) throw new Unusable(`only a software renderer (${gl.name})`);
    await import('@tensorflow/tfjs-backend-webgl');
    if (gl.software) tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
    return () => ({ adapter: gl.name, threads: 1, reason: gl.name });
  },
  cpu: async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    return () => ({ adapter: 'JavaScript', threads: 1, reason: 'plain JavaScript, slow' });
  },
};
