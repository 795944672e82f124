/**
 * Everything of the counter below its finding, in a chunk of its own: the layer table, the arithmetic of a row, other
 * ways to build it, the filter calculator, what a unit sees, the foot. The quiz, the accuracy chart and what the foot
 * opens come when they are asked for.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { CountedLayer, LayerRow } from '../../core/index.js';
import { chartStyles } from '../shared/chart.styles.js';
import { controlStyles } from '../shared/controls.styles.js';
import { Deferred } from '../shared/deferred.js';
import { Foot } from '../shared/foot.js';
import { footStyles } from '../shared/foot.styles.js';
import { integer } from '../shared/format.js';
import { tableStyles } from '../shared/table.styles.js';
import type { AccuracyChart } from './accuracy-chart.js';
import { renderBill } from './bill.js';
import { renderByHand } from './by-hand.js';
import { detailsStyles } from './details.styles.js';
import type { ExportKind } from './exports.js';
import { FilterCalculator } from './filter-calculator.js';
import { layerTableStyles } from './layer-table.styles.js';
import { LayerTable } from './layer-table.js';
import type { CountedNetwork } from './networks.js';
import { publishedOf } from './published.js';
import type { Quiz } from './quiz.js';
import { renderReceptiveField } from './receptive-field.js';
import { study, type StudiedNetwork } from './study.js';

/** What the element shows now, and what a reader may ask of it. */
export interface DetailsView {
  readonly networks: readonly CountedNetwork[];
  readonly shown: CountedNetwork;
  readonly row: LayerRow<CountedLayer>;
  readonly quiz: boolean;
  /** First question of the filter calculator. */
  readonly filter: string | undefined;
  /** Labels of networks that are on their way. */
  readonly pending: readonly string[];
  readonly choose: (network: Pick<CountedNetwork, 'id'>, layer?: Pick<LayerRow, 'name'>) => void;
  readonly setQuiz: (on: boolean) => void;
}

/** The same view, with everything that is known of the network that is shown. */
export interface Study extends Omit<DetailsView, 'shown' | 'row'> {
  readonly shown: StudiedNetwork;
  readonly row: LayerRow;
}

export const detailStyles = [controlStyles, tableStyles, chartStyles, footStyles, layerTableStyles, detailsStyles];

export class Details {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #table: LayerTable;
  readonly #filter: FilterCalculator;
  readonly #foot: Foot;
  readonly #quiz: Deferred<Quiz>;
  readonly #chart: Deferred<AccuracyChart>;
  readonly #panels: Deferred<typeof import('./panels.js')>;

  constructor(host: ReactiveControllerHost & HTMLElement, failed: (error: unknown) => void) {
    this.#host = host;
    this.#table = new LayerTable(host);
    this.#filter = new FilterCalculator(host);
    this.#foot = new Foot(host, failed);
    this.#quiz = new Deferred(host, async () => new (await import('./quiz.js')).Quiz(host), failed);
    this.#chart = new Deferred(host, async () => new (await import('./accuracy-chart.js')).AccuracyChart(host), failed);
    this.#panels = new Deferred(host, () => import('./panels.js'), failed);
  }

  get pending(): boolean {
    return this.#parts.some(({ pending }) => pending);
  }

  /** Resolves when the parts that were asked for so far are here or have failed. */
  get settled(): Promise<unknown> {
    return Promise.all(this.#parts.map(({ settled }) => settled));
  }

  get #parts(): readonly Deferred<unknown>[] {
    return [this.#quiz, this.#chart, this.#panels];
  }

  render(view: DetailsView): TemplateResult {
    const { networks, choose } = view;
    const shown = study(view.shown);
    const row = shown.rows[view.shown.rows.indexOf(view.row)]!;
    const studied: Study = { ...view, shown, row };
    const quiz = view.quiz ? this.#quiz.value : undefined;
    const hidden = quiz?.asks(studied);
    return html`<div class="part">
        ${renderTabs(view)}
        ${this.#table.render({
          network: shown,
          selected: row,
          hidden,
          select: (layer) => choose(shown, layer),
        })}
        <p class="cap">${trainedLine(shown)}</p>
      </div>
      <div class="part">
        ${view.quiz ? (quiz?.render(studied) ?? nothing) : renderByHand(row, () => view.setQuiz(true))}
      </div>
      ${view.quiz ? nothing : renderBill(shown, row)}
      <div class="part cols">
        ${this.#filter.render(view.filter, row)} ${renderReceptiveField(shown, row, hidden === 'field')}
      </div>
      ${networks.some(publishedOf) ? (this.#chart.value?.render(networks) ?? nothing) : nothing}
      ${this.#foot.render(
        [
          { id: 'how', label: 'How it is computed', content: () => this.#panels.value?.renderExplanation(shown, row) },
          {
            id: 'numbers',
            label: 'Numbers as a table',
            kind: 'plain',
            content: () => this.#panels.value?.renderNumbers(shown),
          },
        ],
        EXPORTS.map(([kind, label, detail, apart]) => ({
          label,
          detail,
          apart,
          run: async () => (await import('./panels.js')).exportAs(kind, studied, this.#host),
        })),
      )}`;
  }
}

const EXPORTS: readonly (readonly [kind: ExportKind, label: string, detail: string, apart: boolean])[] = [
  ['png', 'Drawings', 'PNG, 2 ×', false],
  ['svg', 'Drawings', 'SVG', false],
  ['csv', 'Layers', 'CSV', true],
  ['json', 'Everything', 'JSON', false],
  ['tag', 'Copy the tag', 'HTML', true],
];

function renderTabs({ networks, shown, pending, choose }: DetailsView): TemplateResult {
  return html`<div class="tabs" part="networks" role="group" aria-label="Network">
    ${networks.map(
      (network) =>
        html`<button aria-pressed=${network === shown} @click=${() => choose(network)}>${network.label}</button>`,
    )}
    ${pending.map((label) => html`<span class="hint">loading ${label} …</span>`)}
  </div>`;
}

/** What the table's columns do not add up to: what is frozen, and what is kept without being trained. */
function trainedLine({ analysis: { trainable, total, layers } }: StudiedNetwork): string {
  const moving = layers.reduce((sum, { weights }) => sum + weights.movingStatistics, 0);
  const frozen = total - moving - trainable;
  const trained = `${integer(trainable)} parameters are trained${frozen > 0 ? `, ${integer(frozen)} are frozen` : ''}`;
  if (moving === 0) return `${trained}.`;
  return `${trained}; with ${integer(moving)} moving averages of batch normalisation there are ${integer(total)}.`;
}
