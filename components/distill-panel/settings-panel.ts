/**
 * All settings of the lesson as a form: who teaches whom, and how. What decides a network starts both students again;
 * everything else holds from the next step on, and the form says which is which.
 */
import { html, type TemplateResult } from 'lit';
import { lossWeights } from '../../core/index.js';
import type { DistillationMode, SessionSettings } from '../../core/index.js';
import { significant } from '../shared/format.js';
import { networkName } from '../shared/network-words.js';
import { DATASETS, MODES, RECIPES, TEACHERS } from './options.js';
import type { Actions, View } from './view.js';

const ARCHITECTURES = { mobilenet: 'mobilenet', baseline: 'baseline' } as const;
const AUGMENTATIONS = {
  none: 'none',
  crop: 'crop',
  mirror: 'mirror',
  'crop-mirror': 'crop and mirror',
  'as-published': 'as published',
} as const;
const BACKENDS = { auto: 'the best that works', webgpu: 'webgpu', wasm: 'wasm', webgl: 'webgl', cpu: 'cpu' } as const;

type Key = keyof SessionSettings;

export function renderSettings({ student, teacher, lessons }: View, actions: Actions): TemplateResult {
  const { settings, config } = student;
  const { rule } = lessons;
  const ask = (key: Key, value: unknown) => actions.configure({ [key]: value });
  const choice = (
    label: string,
    words: Readonly<Record<string, string>>,
    value: string,
    choose: (value: string) => boolean,
  ) =>
    html`<label class="sel"
      >${label}<select
        .value=${value}
        @change=${(event: Event) => {
          const select = event.target as HTMLSelectElement;
          if (!choose(select.value)) select.value = value;
        }}
      >
        ${Object.entries(words).map(
          ([name, word]) => html`<option value=${name} ?selected=${name === value}>${word}</option>`,
        )}
      </select></label
    >`;
  const number = (label: string, value: number, min: number, choose: (value: number | undefined) => unknown) =>
    html`<label class="field"
      >${label}<input
        type="number"
        .step=${'any'}
        min=${min}
        .value=${String(value)}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          // An emptied field gives the choice back to the recipe.
          if (choose(input.value === '' ? undefined : input.valueAsNumber) === false) input.value = String(value);
        }}
    /></label>`;
  const set = (key: Key) => (value: unknown) => ask(key, value);
  const present = networkName(teacher);
  const teachers = { ...Object.fromEntries([...TEACHERS, present].map((name) => [name, name])) };
  const { soft } = lossWeights(rule);
  const weight = rule.mode === 'weighted' ? (rule.weight ?? soft / rule.temperature ** 2) : soft;
  return html`<div class="settings">
    <fieldset>
      <legend>The lesson <small>from the next step on</small></legend>
      ${choice('Loss', MODES, rule.mode, (mode) => {
        actions.teach({ mode: mode as DistillationMode });
        return true;
      })}
      ${number('Temperature T', rule.temperature, 0, (temperature) => temperature !== undefined && actions.teach({ temperature }))}
      ${number(rule.mode === 'weighted' ? 'Weight α' : 'Weight λ', Number(significant(weight).replaceAll(',', '')), 0, (value) => actions.teach({ weight: value }))}
      <label class="check"
        >The teacher looks at crops of its own<input
          type="checkbox"
          .checked=${lessons.separateCrops}
          @change=${(event: Event) => actions.separateCrops((event.target as HTMLInputElement).checked)}
      /></label>
      ${choice('Recipe', RECIPES, settings.recipe, set('recipe'))} ${number('Epochs', config.epochs, 0, set('epochs'))}
      ${number('Batch size', config.batchSize, 1, set('batchSize'))}
      ${number('Learning rate', config.learningRate, 0, set('learningRate'))}
      ${choice('Augmentation', AUGMENTATIONS, config.augment, set('augment'))}
    </fieldset>
    <fieldset>
      <legend>Who learns from whom <small>a change starts both students again</small></legend>
      ${choice('Teacher', teachers, present, (name) => {
        actions.chooseTeacher(name);
        return true;
      })}
      <label class="field"
        >or a network of yours<input
          type="file"
          multiple
          accept=".json,.bin,.zip"
          @change=${(event: Event) => {
            const files = [...((event.target as HTMLInputElement).files ?? [])];
            if (files.length > 0) actions.importTeacher(files);
          }}
      /></label>
      ${
        typeof settings.architecture === 'string' && student.source === undefined
          ? html`${choice('Student', ARCHITECTURES, settings.architecture, set('architecture'))}
            ${number('Width', settings.width, 0, set('width'))}`
          : html`<p class="hint">The student was given by the page.</p>`
      }
      ${choice('Images', DATASETS, settings.dataset, set('dataset'))} ${number('Seed', settings.seed, 0, set('seed'))}
      ${choice('Device', BACKENDS, settings.backend, set('backend'))}
    </fieldset>
  </div>`;
}
