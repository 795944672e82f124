/** Every option of the method that is shown, with what it stands at; and what is explained of which class. */
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { AttributionQuantity, AttributionSettings, BaselineName, ChannelReduction } from '../../core/index.js';
import { METHODS, type MethodOption } from './methods.js';
import { BASELINES, CHANNELS } from './options.js';
import type { Actions, Choices, View } from './view.js';

interface NumberOption {
  readonly label: string;
  readonly used: keyof AttributionSettings;
  readonly min: number;
  readonly max?: number;
  readonly step: number;
}
const NUMBERS: Readonly<Partial<Record<MethodOption, NumberOption>>> = {
  samples: { label: 'Copies or masks, n', used: 'samples', min: 1, max: 10_000, step: 1 },
  sigma: { label: 'Noise, σ of the range', used: 'sigma', min: 0, max: 2, step: 0.05 },
  steps: { label: 'Steps from the baseline', used: 'steps', min: 1, max: 10_000, step: 1 },
  patch: { label: 'Patch, pixels', used: 'window', min: 1, step: 1 },
  patchStep: { label: 'Its stride, pixels', used: 'stride', min: 1, step: 1 },
  seed: { label: 'Seed', used: 'seed', min: 0, step: 1 },
};

export function renderSettings(view: View, actions: Actions): TemplateResult {
  const { choices, explained, snapshot } = view;
  const info = METHODS[choices.method];
  const used = explained?.attribution.settings;
  const names = snapshot.classNames;
  const pick = <K extends keyof Choices>(
    label: string,
    key: K,
    options: readonly (readonly [value: string, words: string])[],
    at: string,
  ) =>
    html`<label class="sel"
      >${label}<select
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          actions.choose({ [key]: value === '' ? undefined : value } as Partial<Choices>);
        }}
      >
        ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === at}>${words}</option>`)}
      </select></label
    >`;
  const number = (option: MethodOption) => {
    const field = NUMBERS[option];
    if (field === undefined || !info.options?.includes(option)) return nothing;
    const at = choices[option as keyof Choices] ?? used?.[field.used];
    return html`<label class="field"
      >${field.label}<input
        type="number"
        min=${field.min}
        max=${ifDefined(field.max)}
        step=${field.step}
        .value=${String(at ?? '')}
        @change=${(event: Event) => {
          const { value, valueAsNumber } = event.target as HTMLInputElement;
          actions.choose({ [option]: value === '' ? undefined : valueAsNumber });
        }}
    /></label>`;
  };
  const classes = names.map((name, index) => [String(index), name] as const);
  return html`<div class="settings">
    ${pick('Class', 'targetClass', [['', 'what the network says'], ...classes], at(choices.targetClass, names))}
    ${pick('and not', 'against', [['', '–'], ...classes], at(choices.against, names))}
    ${
      info.probability
        ? pick(
            'Explain its',
            'target',
            [
              ['logit', 'logit'],
              ['probability', 'probability'],
            ] satisfies [AttributionQuantity, string][],
            choices.target ?? used?.quantity ?? 'logit',
          )
        : nothing
    }
    ${
      info.channels
        ? pick(
            'Channels',
            'channels',
            Object.entries(CHANNELS),
            choices.channels ?? used?.channels ?? ('mean-abs' satisfies ChannelReduction),
          )
        : nothing
    }
    ${
      info.options?.includes('layer')
        ? pick('Layer', 'layer', mapLayers(view), choices.layer ?? used?.layer ?? '')
        : nothing
    }
    ${info.options?.includes('baseline') ? renderBaseline(view, actions, used) : nothing} ${number('samples')}
    ${number('sigma')} ${number('steps')} ${number('patch')} ${number('patchStep')} ${number('seed')}
    ${
      info.options?.includes('signed')
        ? html`<label class="check"
            >Show what speaks against, too<input
              type="checkbox"
              .checked=${choices.signed}
              @change=${(event: Event) => actions.choose({ signed: (event.target as HTMLInputElement).checked })}
          /></label>`
        : nothing
    }
    ${pick(
      'Colours',
      'colormap',
      [
        ['heat', 'heat'],
        ['grey', 'grey'],
      ],
      choices.colormap,
    )}
  </div>`;
}

function at(asked: Choices['targetClass'], names: readonly string[]): string {
  if (asked === undefined) return '';
  const index = names.indexOf(String(asked));
  return String(index >= 0 ? index : asked);
}

/** Layers that give a map larger than one position. */
function mapLayers({ snapshot }: View): readonly (readonly [string, string])[] {
  const flat = new Set(['flatten', 'dense', 'globalAveragePooling2d', 'globalMaxPooling2d', 'dropout']);
  return snapshot.spec.layers.filter(({ type }) => !flat.has(type)).map(({ name }) => [name, name] as const);
}

/** A name, or a picture of the reader's. */
function renderBaseline({ choices }: View, actions: Actions, used: AttributionSettings | undefined): TemplateResult {
  const own = typeof choices.baseline === 'object';
  const current = own ? 'own' : ((choices.baseline as BaselineName | undefined) ?? used?.baseline ?? '');
  return html`<label class="sel"
      >Baseline<select
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          if (value !== 'own') actions.choose({ baseline: value as BaselineName });
        }}
      >
        ${Object.entries(BASELINES).map(
          ([value, words]) => html`<option value=${value} ?selected=${value === current}>${words}</option>`,
        )}
        ${own ? html`<option value="own" selected>your picture</option>` : nothing}
      </select></label
    >
    <label class="field"
      >or a picture<input
        type="file"
        accept="image/*"
        @change=${(event: Event) => {
          const [file] = (event.target as HTMLInputElement).files ?? [];
          if (file) actions.chooseBaseline(file);
        }}
    /></label>`;
}
