/** The row of controls: play, step, what to go towards, from where, by which preset. The others are under "All settings". */
import { html, nothing, type TemplateResult } from 'lit';
import type { SynthesisPreset, SynthesisSettings } from '../../core/index.js';
import { imageIcon, pauseIcon, playIcon, resetIcon, stepIcon } from '../shared/icons.js';
import { PRESETS, STARTS } from './options.js';
import type { Actions, View } from './view.js';
import { aimsAtClass } from './words.js';

export function renderControls(
  view: View,
  picker: { readonly open: boolean; readonly toggle: () => void },
  actions: Actions,
): TemplateResult {
  const { run, settings, choices } = view;
  const { status } = run;
  const runs = status === 'running' || run.replaying;
  const label = runs ? 'Pause' : status === 'paused' ? 'Go on' : status === 'finished' ? 'Play again' : 'Play';
  const waits = status === 'empty';
  const canStep = status === 'ready' || status === 'paused';
  return html`<div class="controls" part="controls">
    <button
      class="btn primary"
      part="button"
      aria-disabled=${waits}
      @click=${() => {
        if (runs) actions.pause();
        else if (!waits) actions.play();
      }}
    >
      ${runs ? pauseIcon() : playIcon()}<span class="label">${label}</span>
    </button>
    ${
      status === 'finished'
        ? html`<button class="btn" part="button" @click=${() => actions.restart()}>${resetIcon()}Start over</button>`
        : html`<button class="btn" part="button" aria-disabled=${!canStep} @click=${() => canStep && actions.step()}>
            ${stepIcon()}Step
          </button>`
    }
    ${aimsAtClass(settings) ? renderTarget(view, actions) : nothing}
    <label class="sel"
      >From<select
        @change=${(event: Event) =>
          actions.choose({ start: (event.target as HTMLSelectElement).value as SynthesisSettings['start'] })}
      >
        ${Object.entries(STARTS).map(
          ([name, words]) => html`<option value=${name} ?selected=${name === settings?.start}>${words}</option>`,
        )}
      </select></label
    >
    <label class="sel"
      >Preset<select
        @change=${(event: Event) => {
          const preset = (event.target as HTMLSelectElement).value as SynthesisPreset;
          // What was chosen for another preset does not suit this one.
          actions.choose({
            preset,
            objective: undefined,
            start: undefined,
            steps: undefined,
            learningRate: undefined,
            regularisers: undefined,
            octaves: undefined,
            size: undefined,
          });
        }}
      >
        ${Object.entries(PRESETS).map(
          ([name, words]) => html`<option value=${name} ?selected=${name === choices.preset}>${words}</option>`,
        )}
      </select></label
    >
    <button class="btn push" part="button" aria-expanded=${picker.open} aria-controls="picker" @click=${picker.toggle}>
      ${imageIcon()}Image
    </button>
  </div>`;
}

function renderTarget({ snapshot, run }: View, actions: Actions): TemplateResult {
  const target = run.latest?.targets[0];
  return html`<label class="sel"
    >To<select
      @change=${(event: Event) => actions.choose({ targetClass: Number((event.target as HTMLSelectElement).value) })}
    >
      ${snapshot.classNames.map(
        (name, index) => html`<option value=${index} ?selected=${index === target}>${name}</option>`,
      )}
    </select></label
  >`;
}
