/** Every option of the sweep that is shown, with what it stands at. */
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { PADDINGS, type SweepPadding } from '../../core/index.js';
import { STATISTICS } from './options.js';
import type { Actions, Choices, View } from './view.js';
import { PADDING_WORDS, STATISTIC_WORDS } from './words.js';

const STRIDES = {
  crops: 'Stride, pixels',
  'resized-crops': 'Stride, pixels',
  shifts: 'Stride, pixels',
  rotations: 'Stride, degrees',
  scales: 'Stride, per cent',
  mirror: undefined,
} as const;
const RANGES = {
  crops: undefined,
  'resized-crops': undefined,
  shifts: 'Up to, pixels',
  rotations: 'Up to, degrees',
  scales: 'Up to, per cent',
  mirror: undefined,
} as const;

export function renderSettings({ choices, swept }: View, actions: Actions): TemplateResult {
  const sweep = swept?.sweep.transform === choices.transform ? swept.sweep : undefined;
  const { transform } = choices;
  const cropped = transform === 'crops' || transform === 'resized-crops';
  const number = (
    label: string | undefined,
    key: keyof Choices,
    at: number | undefined,
    min: number,
    step = 1,
    max?: number,
  ) =>
    label === undefined
      ? nothing
      : html`<label class="field"
          >${label}<input
            type="number"
            min=${min}
            max=${ifDefined(max)}
            step=${step}
            .value=${String(at ?? '')}
            @change=${(event: Event) => {
              const { value, valueAsNumber } = event.target as HTMLInputElement;
              actions.choose({ [key]: value === '' ? undefined : valueAsNumber });
            }}
        /></label>`;
  const fine = transform === 'rotations' || transform === 'scales' ? 0.5 : 1;
  return html`<div class="settings">
    ${number(cropped ? 'Crop, pixels' : undefined, 'cropSize', choices.cropSize ?? sweep?.cropSize, 1)}
    ${number(STRIDES[transform], 'stride', choices.stride ?? sweep?.stride, fine, fine)}
    ${number(RANGES[transform], 'range', choices.range ?? sweep?.range, 0)}
    ${
      cropped || transform === 'mirror'
        ? nothing
        : html`<label class="sel"
            >Outside the image<select
              @change=${(event: Event) =>
                actions.choose({ padding: (event.target as HTMLSelectElement).value as SweepPadding })}
            >
              ${PADDINGS.map(
                (padding) =>
                  html`<option value=${padding} ?selected=${padding === (choices.padding ?? sweep?.padding)}>
                    ${PADDING_WORDS[padding]}
                  </option>`,
              )}
            </select></label
          >`
    }
    <label class="sel"
      >Many images by<select
        @change=${(event: Event) =>
          actions.choose({ statistic: (event.target as HTMLSelectElement).value as Choices['statistic'] })}
      >
        ${STATISTICS.map(
          (name) =>
            html`<option value=${name} ?selected=${name === choices.statistic}>${STATISTIC_WORDS[name].label}</option>`,
        )}
      </select></label
    >
    ${number('How many images', 'setSize', choices.setSize, 1, 1, 10_000)} ${number('Seed', 'seed', choices.seed, 0)}
  </div>`;
}
