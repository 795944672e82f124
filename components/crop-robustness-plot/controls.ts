/** The row of controls: how the image is changed, and which image. The others are under "All settings". */
import { html, type TemplateResult } from 'lit';
import { TRANSFORMS } from '../../core/index.js';
import { imageIcon } from '../shared/icons.js';
import type { Actions, View } from './view.js';
import { TRANSFORM_WORDS } from './words.js';

export function renderControls(
  { choices }: View,
  picker: { readonly open: boolean; readonly toggle: () => void },
  actions: Actions,
): TemplateResult {
  return html`<div class="controls" part="controls">
    <span class="tabs" role="group" aria-label="How the image is changed">
      ${TRANSFORMS.map(
        (transform) =>
          html`<button
            aria-pressed=${transform === choices.transform}
            @click=${() => actions.choose({ transform, stride: undefined, range: undefined })}
          >
            ${TRANSFORM_WORDS[transform].tab}
          </button>`,
      )}
    </span>
    <button class="btn push" part="button" aria-expanded=${picker.open} aria-controls="picker" @click=${picker.toggle}>
      ${imageIcon()}Choose image
    </button>
  </div>`;
}
