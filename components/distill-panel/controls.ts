/** The row of buttons, the setting that readers change most, and what is shown before anybody trains. Sends requests only. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionSettings } from '../../core/index.js';
import { cancelIcon, imageIcon, pauseIcon, playIcon, resetIcon, stepIcon } from '../shared/icons.js';
import { primaryOf, type Primary } from '../shared/train-progress.js';
import { RECIPES } from './options.js';
import type { Actions, View } from './view.js';

const LABELS: Readonly<Record<Primary, () => TemplateResult>> = {
  train: () => html`${playIcon()}Train both students`,
  resume: () => html`${playIcon()}Resume both students`,
  pause: () => html`${pauseIcon()}Pause`,
  cancel: () => html`${cancelIcon()}Cancel`,
  again: () => html`${playIcon()}Train both again`,
};

export function renderControls(
  { student, results }: View,
  picker: { readonly open: boolean; readonly toggle: () => void },
  actions: Actions,
): TemplateResult {
  const { phase, settings, step } = student;
  const kind = primaryOf(phase);
  const failed = phase === 'failed';
  const canStep = phase === 'idle' || phase === 'paused';
  const canReset = step > 0 && kind !== 'cancel';
  const press = (event: MouseEvent) => {
    // The second half of a double click would undo the first.
    if (failed || event.detail > 1) return;
    if (kind === 'pause' || kind === 'cancel') actions.pause();
    else if (kind === 'again') actions.trainAgain();
    else actions.train();
  };
  return html`<div class="controls" part="controls">
    <button
      class="btn main ${kind === 'cancel' ? '' : 'primary'}"
      part="primary-button"
      aria-disabled=${failed}
      @click=${press}
    >
      ${LABELS[kind]()}
    </button>
    ${
      step > 0 || !canStep
        ? html`<button class="btn" part="button" aria-disabled=${!canStep} @click=${() => canStep && actions.step()}>
              ${stepIcon()}Step
            </button>
            <button class="btn" part="button" aria-disabled=${!canReset} @click=${() => canReset && actions.reset()}>
              ${resetIcon()}Reset
            </button>`
        : nothing
    }
    <label class="sel screen-only"
      >Recipe<select
        .value=${settings.recipe}
        @change=${(event: Event) => {
          const select = event.target as HTMLSelectElement;
          const recipe = select.value as SessionSettings['recipe'];
          if (!actions.configure({ recipe })) select.value = settings.recipe;
        }}
      >
        ${Object.entries(RECIPES).map(
          ([value, label]) => html`<option value=${value} ?selected=${value === settings.recipe}>${label}</option>`,
        )}
      </select></label
    >
    <button
      class="btn push screen-only"
      part="button"
      aria-expanded=${picker.open}
      aria-controls="picker"
      @click=${picker.toggle}
    >
      ${imageIcon()}Choose image
    </button>
    ${
      results?.source === 'ready'
        ? html`<span class="hint shown">shown: results shipped with the networks, measured on ${results.images}</span>`
        : nothing
    }
  </div>`;
}
