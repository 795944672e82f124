/** A model in each of the states that an element must be able to show. Invented figures; see sample-run.ts. */
import { KitError, type DeviceReport, type SessionSettings, type SessionSnapshot } from '../../core/index.js';
import { FakeSession } from './fake-session.js';
import type { SamplePictures } from './sample-pictures.js';
import { sampleRun } from './sample-run.js';

export const WASM_DEVICE: DeviceReport = {
  backend: 'wasm',
  adapter: 'SIMD',
  threads: 2,
  host: 'worker',
  verdicts: [
    { backend: 'webgpu', status: 'rejected', reason: 'only a software adapter (SwiftShader), slower than wasm' },
    { backend: 'wasm', status: 'in-use', reason: 'SIMD, 2 threads; passed the start-up test' },
    { backend: 'webgl', status: 'not-needed', reason: '' },
    { backend: 'cpu', status: 'not-needed', reason: '' },
  ],
};

export const STATES = [
  'idle',
  'downloading',
  'preparing',
  'training',
  'paused',
  'finished',
  'diverged',
  'fetchFailed',
  'noBackend',
] as const;
export type StateName = (typeof STATES)[number];

const RAN = { training: 0.512, paused: 0.512, finished: 1, diverged: 0.25 } as const;

/** Said outright, so that the samples stay as they are when a recipe is tuned: 624 steps. */
const SAMPLE_SETTINGS: Partial<SessionSettings> = { epochs: 8, batchSize: 64, learningRate: 0.05 };

/** A model in that state. */
export function sampleSession(
  state: StateName,
  pictures?: SamplePictures,
  settings: Partial<SessionSettings> = {},
): FakeSession {
  const session = new FakeSession({ ...SAMPLE_SETTINGS, ...settings });
  return session.show(stateOf(state, session.snapshot, pictures));
}

function stateOf(state: StateName, idle: SessionSnapshot, pictures?: SamplePictures): Partial<SessionSnapshot> {
  const { totalSteps, dataset } = idle;
  const ran = (share: number) => ({
    device: WASM_DEVICE,
    download: { receivedBytes: dataset.totalBytes, totalBytes: dataset.totalBytes, ready: true },
    ...sampleRun(idle, Math.round(totalSteps * share), pictures),
  });
  switch (state) {
    case 'idle':
      return {};
    case 'downloading': {
      const receivedBytes = Math.round(dataset.firstBytes * 0.54);
      return { phase: 'downloading', download: { receivedBytes, totalBytes: dataset.totalBytes, ready: false } };
    }
    case 'preparing':
      return { phase: 'preparing' };
    case 'training':
      return { ...ran(RAN.training), phase: 'running' };
    case 'paused':
      return { ...ran(RAN.paused), phase: 'paused' };
    case 'finished':
      return { ...ran(RAN.finished), phase: 'finished' };
    case 'diverged': {
      const run = ran(RAN.diverged);
      const message =
        `Training diverged at step ${(run.step ?? 0) + 5}: its numbers have grown past all bounds. The network is back ` +
        `in its state after step ${run.step ?? 0}; nothing else is lost. The learning rate of ${idle.config.learningRate} ` +
        'is probably too high: try a tenth of it.';
      return { ...run, phase: 'failed', error: new KitError('diverged', message) };
    }
    case 'fetchFailed':
      return {
        phase: 'failed',
        error: new KitError(
          'fetch-failed',
          'The images could not be downloaded: the server answered 404. Nothing was changed; check the address or try again.',
        ),
      };
    case 'noBackend':
      return {
        phase: 'failed',
        error: new KitError(
          'no-backend',
          'This browser offers nothing to compute with. WebGPU, WebAssembly and WebGL are missing or refused by the page’s policy.',
        ),
      };
  }
}
