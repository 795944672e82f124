/**
 * What stands below the finding: what makes a channel fire, its weights, dead filters, the space of codes. In a chunk of
 * its own, sent for when the first answer is here, so that it keeps nothing waiting.
 */
import { html, type LitElement, type TemplateResult } from 'lit';
import { addStyles } from '../shared/late-styles.js';
import { belowStyles } from './below.styles.js';
import { BesideQuestions } from './beside-questions.js';
import { renderDead } from './dead.js';
import { renderKernel } from './kernels.js';
import { renderPatches } from './patches.js';
import type { Questions } from './questions.js';
import { SpacePart } from './space-part.js';
import type { Actions, Beside, View } from './view.js';

export class Below {
  readonly questions: BesideQuestions;
  readonly #actions: Actions;
  readonly #space: SpacePart;

  constructor(host: LitElement, actions: Actions, main: Questions) {
    addStyles(host, [belowStyles]);
    this.questions = new BesideQuestions(host, main);
    this.#actions = actions;
    this.#space = new SpacePart(host, actions);
  }

  /** Points have moved; nothing else has changed. */
  paint({ space }: Beside): void {
    this.#space.paint(space);
  }

  render(view: View, beside: Beside): TemplateResult {
    return html`${renderPatches(view, beside, this.#actions)} ${renderKernel(view, beside)} ${renderDead(view, beside)}
    ${this.#space.render(view, beside)}`;
  }
}
