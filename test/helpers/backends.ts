/**
 * Runs a group of tests on several backends: opened once for each, WebGPU validation errors and left-over tensors fail
 * the test that caused them.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
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
      before(() => useBackend(backend));
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

function device(): GPUDevice {
  return (tf.backend() as WebGPUBackend).device;
}
