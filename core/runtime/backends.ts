/**
 * Chooses and opens the device to compute on: hardware WebGPU, else wasm with our kernels, else hardware WebGL, else
 * plain JavaScript. Says why each was taken or passed over. Works in a worker and in a page; spawns neither.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import { installKernels } from '../kernels/index.js';
import type { BackendChoice, BackendName, BackendVerdict, DeviceReport } from '../types.js';
import { probeWebGl, probeWebGpu } from './adapter.js';
import { watchDevice } from './device-errors.js';
import { selfTest } from './self-test.js';
import { Unusable } from './unusable.js';
import { canUseThreads, checkedWasmPaths, guardWasmMemory, requireWasmSimd } from './wasm-probe.js';

export { deviceError, watchDevice } from './device-errors.js';

export interface OpenOptions {
  /** URL of each of the three builds of the wasm backend, by its file name. */
  readonly wasmPaths: Readonly<Record<string, string>>;
  /** False keeps wasm on one thread also where it could have more (cross-origin isolated, four cores). Default true. */
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

/** Backends that have passed the start-up test in this realm, and whose device is not lost. */
const proven = new Set<BackendName>();
/** Backends whose device was lost: TensorFlow.js keeps a dead device for ever, unless it is made to forget it. */
const dead = new Set<'webgpu' | 'webgl'>();

async function openOne(backend: BackendName, forced: boolean, options: OpenOptions): Promise<Opened> {
  if (options.exclude?.includes(backend)) throw new Unusable('its device was lost');
  const describeOpened = await OPENERS[backend](forced, options);
  installKernels();
  if (!(await tf.setBackend(backend))) throw new Unusable('it failed to start');
  if (!proven.has(backend)) {
    const flaw = await selfTest().catch(
      (thrown: unknown) => `an error in the start-up test (${KitError.from(thrown).message})`,
    );
    if (flaw !== undefined) throw new Unusable(`it gave ${flaw}`);
    proven.add(backend);
    // Only now: Emscripten replaces its allocator by the real one at the first call.
    if (backend === 'wasm') guardWasmMemory();
    if (backend === 'webgpu' || backend === 'webgl') noteLoss(backend);
  }
  return describeOpened();
}

function noteLoss(backend: 'webgpu' | 'webgl'): void {
  watchDevice(() => {
    dead.add(backend);
    proven.delete(backend);
  });
}

/** Makes TensorFlow.js ask for another device when this backend is opened again. */
function forgetDeadDevice(backend: 'webgpu' | 'webgl'): void {
  if (!dead.delete(backend)) return;
  const factory = tf.findBackendFactory(backend);
  tf.removeBackend(backend);
  tf.registerBackend(backend, factory);
}

/** A backend's module, which comes in a file of its own. */
function loaded<T>(module: Promise<T>): Promise<T> {
  return module.catch((thrown: unknown) => {
    throw new Unusable(`its code can't be loaded (${KitError.from(thrown).message})`);
  });
}

/** Imports the backend and checks what it needs; the function it gives back describes the backend once it runs. */
type Opener = (forced: boolean, options: OpenOptions) => Promise<() => Opened>;
const OPENERS: Record<BackendName, Opener> = {
  webgpu: async (forced) => {
    const gpu = await probeWebGpu();
    if (!gpu) throw new Unusable('the browser offers no WebGPU adapter');
    if (gpu.software && !forced) throw new Unusable(`only a software adapter (${gpu.name}), slower than wasm`);
    await loaded(import('@tensorflow/tfjs-backend-webgpu'));
    forgetDeadDevice('webgpu');
    return () => ({ adapter: gpu.name, threads: 1, reason: gpu.name });
  },
  wasm: async (_forced, { wasmPaths, threads = true }) => {
    const wasm = await loaded(import('@tensorflow/tfjs-backend-wasm'));
    await requireWasmSimd();
    if (!proven.has('wasm')) {
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads && (await canUseThreads()));
      const paths = await checkedWasmPaths(wasmPaths);
      try {
        wasm.setWasmPaths(paths);
      } catch {
        // TensorFlow.js starts it once in a realm or never.
        throw new Unusable('it failed to start before');
      }
    }
    return () => {
      const count = wasm.getThreadsCount();
      return { adapter: 'SIMD', threads: count, reason: `SIMD, ${count} ${count === 1 ? 'thread' : 'threads'}` };
    };
  },
  webgl: async (forced) => {
    const gl = probeWebGl();
    if (!gl) throw new Unusable('the browser offers no WebGL 2');
    if (gl.software && !forced) throw new Unusable(`only a software renderer (${gl.name})`);
    await loaded(import('@tensorflow/tfjs-backend-webgl'));
    if (gl.software) tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
    forgetDeadDevice('webgl');
    return () => ({ adapter: gl.name, threads: 1, reason: gl.name });
  },
  cpu: async () => {
    await loaded(import('@tensorflow/tfjs-backend-cpu'));
    return () => ({ adapter: 'JavaScript', threads: 1, reason: 'plain JavaScript, slow' });
  },
};
