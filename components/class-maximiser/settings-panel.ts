/** Every setting of the run and of the attack, with what it stands at. */
import { html, nothing, type TemplateResult } from 'lit';
import { resetIcon } from '../shared/icons.js';
import { OBJECTIVES, regularisersText } from './options.js';
import type { Actions, Choices, View } from './view.js';

export function renderSettings({ choices, settings, snapshot }: View, actions: Actions): TemplateResult {
  if (settings === undefined) return html`<p>These settings can’t be.</p>`;
  const pick = (label: string, key: keyof Choices, options: readonly (readonly [string, string])[], at: string) =>
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
  const number = (
    label: string,
    key: keyof Choices,
    at: number | undefined,
    min: number,
    max: number,
    step: number | 'any',
  ) =>
    html`<label class="field"
      >${label}<input
        type="number"
        min=${min}
        max=${max}
        .step=${String(step)}
        .value=${String(at ?? '')}
        @change=${(event: Event) => {
          const { value, valueAsNumber } = event.target as HTMLInputElement;
          actions.choose({ [key]: value === '' ? undefined : valueAsNumber } as Partial<Choices>);
        }}
    /></label>`;
  const layered = !settings.objective.startsWith('class-') && settings.objective !== 'largest-logit';
  const channelled = settings.objective === 'channel' || settings.objective === 'unit';
  const layers = snapshot.spec.layers.map(({ name }) => [name, name] as const);
  return html`<div class="settings">
    ${pick('Objective', 'objective', Object.entries(OBJECTIVES), settings.objective)}
    ${number('Steps', 'steps', settings.steps, 1, 100_000, 1)}
    ${number('Learning rate, α', 'learningRate', settings.learningRate, 0, 1000, 'any')}
    ${layered ? pick('Layer', 'layer', [['', 'the last with maps'], ...layers], settings.layer ?? '') : nothing}
    ${channelled ? number('Channel', 'channel', settings.channel, 0, 100_000, 1) : nothing}
    ${number('Octaves', 'octaves', settings.octaves, 1, 8, 1)}
    ${number('Side, pixels', 'size', choices.size, 8, 256, 1)}
    ${number('Seed', 'seed', settings.seed, 0, Number.MAX_SAFE_INTEGER, 1)}
    <label class="field regularisers"
      >Regularisers<input
        type="text"
        .value=${choices.regularisers ?? regularisersText(settings)}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLInputElement;
          actions.choose({ regularisers: value.trim() === '' ? undefined : value });
        }}
    /></label>
    ${pick(
      'Small change by',
      'attack',
      [
        ['pgd', 'ten steps'],
        ['fgsm', 'one step'],
      ],
      choices.attack,
    )}
    ${pick(
      'ε bounds',
      'norm',
      [
        ['linf', 'each channel'],
        ['l2', 'the length'],
      ],
      choices.norm,
    )}
    <span class="field"
      >The run<button class="btn" @click=${() => actions.restart()}>${resetIcon()}Start over</button></span
    >
  </div>`;
}
