/**
 * Tells a lost or exhausted device apart from other failures, and watches for the loss. Knows what browsers say, not
 * what the kit does about it.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { KitError } from '../errors.js';

const LOST = /device.{0,20}(is |was )?lost|lost.{0,20}device|context.{0,10}lost|lost.{0,10}context/i;
const OUT_OF_MEMORY =
  /out.of.memory|memory access out of bounds|cannot enlarge memory|array buffer allocation failed|invalid typed array length|failed to allocate|could not allocate|requested texture size/i;

/** Any failure of a computation as a KitError: `device-lost`, `out-of-memory`, or what it already was. */
export function deviceError(thrown: unknown): KitError {
  if (thrown instanceof KitError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (LOST.test(detail)) {
    return new KitError('device-lost', 'The graphics device was lost while it computed.', { cause: thrown });
  }
  if (OUT_OF_MEMORY.test(detail) || (globalThis.GPUOutOfMemoryError && thrown instanceof GPUOutOfMemoryError)) {
    return new KitError(
      'out-of-memory',
      `Not enough memory on the ${tf.getBackend()} device: try a smaller batch, width or image.`,
      { cause: thrown },
    );
  }
  return KitError.from(thrown);
}

/**
 * Calls back once if the device behind the current backend is lost (WebGPU or WebGL; wasm and cpu can't be). Returns
 * the way to stop watching.
 */
export function watchDevice(onLost: (error: KitError) => void): () => void {
  let watching = true;
  const report = (detail: string): void => {
    if (!watching) return;
    watching = false;
    onLost(new KitError('device-lost', `The graphics device was lost${detail ? ` (${detail})` : ''}.`));
  };
  if (tf.getBackend() === 'webgpu') {
    void (tf.backend() as WebGPUBackend).device.lost.then(({ message, reason }) => {
      report(message || (reason === 'unknown' ? '' : reason));
    });
    return () => (watching = false);
  }
  if (tf.getBackend() === 'webgl') {
    const { canvas } = (tf.backend() as MathBackendWebGL).gpgpu.gl;
    const listener = (): void => report('WebGL context lost');
    canvas.addEventListener('webglcontextlost', listener);
    return () => canvas.removeEventListener('webglcontextlost', listener);
  }
  return () => undefined;
}
