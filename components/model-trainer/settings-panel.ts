/**
 * All settings of the run as a form. What decides the network starts it again; everything else holds from the next step
 * on, and the form says which is which. Each field asks on its own, when its value is settled.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { SessionSettings, SessionSnapshot } from '../../core/index.js';
import type { Requests } from './controls.js';
import { ARCHITECTURES, AUGMENTATIONS, BACKENDS, DATASETS, OPTIMIZERS, RECIPES, SCHEDULES } from './options.js';

type Key = keyof SessionSettings;

export function renderSettings(snapshot: SessionSnapshot, requests: Requests): TemplateResult {
  const { settings, config } = snapshot;
  const ask = (key: Key, value: unknown) => requests.configure({ [key]: value });
  const choice = (key: Key, label: string, words: Readonly<Record<string, string>>, value: string) =>
    html`<label class="sel"
      >${label}<select
        .value=${value}
        @change=${(event: Event) => {
          const select = event.target as HTMLSelectElement;
          if (!ask(key, select.value)) select.value = value;
        }}
      >
        ${Object.entries(words).map(
          ([name, word]) => html`<option value=${name} ?selected=${name === value}>${word}</option>`,
        )}
      </select></label
    >`;
  const number = (key: Key, label: string, value: number, min: number, max?: number) =>
    html`<label class="field"
      >${label}<input
        type="number"
        .step=${'any'}
        min=${min}
        max=${ifDefined(max)}
        .value=${String(value)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          // An emptied field gives the choice back to the recipe.
          if (!ask(key, input.value === '' ? undefined : input.valueAsNumber)) input.value = String(value);
        }}
    /></label>`;
  const named = typeof settings.architecture === 'string';
  return html`<div class="settings">
    <fieldset>
      <legend>The run <small>from the next step on</small></legend>
      ${choice('recipe', 'Recipe', RECIPES, settings.recipe)} ${number('epochs', 'Epochs', config.epochs, 0)}
      ${number('batchSize', 'Batch size', config.batchSize, 1)}
      ${number('learningRate', 'Learning rate', config.learningRate, 0)}
      ${choice('schedule', 'Schedule', SCHEDULES, config.schedule)}
      ${choice('optimizer', 'Optimiser', OPTIMIZERS, config.optimizer)}
      ${number('weightDecay', 'Weight decay', config.weightDecay, 0)}
      ${choice('augment', 'Augmentation', AUGMENTATIONS, config.augment)}
    </fieldset>
    <fieldset>
      <legend>The network and its data <small>a change starts again</small></legend>
      ${
        named
          ? html`${choice('architecture', 'Architecture', ARCHITECTURES, settings.architecture as string)}
            ${number('width', 'Width', settings.width, 0, 2)}`
          : html`<p class="hint">The architecture was given by the page.</p>`
      }
      ${choice('dataset', 'Images', DATASETS, settings.dataset)}
      ${
        settings.dataset === 'cifar10'
          ? html`<label class="field wide"
              >Address<input
                type="url"
                .value=${settings.dataUrl ?? ''}
                placeholder="a public CDN"
                @change=${(event: Event) => ask('dataUrl', (event.target as HTMLInputElement).value || undefined)}
            /></label>`
          : nothing
      }
      ${number('seed', 'Seed', settings.seed, 0)} ${choice('backend', 'Device', BACKENDS, settings.backend)}
    </fieldset>
  </div>`;
}
