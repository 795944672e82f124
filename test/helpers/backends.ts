/**
 * Runs a group of tests on several backends: opened once for each, with memory that is poisoned before it is used.
 * WebGPU validation errors and left-over tensors fail the test that caused them.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { wasmPaths } from '../../core/runtime/assets.js';
import { openBackend } from '../../core/runtime/backends.js';
import type { BackendName } from '../../core/types.js';

/** Opens (again) a backend with the wasm files of this checkout and makes it the current one. */
export async function useBackend(backend: BackendName): Promise<void> {
  await openBackend(backend, { wasmPaths: wasmPaths() });
}

/**
 * `describe` once per backend, e.g. `describeOnBackends(['cpu', 'wasm'], 'relu', (backend) => { it(…) })`. Each test
 * must leave as many tensors as it found. On webgpu keep shapes tiny: in CI it is a software adapter.
 */
export function describeOnBackends(
  backends: readonly BackendName[],
  name: string,
  tests: (backend: BackendName) => void,
): void {
  for (const backend of backends) {
    describe(`${name} [${backend}]`, () => {
      let tensorsBefore = 0;
      let stopPoisoning = (): void => undefined;
      before(async () => {
        await useBackend(backend);
        stopPoisoning = poisonNewMemory(backend);
      });
      after(() => stopPoisoning());
      beforeEach(() => {
        tensorsBefore = tf.memory().numTensors;
        if (backend === 'webgpu') device().pushErrorScope('validation');
      });
      afterEach(async () => {
        if (backend === 'webgpu') expect((await device().popErrorScope())?.message).to.equal(undefined);
        expect(tf.memory().numTensors - tensorsBefore, 'tensors left over').to.equal(0);
      });
      tests(backend);
    });
  }
}

/**
 * Fills all memory that the backend takes with NaN before use. Both backends recycle it: a kernel that leaves part of
 * its output unwritten (or a shader that does not compile) would else find the last right answer there. Returns the
 * way back.
 */
function poisonNewMemory(backend: BackendName): () => void {
  if (backend === 'wasm') {
    const wasm = (tf.backend() as BackendWasm).wasm as unknown as EmscriptenMemory;
    const allocate = wasm._malloc;
    wasm._malloc = (bytes: number): number => {
      const address = allocate(bytes);
      wasm.HEAPU8.fill(0xff, address >>> 0, (address >>> 0) + bytes);
      return address;
    };
    return () => (wasm._malloc = allocate);
  }
  if (backend === 'webgpu') {
    const { bufferManager } = tf.backend() as WebGPUBackend;
    const acquire = bufferManager.acquireBuffer;
    bufferManager.acquireBuffer = (size, usage, mapped, reuse) => {
      const buffer = acquire.call(bufferManager, size, usage, mapped, reuse);
      const writable = usage & GPUBufferUsage.STORAGE && usage & GPUBufferUsage.COPY_DST;
      // The backend gives a buffer back only after what uses it was submitted, so this write comes in between.
      if (writable && !mapped) device().queue.writeBuffer(buffer, 0, new Uint8Array(buffer.size).fill(0xff));
      return buffer;
    };
    return () => (bufferManager.acquireBuffer = acquire);
  }
  return () => undefined;
}

interface EmscriptenMemory {
  _malloc: (bytes: number) => number;
  HEAPU8: Uint8Array;
}

function device(): GPUDevice {
  return (tf.backend() as WebGPUBackend).device;
}
