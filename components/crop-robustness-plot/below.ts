/**
 * What stands below the finding: the lines, many images, other networks, a worst case. In a chunk of its own, sent for
 * when the first sweep is here, so that it keeps nothing waiting.
 */
import { html, type LitElement, type TemplateResult } from 'lit';
import { chartStyles } from '../shared/chart.styles.js';
import { addStyles } from '../shared/late-styles.js';
import { belowStyles } from './below.styles.js';
import { ClassLines } from './class-lines.js';
import { renderComparison } from './comparison.js';
import { renderSurvey } from './survey.js';
import type { Actions, Beside, View } from './view.js';
import { renderWorst } from './worst.js';

export class Below {
  readonly #actions: Actions;
  readonly #lines: ClassLines;

  constructor(host: LitElement, actions: Actions) {
    addStyles(host, [chartStyles, belowStyles]);
    this.#lines = new ClassLines(host);
    this.#actions = actions;
  }

  render(view: View, beside: Beside): TemplateResult {
    return html`${this.#lines.render(view, this.#actions)} ${renderSurvey(view, beside, this.#actions)}
    ${renderComparison(view, beside, this.#actions)} ${renderWorst(view, beside, this.#actions)}`;
  }
}
