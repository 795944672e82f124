/** The classes with their probabilities, as buttons that say which one is explained. */
import { html, type TemplateResult } from 'lit';
import { cssVars } from '../shared/css-vars.js';
import { percent } from '../shared/format.js';
import type { Actions, View } from './view.js';

/**
 * @param order class indices as they stand in the list; a list that is read must not jump while a network learns
 */
export function renderClasses(
  { snapshot, explained }: View,
  order: readonly number[],
  actions: Actions,
): TemplateResult {
  const names = snapshot.classNames;
  const attribution = explained?.attribution;
  return html`<div class="classes" part="classes" role="group" aria-label="Explain which class?">
    ${order.map((index) => {
      const probability = attribution?.probabilities[index];
      return html`<button
        aria-pressed=${index === attribution?.target}
        ${cssVars({ '--v': `${(probability ?? 0) * 100}%` })}
        @click=${() => actions.choose({ targetClass: index, against: undefined })}
      >
        <span>${names[index]}${index === attribution?.against ? html` <small>(not this)</small>` : ''}</span>
        <span>${probability === undefined ? '–' : percent(probability)}</span>
      </button>`;
    })}
  </div>`;
}

/** Most likely first. */
export function byProbability(probabilities: readonly number[] | undefined, count: number): number[] {
  const indices = Array.from({ length: count }, (_, i) => i);
  return probabilities === undefined ? indices : indices.sort((a, b) => probabilities[b]! - probabilities[a]!);
}
