/**
 * Puts kernels and gradients into TensorFlow.js's global registry in place of its own. Only the mechanics: what is
 * replaced, and why, is in the kernels' own files.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Registers a kernel, replacing one of the same name and backend without TensorFlow.js's warning. */
export function replaceKernel(config: tf.KernelConfig): void {
  if (tf.getKernel(config.kernelName, config.backendName)) tf.unregisterKernel(config.kernelName, config.backendName);
  tf.registerKernel(config);
}

/** A kernel that wraps the one it replaces. */
export interface KernelOverride {
  readonly kernelName: string;
  readonly backendName: string;
  readonly over: (stock: tf.KernelConfig) => tf.KernelConfig;
}

/** Puts an override in place, once: a second call would wrap it around itself. */
export function overrideKernel(override: KernelOverride): void {
  const current = tf.getKernel(override.kernelName, override.backendName);
  if (overrides.has(current)) return;
  const config = override.over(current);
  overrides.add(config);
  replaceKernel(config);
}

const overrides = new WeakSet<tf.KernelConfig>();

/** Registers the gradient of a kernel, for all backends, replacing the one that is there. */
export function replaceGradient(config: tf.GradConfig): void {
  if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
}

/** True once the backend's module has been imported: only then is there something to replace. */
export function hasKernelsOf(backendName: string): boolean {
  return tf.getKernel(tf.Add, backendName) !== undefined;
}

/**
 * A kernel made of other operations. TensorFlow.js hands kernels the tensors themselves (its types say TensorInfo),
 * records nothing inside them, and takes a tensor as their output; intermediate tensors are disposed of here.
 */
export function composedKernel<I, A>(
  kernelName: string,
  backendName: string,
  compute: (inputs: I, attrs: A) => tf.Tensor | tf.Tensor[],
): tf.KernelConfig {
  return {
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => compute(inputs as I, attrs as A)),
  };
}
