/** Title, device and subject: the question, on what it was computed, of which model and image. */
import { html, type TemplateResult } from 'lit';
import type { DeviceReport } from '../../core/index.js';
import { deviceLine } from './device-line.js';

export interface Head {
  readonly title: string;
  readonly device: DeviceReport | undefined;
  readonly subject: string;
}

/** @param note what the device line opens, in an element with the id `why` */
export function renderHead(
  { title, device, subject }: Head,
  note: { readonly open: boolean; readonly toggle: () => void },
): TemplateResult {
  // Not a <header>: outside of an article each would be a landmark of the whole page, one per figure.
  return html`<div class="head">
    <slot name="heading"><h3 part="title">${title}</h3></slot>
    <button class="link dev" part="device" aria-expanded=${note.open} aria-controls="why" @click=${note.toggle}>
      ${deviceLine(device) ?? 'no device chosen yet'}<span class="vh">: why this device?</span>
    </button>
    <p class="sub">${subject}</p>
  </div>`;
}
