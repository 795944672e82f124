/** "Why this device?": the verdict on each way to compute, or, before anything was tried, the order of trying. */
import { html, nothing, type TemplateResult } from 'lit';
import type { BackendVerdict, DeviceReport, SessionSnapshot } from '../../core/index.js';

const VERDICTS: Readonly<Record<BackendVerdict['status'], string>> = {
  'in-use': 'in use',
  available: 'available',
  rejected: 'passed over',
  'not-needed': 'not needed',
};

export function renderDeviceNote({ device, settings }: SessionSnapshot): TemplateResult {
  return html`<div class="devs">${device === undefined ? beforehand(settings.backend) : verdicts(device)}</div>`;
}

function beforehand(backend: string): TemplateResult {
  return html`<p>
    ${
      backend === 'auto'
        ? `Nothing was started yet. When something is computed, the first of these that works is taken: a hardware GPU by
         WebGPU, the processor by WebAssembly with SIMD, a hardware GPU by WebGL, plain JavaScript.`
        : `Nothing was started yet. The page asks for ${backend} and nothing else.`
    }
    A small step against known numbers decides whether a device works.
  </p>`;
}

function verdicts({ verdicts: list, adapter, host, hostReason }: DeviceReport): TemplateResult {
  const noGpu = list.some(({ backend, status }) => backend === 'webgpu' && status === 'rejected');
  return html`<dl>
      ${list.map(
        ({ backend, status, reason }) =>
          html`<div class=${status === 'in-use' ? 'on' : ''}>
            <dt>${backend}</dt>
            <dd>${status === 'in-use' ? html`<b>in use:</b> ` : ''}${reason === '' ? VERDICTS[status] : reason}</dd>
          </div>`,
      )}
      <div>
        <dt>where</dt>
        <dd>
          ${host === 'worker' ? 'in a worker, apart from the page' : 'in the page itself'}${
            hostReason === undefined ? nothing : `: ${hostReason}`
          }${adapter === '' ? nothing : ` · ${adapter}`}
        </dd>
      </div>
    </dl>
    ${noGpu ? html`<p class="cap">It works without a GPU; with one it is many times faster.</p>` : nothing}`;
}
