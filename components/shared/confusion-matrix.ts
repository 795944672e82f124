/**
 * Which class is taken for which: a grid whose errors are shaded, read cell by cell with the arrow keys or the pointer.
 * Values are per 100 images of the row's class, whatever their number. The table of counts is the caller's.
 */
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { cssVars } from './css-vars.js';
import { codes, integer } from './format.js';
import { hold, type Held } from './hold.js';

/** Errors below this share of the largest one are shaded but not written: the eye goes to the few that matter. */
const WRITTEN_SHARE = 0.3;

export interface ConfusionModel {
  readonly names: readonly string[];
  /** counts[truth][predicted]; undefined before anything was judged. */
  readonly counts: readonly (readonly number[])[] | undefined;
  /** The finding, for readers who don't see the shades. */
  readonly says: string;
}

type Cell = readonly [row: number, column: number];

export class ConfusionMatrix implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #grid: Held<HTMLElement> = { element: undefined };
  #at: Cell | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  render({ names, counts, says }: ConfusionModel): TemplateResult {
    const rates = counts?.map(perHundred);
    return html`${guard([names, counts, says, this.#at], () => {
        const worst = rates === undefined ? 0 : largestError(rates);
        const short = codes(names);
        return html`<div
          class="cm"
          role="grid"
          aria-label=${says}
          ${hold(this.#grid)}
          ${cssVars({ '--classes': names.length })}
          @keydown=${(event: KeyboardEvent) => this.#key(event, names.length)}
          @pointerover=${this.#over}
          @pointerleave=${() => this.#look(undefined)}
          @focusin=${this.#over}
          @focusout=${() => this.#look(undefined)}
        >
          ${names.map(
            (name, row) =>
              html`<div role="row">
                <div role="rowheader">${name}</div>
                ${names.map((_, column) => this.#cell(names, rates?.[row]?.[column], worst, row, column))}
              </div>`,
          )}
          <div role="row">
            <div role="presentation"></div>
            ${short.map((code, i) => html`<div role="columnheader" aria-label=${names[i] ?? ''}>${code}</div>`)}
          </div>
        </div>`;
      })}
      <p class="cap cm-cap">${this.#caption(names, rates)}</p>`;
  }

  #cell(names: readonly string[], rate: number | undefined, worst: number, row: number, column: number) {
    const right = row === column;
    const written = rate !== undefined && (right || (rate >= WRITTEN_SHARE * worst && Math.round(rate) > 0));
    const [atRow, atColumn] = this.#at ?? [0, 0];
    return html`<div
      role="gridcell"
      class=${right ? 'right' : 'error'}
      data-row=${row}
      data-column=${column}
      tabindex=${rate !== undefined && row === atRow && column === atColumn ? 0 : -1}
      aria-label=${rate === undefined ? 'not known yet' : sentence(names, row, column, rate)}
      ${cssVars({ '--shade': right || rate === undefined || worst === 0 ? undefined : `${(100 * rate) / worst}%` })}
    >
      ${written ? integer(rate) : ''}
    </div>`;
  }

  #caption(names: readonly string[], rates: readonly (readonly number[])[] | undefined): string {
    const rate = this.#at && rates?.[this.#at[0]]?.[this.#at[1]];
    return this.#at !== undefined && rate !== undefined
      ? `${sentence(names, this.#at[0], this.#at[1], rate)}.`
      : 'Shade: how often the row’s class is taken for the column’s. Diagonal: right answers.';
  }

  #look(at: Cell | undefined): void {
    if (at?.[0] === this.#at?.[0] && at?.[1] === this.#at?.[1]) return;
    this.#at = at;
    this.#host.requestUpdate();
  }

  readonly #over = (event: Event): void => {
    const { row, column } = (event.target as HTMLElement).dataset;
    this.#look(row === undefined || column === undefined ? undefined : [Number(row), Number(column)]);
  };

  #key(event: KeyboardEvent, classes: number): void {
    const from = event.target as HTMLElement;
    let row = Number(from.dataset['row']);
    let column = Number(from.dataset['column']);
    if (event.key === 'ArrowDown') row += 1;
    else if (event.key === 'ArrowUp') row -= 1;
    else if (event.key === 'ArrowRight') column += 1;
    else if (event.key === 'ArrowLeft') column -= 1;
    else if (event.key === 'Home') column = 0;
    else if (event.key === 'End') column = classes - 1;
    else return;
    event.preventDefault();
    this.#grid.element?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`)?.focus();
  }
}

/** Rates per 100 of a row of counts; a class without images has none of anything. */
function perHundred(row: readonly number[]): number[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count) => (total === 0 ? 0 : (100 * count) / total));
}

function largestError(rates: readonly (readonly number[])[]): number {
  return Math.max(0, ...rates.flatMap((row, i) => row.filter((_, j) => j !== i)));
}

function sentence(names: readonly string[], row: number, column: number, rate: number): string {
  const share = `${integer(rate)} in 100`;
  return row === column ? `${names[row]}: right ${share}` : `${names[row]} taken for ${names[column]}: ${share}`;
}
