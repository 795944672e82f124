/** On what a model computes, in a line at the head of an element; why is in the note that it opens, device-note.ts. */
import type { DeviceReport } from '../../core/index.js';
import { counted } from './format.js';

/** "wasm · 2 threads, no usable GPU"; undefined before a device was chosen. */
export function deviceLine(device: DeviceReport | undefined): string | undefined {
  if (device === undefined) return undefined;
  const gpu = device.backend === 'webgpu' || device.backend === 'webgl';
  const what = gpu ? device.adapter : device.backend === 'wasm' ? counted(device.threads, 'thread') : '';
  const noGpu = device.verdicts.some(({ backend, status }) => backend === 'webgpu' && status === 'rejected');
  return [
    device.backend,
    what === '' ? '' : ` · ${what}`,
    !gpu && noGpu ? ', no usable GPU' : '',
    device.host === 'page' ? ', in the page itself' : '',
  ].join('');
}
