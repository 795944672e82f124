/** Title, device and subject: the question, on what it was computed, of which model and image. */
import { html, type TemplateResult } from 'lit';
import { deviceLine } from '../shared/device-line.js';
import type { View } from './view.js';
import { subject, titleOf } from './words.js';

export function renderHead(
  { snapshot, explained, picked }: View,
  device: { readonly open: boolean; readonly toggle: () => void },
): TemplateResult {
  return html`<header class="head">
    <slot name="heading"><h3 part="title">${titleOf(explained?.attribution, snapshot.classNames)}</h3></slot>
    <button class="link dev" part="device" aria-expanded=${device.open} aria-controls="why" @click=${device.toggle}>
      ${deviceLine(snapshot.device) ?? 'no device chosen yet'}<span class="vh">: why this device?</span>
    </button>
    <p class="sub">${subject(snapshot, explained?.step ?? snapshot.step, picked)}</p>
  </header>`;
}
