/**
 * What stands below the chart: many images, other networks, a worst case. In a chunk of its own, sent for when the first
 * sweep is here, so that it keeps nothing waiting.
 */
import { html, type LitElement, type TemplateResult } from 'lit';
import { addStyles } from '../shared/late-styles.js';
import { belowStyles } from './below.styles.js';
import { renderComparison } from './comparison.js';
import { renderSurvey } from './survey.js';
import type { Actions, Beside, View } from './view.js';
import { renderWorst } from './worst.js';

export class Below {
  readonly #actions: Actions;

  constructor(host: LitElement, actions: Actions) {
    addStyles(host, [belowStyles]);
    this.#actions = actions;
  }

  render(view: View, beside: Beside): TemplateResult {
    return html`${renderSurvey(view, beside, this.#actions)} ${renderComparison(view, beside, this.#actions)}
    ${renderWorst(view, beside, this.#actions)}`;
  }
}
