/**
 * What stands below the finding: many images, several methods, the tests. In a chunk of its own, sent for when the first
 * map is here, so that it keeps nothing waiting.
 */
import { html, type LitElement, type TemplateResult } from 'lit';
import type { AttributionMethod } from '../../core/index.js';
import { chartStyles } from '../shared/chart.styles.js';
import { addStyles } from '../shared/late-styles.js';
import { belowStyles } from './below.styles.js';
import { renderComparison } from './comparison.js';
import { renderGallery } from './gallery.js';
import type { TestResults } from './numbers.js';
import type { Questions } from './questions.js';
import { type Reach, reachOf } from './reach.js';
import { TrustPart, type TrustAsker } from './trust-part.js';
import type { Actions, View } from './view.js';

/** What the page or the reader asked for beside the map. */
export interface Beside {
  /** How many images. */
  readonly gallery: number;
  readonly compared: readonly AttributionMethod[];
  readonly startComparison: () => void;
}

export class Below {
  readonly #questions: Questions;
  readonly #actions: Actions;
  readonly #trust: TrustPart;

  constructor(host: LitElement, questions: Questions, actions: Actions, asker: TrustAsker) {
    addStyles(host, [chartStyles, belowStyles]);
    this.#questions = questions;
    this.#actions = actions;
    this.#trust = new TrustPart(host, asker);
  }

  get results(): TestResults {
    return this.#trust.results;
  }

  /** What the pixel that is looked at stands on. */
  reach({ explained, snapshot, pixel }: View): Reach | undefined {
    return explained && reachOf(explained.attribution, snapshot.spec, pixel);
  }

  render(view: View, { gallery, compared, startComparison }: Beside): TemplateResult {
    const { gallery: many, arrived } = this.#questions;
    return html`${renderGallery(view, gallery, many.value, this.#actions)}
    ${renderComparison(view, compared, arrived, startComparison, this.#actions)} ${this.#trust.render(view)}`;
  }
}
