/** Every option of the figure, with what it stands at. */
import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { Actions, Choices, View } from './view.js';

export function renderSettings({ choices }: View, actions: Actions): TemplateResult {
  const number = (label: string, key: keyof Choices, min: number, max?: number) =>
    html`<label class="field"
      >${label}<input
        type="number"
        min=${min}
        max=${ifDefined(max)}
        .value=${String(choices[key] ?? '')}
        @change=${(event: Event) => {
          const { value, valueAsNumber } = event.target as HTMLInputElement;
          actions.choose({ [key]: value === '' ? undefined : valueAsNumber });
        }}
    /></label>`;
  return html`<div class="settings">
    ${number('Patches of a channel', 'patches', 1, 60)} ${number('Among held-out images', 'setSize', 10, 10_000)}
    ${number('Images in the space', 'embedSize', 20, 5_000)} ${number('Perplexity', 'perplexity', 1)}
    ${number('Neighbours that vote', 'neighbours', 1)} ${number('Seed of a random start', 'seed', 0)}
  </div>`;
}
