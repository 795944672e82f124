/** The row of controls: method, channels, one picture or two, and the image. The others are under "All settings". */
import { html, nothing, type TemplateResult } from 'lit';
import { imageIcon } from '../shared/icons.js';
import type { AttributionMethod, ChannelReduction } from '../../core/index.js';
import { METHOD_NAMES, METHODS, type MethodInfo } from './methods.js';
import { CHANNELS } from './options.js';
import type { Actions, View } from './view.js';

const GROUPS: readonly MethodInfo['group'][] = ['Gradients', 'Class maps', 'What if', 'Whole network'];

export function renderControls(
  view: View,
  picker: { readonly open: boolean; readonly toggle: () => void },
  actions: Actions,
): TemplateResult {
  const { choices, explained } = view;
  const channels = choices.channels ?? explained?.attribution.settings.channels;
  return html`<div class="controls" part="controls">
    <label class="sel"
      >Method<select
        @change=${(event: Event) =>
          actions.choose({ method: (event.target as HTMLSelectElement).value as AttributionMethod })}
      >
        ${GROUPS.map(
          (group) =>
            html`<optgroup label=${group}>
              ${METHOD_NAMES.filter((name) => METHODS[name].group === group).map(
                (name) =>
                  html`<option value=${name} ?selected=${name === choices.method}>${METHODS[name].label}</option>`,
              )}
            </optgroup>`,
        )}
      </select></label
    >
    ${
      METHODS[choices.method].channels
        ? html`<label class="sel wide-only"
            >Channels<select
              @change=${(event: Event) =>
                actions.choose({ channels: (event.target as HTMLSelectElement).value as ChannelReduction })}
            >
              ${Object.entries(CHANNELS).map(
                ([name, words]) => html`<option value=${name} ?selected=${name === channels}>${words}</option>`,
              )}
            </select></label
          >`
        : nothing
    }
    <span class="tabs">
      <button aria-pressed=${!choices.overlay} @click=${() => actions.choose({ overlay: false })}>Side by side</button>
      <button aria-pressed=${choices.overlay} @click=${() => actions.choose({ overlay: true })}>Overlaid</button>
    </span>
    <button class="btn push" part="button" aria-expanded=${picker.open} aria-controls="picker" @click=${picker.toggle}>
      ${imageIcon()}Choose image
    </button>
  </div>`;
}
