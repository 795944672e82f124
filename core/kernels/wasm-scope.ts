/**
 * What our kernels for TensorFlow.js's wasm backend are written with: typed access to the memory of its tensors,
 * without copies, and calls of its own kernels. Data movement is plain JavaScript on that memory (as fast as the
 * backend's scalar loops); products and convolutions are left to its XNNPACK.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelOverride } from './registry.js';

type Named<Names extends string> = Record<Names, tf.TensorInfo>;

type Compute<Names extends string, Attributes, Output> = (
  scope: WasmScope,
  inputs: Named<Names>,
  attributes: Attributes,
) => Output;

/** A kernel for the wasm backend; whatever it allocates and does not return is disposed of. */
export function wasmKernel<Names extends string, Attributes>(
  kernelName: string,
  compute: Compute<Names, Attributes, tf.TensorInfo | tf.TensorInfo[]>,
): tf.KernelConfig {
  return { kernelName, backendName: 'wasm', kernelFunc: (call) => runInScope(call, compute) };
}

/** A kernel that takes over some cases of the backend's own one, and leaves it those for which it gives undefined. */
export function wasmOverride<Names extends string, Attributes>(
  kernelName: string,
  compute: Compute<Names, Attributes, tf.TensorInfo | undefined>,
): KernelOverride {
  return {
    kernelName,
    backendName: 'wasm',
    over: (stock) => ({ ...stock, kernelFunc: (call) => runInScope(call, compute) ?? stock.kernelFunc(call) }),
  };
}

function runInScope<Names extends string, Attributes, Output extends tf.TensorInfo | tf.TensorInfo[] | undefined>(
  { inputs, attrs, backend }: Parameters<tf.KernelFunc>[0],
  compute: Compute<Names, Attributes, Output>,
): Output {
  const scope = new WasmScope(backend as BackendWasm);
  let kept: tf.TensorInfo[] = [];
  try {
    const outputs = compute(scope, inputs as Named<Names>, attrs as Attributes);
    kept = outputs === undefined ? [] : Array.isArray(outputs) ? outputs : [outputs];
    return outputs;
  } finally {
    scope.disposeAllBut(kept);
  }
}

export class WasmScope {
  private readonly owned = new Map<object, tf.TensorInfo>();

  constructor(private readonly backend: BackendWasm) {}

  /** A float32 tensor; its memory holds whatever was there before. */
  allocate(shape: readonly number[]): tf.TensorInfo {
    return this.own(this.backend.makeOutput([...shape], 'float32'));
  }

  /** Runs a kernel of the backend. */
  run(kernelName: string, inputs: tf.NamedTensorInfoMap, attrs: object = {}): tf.TensorInfo {
    const { kernelFunc } = tf.getKernel(kernelName, 'wasm');
    return this.own(kernelFunc({ inputs, attrs: attrs as tf.NamedAttrMap, backend: this.backend }) as tf.TensorInfo);
  }

  /** [m, k] · [k, n]. Transpose beforehand: the backend's transpose flags, and batches, fall to a scalar loop. */
  matMul(a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo {
    return this.run(tf.BatchMatMul, { a, b }, { transposeA: false, transposeB: false });
  }

  /** Convolution at stride 1, VALID unless a padding in pixels is given. */
  convolve(
    x: tf.TensorInfo,
    filter: tf.TensorInfo,
    {
      dilations = [1, 1],
      pad = 'valid',
    }: { dilations?: [number, number]; pad?: 'valid' | tf.backend_util.ExplicitPadding } = {},
  ): tf.TensorInfo {
    return this.run(tf.Conv2D, { x, filter }, { strides: [1, 1], pad, dataFormat: 'NHWC', dilations });
  }

  transpose(x: tf.TensorInfo, perm: number[]): tf.TensorInfo {
    return this.run(tf.Transpose, { x }, { perm });
  }

  /** The tensor's own memory. Any later allocation may move it: take views after the last one. */
  view(tensor: tf.TensorInfo): Float32Array {
    return this.backend.typedArrayFromHeap({ ...tensor, dtype: 'float32' }) as Float32Array;
  }

  /** The same memory as integers: a sign test on them costs no branch. */
  bits(tensor: tf.TensorInfo): Int32Array {
    return this.backend.typedArrayFromHeap({ ...tensor, dtype: 'int32' }) as Int32Array;
  }

  /** Disposes of everything this scope made, except what is in `kept`. */
  disposeAllBut(kept: readonly tf.TensorInfo[]): void {
    for (const { dataId } of kept) this.owned.delete(dataId);
    for (const dataId of this.owned.keys()) this.backend.disposeData(dataId);
    this.owned.clear();
  }

  /** Frees one of this scope's tensors early, so that the next allocation finds its memory warm. */
  dispose(tensor: tf.TensorInfo): void {
    if (this.owned.delete(tensor.dataId)) this.backend.disposeData(tensor.dataId);
  }

  private own(tensor: tf.TensorInfo): tf.TensorInfo {
    this.owned.set(tensor.dataId, tensor);
    return tensor;
  }
}

/** The same data under another shape. */
export function reshaped(tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return { ...tensor, shape };
}
