/** The row of controls: which layer, which channel, which image. The others are under "All settings". */
import { html, type TemplateResult } from 'lit';
import { imageIcon } from '../shared/icons.js';
import type { Actions, View } from './view.js';
import { layerWords } from './words.js';

export function renderControls(
  { layers, layer, chosen }: View,
  picker: { readonly open: boolean; readonly toggle: () => void },
  actions: Actions,
): TemplateResult {
  return html`<div class="controls" part="controls">
    <label class="sel"
      >Layer<select
        @change=${(event: Event) =>
          actions.choose({ layer: (event.target as HTMLSelectElement).value, channel: undefined })}
      >
        ${layers.map(
          (choice) => html`<option value=${choice.name} ?selected=${choice === layer}>${layerWords(choice)}</option>`,
        )}
      </select></label
    >
    <label class="field"
      >Channel<input
        type="number"
        min="0"
        max=${(layer?.channels ?? 1) - 1}
        .value=${String(chosen)}
        @change=${(event: Event) => {
          const { value, valueAsNumber } = event.target as HTMLInputElement;
          actions.choose({ channel: value === '' ? undefined : valueAsNumber });
        }}
    /></label>
    <button class="btn push" part="button" aria-expanded=${picker.open} aria-controls="picker" @click=${picker.toggle}>
      ${imageIcon()}Choose image
    </button>
  </div>`;
}
