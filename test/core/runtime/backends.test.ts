/**
 * Which backend is opened, why, and what happens when it can't be or goes away. Each start in a worker of its own:
 * a backend that has started once stays started. CI's browser has a software WebGPU adapter and software WebGL.
 */
import { expect } from '@open-wc/testing';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../../../core/errors.js';
import { wasmPaths } from '../../../core/runtime/assets.js';
import { deviceError, openBackend, watchDevice } from '../../../core/runtime/backends.js';
import type { BackendChoice, BackendName } from '../../../core/types.js';
import type { OpenReply, OpenRequest, Pretence } from './open-backend-worker.js';

function openInWorker(
  choice: BackendChoice,
  pretend: readonly Pretence[] = [],
  options: Partial<OpenRequest> = {},
): Promise<OpenReply> {
  const worker = new Worker(new URL('./open-backend-worker.ts', import.meta.url), { type: 'module' });
  return new Promise<OpenReply>((resolve, reject) => {
    worker.addEventListener('error', () => reject(new Error('the worker did not start')));
    worker.addEventListener('message', ({ data }: MessageEvent<OpenReply | 'ready'>) => {
      if (data !== 'ready') resolve(data);
      else worker.postMessage({ choice, pretend, wasmPaths: wasmPaths(), ...options } satisfies OpenRequest);
    });
  }).finally(() => worker.terminate());
}

const verdict = ({ device }: OpenReply, backend: BackendName) =>
  device?.verdicts.find((entry) => entry.backend === backend);

describe('openBackend', () => {
  it('prefers wasm to a software GPU, and says so', async () => {
    const reply = await openInWorker('auto');
    expect(reply.error).to.equal(undefined);
    expect(reply.device?.backend).to.equal('wasm');
    expect(verdict(reply, 'webgpu')?.status).to.equal('rejected');
    expect(verdict(reply, 'webgpu')?.reason).to.equal('only a software adapter (SwiftShader), slower than wasm');
    expect(verdict(reply, 'wasm')?.status).to.equal('in-use');
    expect(verdict(reply, 'wasm')?.reason).to.match(/^SIMD, \d+ threads?$/);
    expect(verdict(reply, 'webgl')).to.include({ status: 'not-needed', reason: 'not needed' });
    expect(verdict(reply, 'cpu')).to.include({ status: 'not-needed', reason: 'not needed' });
    expect(reply.said).to.deep.equal([]);
  });

  it('prefers a hardware GPU to wasm', async () => {
    const reply = await openInWorker('auto', ['hardware-gpu']);
    expect(reply.device).to.include({ backend: 'webgpu', adapter: 'acme one', threads: 1 });
    expect(verdict(reply, 'wasm')?.status).to.equal('not-needed');
    expect(reply.said).to.deep.equal([]);
  });

  it('passes over a GPU that computes wrongly', async () => {
    const reply = await openInWorker('auto', ['hardware-gpu', 'wrong-webgpu']);
    expect(reply.device?.backend).to.equal('wasm');
    expect(verdict(reply, 'webgpu')?.status).to.equal('rejected');
    expect(verdict(reply, 'webgpu')?.reason).to.match(/^it gave a wrong .* in the start-up test$/);
    expect(reply.sum).to.equal(3);
  });

  it('ends at plain JavaScript where nothing else is there', async () => {
    const reply = await openInWorker('auto', ['no-webgpu', 'no-wasm', 'no-webgl']);
    expect(reply.device?.backend).to.equal('cpu');
    expect(verdict(reply, 'webgpu')?.reason).to.equal('the browser offers no WebGPU adapter');
    expect(verdict(reply, 'wasm')?.reason).to.equal('the browser has no WebAssembly');
    expect(verdict(reply, 'webgl')?.reason).to.equal('the browser offers no WebGL 2');
    expect(reply.sum).to.equal(3);
    expect(reply.said).to.deep.equal([]);
  });

  it('never takes software WebGL by itself', async () => {
    const reply = await openInWorker('auto', ['no-webgpu', 'strict-csp']);
    expect(reply.device?.backend).to.equal('cpu');
    expect(verdict(reply, 'wasm')?.reason).to.contain("'wasm-unsafe-eval'");
    expect(verdict(reply, 'webgl')?.reason).to.equal('only a software renderer (SwiftShader)');
  });

  for (const backend of ['webgpu', 'wasm', 'webgl', 'cpu'] as const) {
    it(`opens ${backend} when it is forced, software or not`, async () => {
      const reply = await openInWorker(backend);
      expect(reply.error).to.equal(undefined);
      expect(reply.device?.backend).to.equal(backend);
      expect(reply.device?.adapter).to.not.equal('');
      expect(reply.device?.verdicts.filter(({ status }) => status === 'in-use').length).to.equal(1);
      expect(reply.device?.verdicts.length).to.equal(4);
      expect(reply.sum).to.equal(3);
      expect(reply.said).to.deep.equal([]);
    });
  }

  it('refuses a forced backend that is not there', async () => {
    const reply = await openInWorker('webgpu', ['no-webgpu']);
    expect(reply.error).to.deep.equal({
      code: 'no-backend',
      message: 'The backend "webgpu" can\'t be used here: the browser offers no WebGPU adapter.',
    });
  });

  it('names a wasm file that is missing', async () => {
    const missing = Object.fromEntries(
      Object.keys(wasmPaths()).map((file) => [file, new URL(`/no/${file}`, location.href).href]),
    );
    const forced = await openInWorker('wasm', [], { wasmPaths: missing });
    expect(forced.error?.code).to.equal('no-backend');
    expect(forced.error?.message).to.match(/its file .*\/no\/tfjs-backend-wasm.*\.wasm can't be fetched \(404\)/);
    expect(forced.said).to.deep.equal([]);
  });

  it('opens a wasm file that the server sends as something else', async () => {
    const reply = await openInWorker('wasm', ['untyped-wasm']);
    expect(reply.sum).to.equal(3);
    expect(reply.said).to.deep.equal([]);
  });

  it('takes threads where the page is isolated and has cores for them, and reads their count back', async () => {
    expect(crossOriginIsolated, 'the test page').to.equal(true);
    const reply = await openInWorker('wasm', ['four-cores']);
    // TensorFlow.js takes half of the logical cores.
    expect(reply.device?.threads).to.equal(2);
    expect(verdict(reply, 'wasm')?.reason).to.equal('SIMD, 2 threads');
    expect(reply.sum).to.equal(3);
    expect(reply.said).to.deep.equal([]);
  });

  for (const [why, pretend, options] of [
    ['the caller wants one', ['four-cores'], { threads: false }],
    ['workers are refused', ['four-cores', 'no-workers'], {}],
  ] as const) {
    it(`stays on one thread where ${why}`, async () => {
      const reply = await openInWorker('wasm', pretend, options);
      expect(reply.device?.threads).to.equal(1);
      expect(verdict(reply, 'wasm')?.reason).to.equal('SIMD, 1 thread');
      expect(reply.sum).to.equal(3);
    });
  }

  it('leaves out what the caller excludes', async () => {
    const device = await openBackend('auto', { wasmPaths: wasmPaths(), exclude: ['webgpu', 'wasm', 'webgl'] });
    expect(device.backend).to.equal('cpu');
    expect(device.verdicts[1]).to.deep.equal({ backend: 'wasm', status: 'rejected', reason: 'its device was lost' });
  });
});

describe('watchDevice', () => {
  const open = (backend: BackendName) => openBackend(backend, { wasmPaths: wasmPaths() });

  it('tells once that a WebGPU device is lost, and another can be opened', async () => {
    await open('webgpu');
    const lost: KitError[] = [];
    const { device } = tf.backend() as WebGPUBackend;
    watchDevice((error) => lost.push(error));
    device.destroy();
    await device.lost;
    await Promise.resolve();
    expect(lost.map(({ code }) => code)).to.deep.equal(['device-lost']);

    await open('webgpu');
    expect((tf.backend() as WebGPUBackend).device).to.not.equal(device);
    const sum = tf.add([1, 2], [3, 4]);
    expect(Array.from(await sum.data())).to.deep.equal([4, 6]);
    sum.dispose();
  });

  it('tells that a WebGL context is lost, and another can be opened', async () => {
    await open('webgl');
    const { gl } = (tf.backend() as MathBackendWebGL).gpgpu;
    const lost = new Promise<KitError>((resolve) => watchDevice(resolve));
    gl.getExtension('WEBGL_lose_context')!.loseContext();
    expect((await lost).code).to.equal('device-lost');

    await open('webgl');
    expect((tf.backend() as MathBackendWebGL).gpgpu.gl).to.not.equal(gl);
    const sum = tf.add([1, 2], [3, 4]);
    expect(Array.from(await sum.data())).to.deep.equal([4, 6]);
    sum.dispose();
  });

  it('is silent once it is stopped', async () => {
    await open('webgpu');
    const { device } = tf.backend() as WebGPUBackend;
    let told = false;
    watchDevice(() => (told = true))();
    device.destroy();
    await device.lost;
    await Promise.resolve();
    expect(told).to.equal(false);
  });
});

describe('lack of memory', () => {
  it('is an error on wasm, and the backend goes on', async () => {
    await openBackend('wasm', { wasmPaths: wasmPaths() });
    const { numTensors } = tf.memory();
    let thrown: unknown;
    try {
      // Just under the 4 GB that wasm can address.
      (tf.backend() as BackendWasm).makeOutput([2 ** 30 - 64], 'float32');
    } catch (error) {
      thrown = error;
    }
    expect((thrown as KitError).code).to.equal('out-of-memory');
    expect(tf.memory().numTensors).to.equal(numTensors);
    const sum = tf.add([1, 2], [3, 4]);
    expect(Array.from(await sum.data())).to.deep.equal([4, 6]);
    sum.dispose();
  });
});

describe('deviceError', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['a lost GPU', new Error('The device is lost'), 'device-lost'],
    ['a device lost in a call', new DOMException('Device was lost during mapping', 'OperationError'), 'device-lost'],
    ['a lost WebGL context', new Error('CONTEXT_LOST_WEBGL: context lost'), 'device-lost'],
    ['an allocation that fails', new RangeError('Array buffer allocation failed'), 'out-of-memory'],
    ['a GPU without memory', new Error('Out of memory'), 'out-of-memory'],
    ['wasm memory', new WebAssembly.RuntimeError('memory access out of bounds'), 'out-of-memory'],
    ['anything else', new Error('Error in matMul: inner shapes must match.'), 'internal'],
    ['one of ours', new KitError('diverged', 'The loss is not a number.'), 'diverged'],
  ];
  for (const [name, thrown, code] of cases) {
    it(`maps ${name}`, () => {
      const error = deviceError(thrown);
      expect(error).to.be.instanceOf(KitError);
      expect(error.code).to.equal(code);
    });
  }
});
