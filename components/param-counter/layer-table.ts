/**
 * The layer table: a real table with sortable columns, one selected row that the arrow keys move, and blocks of deep
 * networks that fold. It keeps what belongs to looking (order, open blocks); which row is selected is the element's.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { KitError, LayerRow } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { counted, integer } from '../shared/format.js';
import { chevronIcon, warningIcon } from '../shared/icons.js';
import type { StudiedNetwork } from './study.js';
import { inOrder, nextSort, sorted, VALUES, type ColumnKey, type Item, type Sort } from './table-order.js';
import { fieldText, kernelText } from './layer-words.js';
import { layerLabel } from './words.js';

export interface TableView {
  readonly network: StudiedNetwork;
  readonly selected: LayerRow;
  readonly select: (row: LayerRow) => void;
  /** A number that the quiz asks for: its cell shows a question mark. */
  readonly hidden: ColumnKey | undefined;
}
type BlockItem = Extract<Item, { kind: 'block' }>;
type RowItem = Extract<Item, { kind: 'row' }>;

/** Rows that Page Up and Page Down skip. */
const PAGE = 10;
const COLUMNS = 9;
/** From here on numbers take so much room that one of the two bars goes where it is narrow. */
const LARGE = 1e9;

export class LayerTable {
  readonly #host: ReactiveControllerHost;
  #sort: Sort | undefined;
  /** Open blocks, by network and block. */
  readonly #open = new Set<string>();
  #view: TableView | undefined;
  /** Longest bars of the two measures. */
  #longest: Readonly<Record<'weights' | 'macs', number>> = { weights: 1, macs: 1 };

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  render(view: TableView): TemplateResult {
    const { network, selected } = view;
    const moved = selected.name !== this.#view?.selected.name || network.id !== this.#view.network.id;
    if (moved && selected.block !== undefined) this.#open.add(keyOf(network, selected.block));
    this.#view = view;
    const isOpen = (block: string) => this.#open.has(keyOf(network, block));
    const items = this.#sort ? sorted(network.rows, this.#sort) : inOrder(network.rows, isOpen);
    this.#longest = { weights: longest(items, VALUES.weights), macs: longest(items, VALUES.macs) };
    const { analysis } = network;
    const imageFault = analysis.errors.find((error) => !analysis.layers.some((layer) => layer.error === error));
    return html`<div class="scroll">
      <table
        class=${analysis.macs < LARGE ? 'numbers layers' : 'numbers layers large'}
        part="table"
        @keydown=${this.#keys}
        @click=${this.#press}
      >
        <caption class="vh">
          Layers of ${network.label}. The buttons choose a row or open a block; arrow keys move between them.
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <button class="sort" @click=${() => this.#setSort(undefined)}>layer</button>
            </th>
            <th scope="col" class="start wide-only">kernel</th>
            <th scope="col" class="wide-only">output</th>
            ${this.#head('weights', 'weights')} ${this.#head('offsets', 'bias, BN', 'wide-only')}
            <td class="meter wide-only"></td>
            ${this.#head('macs', 'multiply–adds')}
            <td class="meter wide-only"></td>
            ${this.#head('field', 'sees')}
          </tr>
        </thead>
        <tbody>
          ${imageFault ? fault(imageFault) : nothing}
          ${items.map((item) => (item.kind === 'block' ? this.#block(item) : this.#row(item, network)))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">total</th>
            <td class="wide-only"></td>
            <td class="wide-only"></td>
            <td>${integer(sum(network.rows, VALUES.weights))}</td>
            <td class="wide-only">${integer(sum(network.rows, VALUES.offsets))}</td>
            <td class="wide-only"></td>
            <td>${integer(analysis.macs)}</td>
            <td class="wide-only"></td>
            <td>${fieldText(analysis.field)}</td>
          </tr>
        </tfoot>
      </table>
    </div>`;
  }

  #head(column: ColumnKey, label: string, classes = ''): TemplateResult {
    const sort = this.#sort?.column === column ? this.#sort.direction : undefined;
    return html`<th scope="col" class=${classes} aria-sort=${ifDefined(sort)}>
      <button class="sort" @click=${() => this.#setSort(nextSort(this.#sort, column))}>
        ${label}${sort === undefined ? nothing : html`<span aria-hidden="true">${sort === 'descending' ? '↓' : '↑'}</span>`}
      </button>
    </th>`;
  }

  #block({ block, rows, open }: BlockItem): TemplateResult {
    const last = rows.at(-1)!.members.at(-1)!;
    const holdsSelected = !open && rows.some((row) => row === this.#view!.selected);
    return html`<tr class="block">
      <th scope="row">
        <button class="fold" data-block=${block} aria-expanded=${open} tabindex=${holdsSelected ? 0 : -1}>
          ${chevronIcon()}${block}
        </button>
      </th>
      <td class="start wide-only">${counted(rows.length, 'row')}</td>
      <td class="wide-only">${last.outputShape.join('\u2009×\u2009')}</td>
      ${this.#numbers(sum(rows, VALUES.weights), sum(rows, VALUES.offsets), sum(rows, VALUES.macs))}
      <td>${fieldText(last.field)}</td>
    </tr>`;
  }

  #row({ row, folded, inBlock }: RowItem, network: StudiedNetwork): TemplateResult {
    const on = row === this.#view!.selected;
    const hidden = on ? this.#view!.hidden : undefined;
    const classes = `${on ? 'on' : ''} ${folded ? 'folded' : ''} ${inBlock ? 'inside' : ''}`;
    return html`<tr class=${classes} data-row=${network.rows.indexOf(row)}>
        <th scope="row">
          <button class="pick" aria-pressed=${on} tabindex=${on ? 0 : -1}>
            ${inBlock ? layerLabel(row) : layerLabel({ ...row, block: undefined })}
          </button>
        </th>
        <td class="start wide-only">${kernelText(row.head.layer)}</td>
        <td class="wide-only">${row.head.outputShape.join('\u2009×\u2009')}</td>
        ${this.#numbers(row.weights, row.offsets, row.macs, hidden)}
        <td>${hidden === 'field' ? '?' : fieldText(row.head.field)}</td>
      </tr>
      ${row.error ? fault(row.error, folded) : nothing}`;
  }

  #numbers(weights: number, offsets: number, macs: number, hidden?: ColumnKey): TemplateResult {
    const cell = (column: ColumnKey, value: number) => (hidden === column ? '?' : value === 0 ? '–' : integer(value));
    const meter = (column: 'weights' | 'macs', value: number) =>
      html`<td class="meter wide-only">
        <i ${cssVars({ '--share': hidden === column ? 0 : value / this.#longest[column] })}></i>
      </td>`;
    return html`<td>${cell('weights', weights)}</td>
      <td class="wide-only">${hidden === 'weights' ? '?' : cell('offsets', offsets)}</td>
      ${meter('weights', weights)}
      <td>${cell('macs', macs)}</td>
      ${meter('macs', macs)}`;
  }

  #setSort(sort: Sort | undefined): void {
    this.#sort = sort;
    this.#host.requestUpdate();
  }

  #toggle(block: string, open?: boolean): void {
    const key = keyOf(this.#view!.network, block);
    if (open ?? !this.#open.has(key)) this.#open.add(key);
    else this.#open.delete(key);
    this.#host.requestUpdate();
  }

  #choose(line: Element | null): void {
    const row = this.#view!.network.rows[Number(line?.getAttribute('data-row') ?? NaN)];
    if (row) this.#view!.select(row);
  }

  readonly #press = (event: Event): void => {
    const target = event.target as Element;
    const fold = target.closest('tr.block')?.querySelector<HTMLElement>('.fold');
    if (fold) this.#toggle(fold.dataset['block']!);
    else this.#choose(target.closest('tr[data-row]'));
  };

  readonly #keys = (event: KeyboardEvent): void => {
    const body = (event.currentTarget as HTMLElement).querySelector('tbody')!;
    const at = event.target as HTMLElement;
    if (!body.contains(at) || event.altKey || event.ctrlKey || event.metaKey) return;
    const { block } = at.dataset;
    const stops = [...body.querySelectorAll<HTMLElement>('button')].filter((button) => button.checkVisibility());
    const here = stops.indexOf(at);
    const last = stops.length - 1;
    const moves: Partial<Record<string, number>> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      PageDown: here + PAGE,
      PageUp: here - PAGE,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      const stop = stops[Math.max(0, Math.min(to, last))]!;
      stop.focus();
      this.#choose(stop.closest('tr[data-row]'));
    } else if (block !== undefined && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      this.#toggle(block, event.key === 'ArrowRight');
    } else return;
    event.preventDefault();
  };
}

/** What is wrong, in a row of its own. */
function fault({ message }: KitError, folded = false): TemplateResult {
  return html`<tr class=${folded ? 'fault folded' : 'fault'}>
    <td colspan=${COLUMNS}>${warningIcon()}<span>${message}</span></td>
  </tr>`;
}

function keyOf(network: StudiedNetwork, block: string): string {
  return `${network.id}\n${block}`;
}

function sum(rows: readonly LayerRow[], value: (row: LayerRow) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

function longest(items: readonly Item[], value: (row: LayerRow) => number): number {
  return Math.max(1, ...items.map((item) => (item.kind === 'block' ? sum(item.rows, value) : value(item.row))));
}
