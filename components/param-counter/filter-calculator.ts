/**
 * The filter calculator: four numbers and a dilation in, does it fit out, with every position drawn over the pixels
 * that it covers, as asked, with VALID and with SAME. It keeps what the reader typed.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import {
  axisOf,
  KitError,
  placeFilter,
  type FilterAnswer,
  type FilterQuestion,
  type LayerRow,
} from '../../core/index.js';
import { counted, integer } from '../shared/format.js';
import { drawStrip, STRIP_WIDTH } from './filter-strip.js';
import { layerLabel, listed } from './words.js';

const FIELDS: readonly (readonly [keyof FilterQuestion, string, string])[] = [
  ['width', 'W', 'pixels of the axis'],
  ['filter', 'F', 'pixels of the filter'],
  ['stride', 'S', 'stride'],
  ['padding', 'P', 'zeros at each end'],
  ['dilation', 'D', 'dilation'],
];
/** The lectures' example of a filter that does not fit. */
const DEFAULT: FilterQuestion = { width: 10, filter: 3, stride: 2, padding: 0, dilation: 1 };

export class FilterCalculator {
  readonly #host: ReactiveControllerHost;
  /** The attribute that `#typed` started from. */
  #given: string | undefined;
  #typed: FilterQuestion = DEFAULT;
  #good: FilterAnswer = placeFilter(DEFAULT);

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** @param given the attribute: four or five numbers */
  render(given: string | undefined, row: LayerRow): TemplateResult {
    if (given !== this.#given) {
      this.#given = given;
      this.#typed = given === undefined ? DEFAULT : parsed(given);
    }
    const problem = this.#answer();
    const answer = this.#good;
    const ofLayer = axisOf(row.head);
    return html`<figure part="filter">
      <figcaption class="h4">Does the filter fit?</figcaption>
      <div class="controls fields">
        ${FIELDS.map(([key, letter, name]) => this.#field(key, letter, name, problem))}
        ${
          ofLayer
            ? html`<button class="link screen-only" part="button" @click=${() => this.#set(ofLayer)}>
                as in ${layerLabel(row)}
              </button>`
            : nothing
        }
      </div>
      <p class="cap verdict">${problem ?? verdict(answer)}</p>
      <svg
        class="drawing strips"
        viewBox="0 0 ${STRIP_WIDTH} ${heightOf(answer)}"
        role="img"
        aria-label=${`${verdict(answer)} VALID gives ${answer.valid.out}, SAME gives ${answer.same.out}.`}
      >
        ${drawn(answer)}
      </svg>
    </figure>`;
  }

  #field(key: keyof FilterQuestion, letter: string, name: string, problem: string | undefined): TemplateResult {
    const typed = (event: Event) => {
      const { value } = event.target as HTMLInputElement;
      this.#set({ ...this.#typed, [key]: value.trim() === '' ? NaN : Number(value) });
    };
    const value = this.#typed[key];
    return html`<label class="field"
      ><span aria-hidden="true">${letter}</span
      ><input
        type="number"
        min=${key === 'padding' ? 0 : 1}
        max="512"
        aria-label=${`${letter}: ${name}`}
        title=${name}
        aria-invalid=${problem !== undefined && problem.startsWith(`${letter} `)}
        .value=${Number.isNaN(value) ? '' : String(value)}
        @input=${typed}
    /></label>`;
  }

  #set(question: FilterQuestion): void {
    this.#typed = question;
    this.#host.requestUpdate();
  }

  /** Works the typed question out; what is wrong with it, in which case the last good answer stays. */
  #answer(): string | undefined {
    try {
      this.#good = placeFilter(this.#typed);
      return undefined;
    } catch (error) {
      return KitError.from(error).message;
    }
  }
}

function parsed(text: string): FilterQuestion {
  const [width, filter, stride, padding, dilation = 1] = text
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return { width: width!, filter: filter!, stride: stride!, padding: padding!, dilation };
}

function verdict({ question, span, positions, fits }: FilterAnswer): string {
  const { width, stride, padding } = question;
  if (fits) return `Yes: ${counted(positions, 'position')}.`;
  const room = width + 2 * padding - span;
  if (room < 0) return `No: it spans ${counted(span, 'pixel')}, ${-room} more than there are.`;
  const left = room % stride;
  const rest =
    left * 2 === stride ? 'half a step is' : `${left} of the ${stride} pixels of a step ${left === 1 ? 'is' : 'are'}`;
  return `No: ${Number(positions.toFixed(2))} positions, ${rest} left over.`;
}

/** The three ways, each a labelled strip below the one before. */
function ways(answer: FilterAnswer) {
  const { question, span, positions, asked, valid, same } = answer;
  const { width, stride, padding } = question;
  const formula = `(${width} − ${span} + ${2 * padding}) / ${stride} + 1 = ${Number(positions.toFixed(2))}`;
  const halfStep = answer.fits || asked.out === 0 ? undefined : asked.out;
  return [
    { title: `as asked, P = ${padding}`, note: formula, layout: asked, halfStep },
    { title: 'VALID', note: missedWords(valid.missed, valid.out), layout: valid, halfStep: undefined },
    { title: 'SAME', note: paddedWords(same.padBefore, same.padAfter, same.out), layout: same, halfStep: undefined },
  ];
}

function drawn(answer: FilterAnswer) {
  let y = 0;
  return ways(answer).map((way) => {
    const strip = drawStrip(answer, way, y);
    y += strip.height;
    return strip.drawing;
  });
}

function heightOf(answer: FilterAnswer): number {
  return ways(answer).reduce((sum, way) => sum + drawStrip(answer, way, 0).height, 0);
}

function missedWords(missed: readonly number[], out: number): string {
  if (out === 0) return 'no position';
  if (missed.length === 0) return `covers all: ${out}`;
  const last =
    missed.length <= 3 ? listed(missed.map((pixel) => String(pixel + 1))) : `${integer(missed.length)} pixels`;
  return `misses ${missed.length > 3 ? last : `pixel${missed.length > 1 ? 's' : ''} ${last}`}: ${out}`;
}

function paddedWords(before: number, after: number, out: number): string {
  if (before + after === 0) return `pads nothing: ${out}`;
  if (before === after) return `pads ${before} at each end: ${out}`;
  return `pads ${before} and ${after}: ${out}`;
}
