/** The row of buttons and the two settings that readers change most. Sends requests only. */
import { html, type TemplateResult } from 'lit';
import type { ModelSession, SessionSettings, SessionSnapshot } from '../../core/index.js';
import { cancelIcon, pauseIcon, playIcon, resetIcon, stepIcon } from '../shared/icons.js';
import { primaryOf, type Primary } from '../shared/train-progress.js';
import { RECIPES } from './options.js';

/** What the element can ask of its model on a reader's behalf. */
export interface Requests {
  train(): void;
  pause(): void;
  step(): void;
  reset(): void;
  /** New weights, then train. */
  trainAgain(): void;
  /** Other settings; true if they were taken. */
  configure(settings: Partial<SessionSettings>): boolean;
  /** For what is about files. */
  session(): ModelSession | undefined;
}

const LABELS: Readonly<Record<Primary, () => TemplateResult>> = {
  train: () => html`${playIcon()}Train`,
  resume: () => html`${playIcon()}Resume`,
  pause: () => html`${pauseIcon()}Pause`,
  cancel: () => html`${cancelIcon()}Cancel`,
  again: () => html`${playIcon()}<span><span class="vh">Train </span>Again</span>`,
};

export function renderControls(snapshot: SessionSnapshot, requests: Requests): TemplateResult {
  const { phase, settings, step } = snapshot;
  const kind = primaryOf(phase);
  const failed = phase === 'failed';
  const canStep = phase === 'idle' || phase === 'paused';
  const canReset = step > 0 && kind !== 'cancel';
  const press = (event: MouseEvent) => {
    // The second half of a double click would undo the first.
    if (failed || event.detail > 1) return;
    if (kind === 'pause' || kind === 'cancel') requests.pause();
    else if (kind === 'again') requests.trainAgain();
    else requests.train();
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
    <button class="btn" part="button" aria-disabled=${!canStep} @click=${() => canStep && requests.step()}>
      ${stepIcon()}Step
    </button>
    <button class="btn" part="button" aria-disabled=${!canReset} @click=${() => canReset && requests.reset()}>
      ${resetIcon()}Reset
    </button>
    <span class="push quick screen-only">
      <label class="sel"
        >Recipe<select
          .value=${settings.recipe}
          @change=${(event: Event) => {
            const select = event.target as HTMLSelectElement;
            if (!requests.configure({ recipe: select.value as SessionSettings['recipe'] })) {
              select.value = settings.recipe;
            }
          }}
        >
          ${Object.entries(RECIPES).map(
            ([value, label]) => html`<option value=${value} ?selected=${value === settings.recipe}>${label}</option>`,
          )}
        </select></label
      >
      <label class="field wide-only"
        >Seed<input
          type="number"
          min="0"
          step="1"
          .value=${String(settings.seed)}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            if (!requests.configure({ seed: input.valueAsNumber })) input.value = String(settings.seed);
          }}
      /></label>
    </span>
  </div>`;
}
