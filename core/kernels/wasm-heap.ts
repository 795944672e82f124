/**
 * Kernels that compute in plain JavaScript directly on the memory of TensorFlow.js's wasm backend, without copies:
 * for what is bound by memory and not by arithmetic. Not for convolutions and matrix products.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

export interface WasmHeap {
  /** Makes an output tensor; its memory holds whatever was there before. */
  allocate(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  /** The tensor's own memory. Allocating may move the heap: take views after the last allocation. */
  view(tensor: tf.TensorInfo): Float32Array;
}

/** A kernel for the wasm backend that gets typed access to its tensors' memory. */
export function wasmKernel<Names extends string, Attributes>(
  kernelName: string,
  compute: (
    inputs: Record<Names, tf.TensorInfo>,
    attributes: Attributes,
    heap: WasmHeap,
  ) => tf.TensorInfo | tf.TensorInfo[],
): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as BackendWasm;
      return compute(inputs as Record<Names, tf.TensorInfo>, attrs as Attributes, {
        allocate: (shape, dtype) => wasm.makeOutput(shape, dtype),
        view: (tensor) => wasm.typedArrayFromHeap(tensor) as Float32Array,
      });
    },
  };
}
