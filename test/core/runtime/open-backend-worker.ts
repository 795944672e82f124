/**
 * A fresh realm for opening a backend: changes what the browser seems to offer, opens, computes once, and reports.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../../../core/errors.js';
import { openBackend } from '../../../core/runtime/backends.js';
import type { BackendChoice } from '../../../core/types.js';
import type { OpenedDevice } from '../../../core/runtime/backends.js';

/** What the realm pretends. */
export type Pretence =
  | 'no-webgpu'
  | 'hardware-gpu'
  | 'wrong-webgpu'
  | 'no-webgl'
  | 'no-wasm'
  | 'strict-csp'
  | 'untyped-wasm'
  | 'four-cores'
  | 'no-workers';
export interface OpenRequest {
  readonly choice: BackendChoice;
  readonly wasmPaths: Readonly<Record<string, string>>;
  readonly pretend: readonly Pretence[];
  readonly threads?: boolean;
}
export interface OpenReply {
  readonly device?: OpenedDevice;
  readonly error?: { readonly code: string; readonly message: string };
  /** 1 + 2 on the opened backend. */
  readonly sum?: number;
  /** Everything that was written to the console. */
  readonly said: readonly string[];
}

const said: string[] = [];
for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  console[level] = (...parts: unknown[]) => said.push(parts.map(String).join(' '));
}

const PRETEND: Record<Pretence, (request: OpenRequest) => Promise<OpenRequest | void>> = {
  'no-webgpu': async () => {
    GPU.prototype.requestAdapter = () => Promise.resolve(null);
  },
  'hardware-gpu': async () => {
    for (const [name, value] of Object.entries({ vendor: 'acme', architecture: 'one', device: '', description: '' })) {
      Object.defineProperty(GPUAdapterInfo.prototype, name, { get: () => value });
    }
    Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
  },
  'no-wasm': async () => {
    Reflect.deleteProperty(globalThis, 'WebAssembly');
  },
  'strict-csp': async () => {
    const refuse = (): never => {
      throw new WebAssembly.CompileError('Refused by the policy');
    };
    WebAssembly.Module = new Proxy(WebAssembly.Module, { construct: refuse });
  },
  'no-webgl': async () => {
    OffscreenCanvas.prototype.getContext = () => null;
  },
  'wrong-webgpu': async () => {
    await import('@tensorflow/tfjs-backend-webgpu');
    const relu = tf.getKernel(tf.Relu, 'webgpu');
    tf.unregisterKernel(tf.Relu, 'webgpu');
    tf.registerKernel({ ...relu, kernelFunc: (call) => tf.getKernel(tf.Abs, 'webgpu').kernelFunc(call) });
  },
  'four-cores': async () => {
    Object.defineProperty(Object.getPrototypeOf(navigator), 'hardwareConcurrency', { get: () => 4 });
  },
  'no-workers': async () => {
    // What a policy that refuses them gives: no exception, only an event.
    class RefusedWorker extends EventTarget {
      constructor() {
        super();
        queueMicrotask(() => this.dispatchEvent(new Event('error')));
      }
      terminate(): void {
        // There is nothing to end.
      }
    }
    globalThis.Worker = RefusedWorker as unknown as typeof Worker;
  },
  'untyped-wasm': async (request) => {
    const untyped = async ([file, url]: [string, string]): Promise<[string, string]> => {
      const bytes = await (await fetch(url)).arrayBuffer();
      return [file, URL.createObjectURL(new Blob([bytes]))];
    };
    return {
      ...request,
      wasmPaths: Object.fromEntries(await Promise.all(Object.entries(request.wasmPaths).map(untyped))),
    };
  },
};

async function open(request: OpenRequest): Promise<OpenReply> {
  let changed = request;
  for (const pretence of request.pretend) changed = (await PRETEND[pretence](changed)) ?? changed;
  try {
    const device = await openBackend(changed.choice, changed);
    const sum = (await tf.add(1, 2).data())[0]!;
    return { device, sum, said };
  } catch (thrown) {
    const { code, message } = KitError.from(thrown);
    return { error: { code, message }, said };
  }
}

addEventListener('message', ({ data }: MessageEvent<OpenRequest>) => {
  void open(data).then((reply) => postMessage(reply));
});
postMessage('ready');
