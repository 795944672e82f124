/**
 * The quiz: asks for a number of the selected layer, checks the answer, says what a wrong one forgot, and only then
 * shows the arithmetic. It keeps the question and the score; the layer is the element's.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { byHand, type Equation, type LayerRow } from '../../core/index.js';
import { integer } from '../shared/format.js';
import { renderEquation } from './by-hand.js';
import type { Study } from './details.js';
import { QuizAnswerEvent } from './quiz-event.js';
import { mistakeIn } from './quiz-mistakes.js';
import type { ColumnKey } from './table-order.js';
import { fullLabel } from './words.js';

export type Kind = 'parameters' | 'macs' | 'field';
interface Question {
  /** Network and layer, to notice when the reader goes elsewhere. */
  readonly about: string;
  readonly kind: Kind;
  state: 'open' | 'wrong' | 'right' | 'shown';
  /** What was said of the last answer. */
  verdict: string;
}

const COLUMN: Readonly<Record<Kind, ColumnKey>> = { parameters: 'weights', macs: 'macs', field: 'field' };
const ASKED: Readonly<Record<Kind, string>> = { parameters: 'parameters', macs: 'multiply–adds', field: 'pixels seen' };

export class Quiz {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #question: Question | undefined;
  #right = 0;
  #asked = 0;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  asks(view: Study): ColumnKey | undefined {
    const question = this.#questionFor(view);
    return question && (question.state === 'open' || question.state === 'wrong') ? COLUMN[question.kind] : undefined;
  }

  render(view: Study): TemplateResult {
    const question = this.#questionFor(view);
    const equation = question && equationOf(view.row, question.kind);
    return html`<section part="quiz">
      <p class="h4">
        Can you obtain this number by hand?
        <small
          >${this.#asked === 0 ? 'the answer is on paper, not here' : `${this.#right} of ${this.#asked} right`}</small
        >
        <button class="link ask screen-only" part="button" @click=${() => view.setQuiz(false)}>Tell me instead</button>
      </p>
      ${
        question && equation
          ? this.#ask(view, question, equation)
          : html`<p class="cap">There is nothing to work out in ${fullLabel(view.row)}; choose another row.</p>`
      }
    </section>`;
  }

  #ask(view: Study, question: Question, equation: Equation): TemplateResult {
    const over = question.state === 'right' || question.state === 'shown';
    const submit = (event: Event) => {
      event.preventDefault();
      if (over) return this.#next(view);
      const input = (event.currentTarget as HTMLFormElement).elements.namedItem('answer') as HTMLInputElement;
      this.#check(view, question, equation, input.value);
    };
    return html`<form class="quiz" @submit=${submit}>
        <label for="answer">${sentence(view.row, question.kind)}</label>
        <div class="controls">
          <input
            id="answer"
            name="answer"
            inputmode="numeric"
            autocomplete="off"
            aria-describedby="verdict"
            aria-invalid=${question.state === 'wrong'}
            ?readonly=${over}
          />
          <button class="btn primary" part="button">${over ? 'Next question' : 'Check'}</button>
          ${
            over
              ? nothing
              : html`<button class="btn" part="button" type="button" @click=${() => this.#show(question)}>
                  Show me
                </button>`
          }
        </div>
      </form>
      <p id="verdict" class="verdict" role="status">${question.verdict}</p>
      <div class="eqs">${over ? renderEquation(equation) : nothing}</div>`;
  }

  #check(view: Study, question: Question, equation: Equation, text: string): void {
    const given = text.trim() === '' ? NaN : Number(text.replace(/[\s,.'’_]/g, ''));
    if (!Number.isFinite(given)) {
      question.verdict = 'Give a whole number, such as 1,728.';
      this.#host.requestUpdate();
      return;
    }
    const right = given === equation.result;
    if (question.state === 'open') {
      this.#asked += 1;
      if (right) this.#right += 1;
    }
    question.state = right ? 'right' : 'wrong';
    question.verdict = right
      ? `✓ Right: ${integer(given)}.`
      : `✕ Not ${integer(given)}. ${mistakeIn(view.row, question.kind, given) ?? closeness(given, equation.result)}`;
    const event = new QuizAnswerEvent(view.shown.id, view.row.name, ASKED[question.kind], given, equation.result);
    this.#host.dispatchEvent(event);
    this.#host.requestUpdate();
  }

  #show(question: Question): void {
    if (question.state === 'open') this.#asked += 1;
    question.state = 'shown';
    question.verdict = 'Here it is:';
    this.#host.requestUpdate();
  }

  /** Another number of this layer, or after the last one the next layer that has any. */
  #next(view: Study): void {
    const { rows } = view.shown;
    const kinds = kindsOf(view.row);
    const following = kinds[kinds.indexOf(this.#question!.kind) + 1];
    const form = this.#host.shadowRoot?.querySelector<HTMLFormElement>('form.quiz');
    form?.reset();
    if (following) {
      this.#question = fresh(view, following);
      this.#host.requestUpdate();
    } else {
      const here = rows.indexOf(view.row);
      const next = [...rows.slice(here + 1), ...rows.slice(0, here)].find((row) => kindsOf(row).length > 0);
      view.choose(view.shown, next ?? view.row);
    }
    form?.querySelector('input')?.focus();
  }

  #questionFor(view: Study): Question | undefined {
    const [first] = kindsOf(view.row);
    if (!view.quiz || first === undefined) return undefined;
    if (this.#question?.about !== aboutOf(view)) this.#question = fresh(view, first);
    return this.#question;
  }
}

function fresh(view: Study, kind: Kind): Question {
  return { about: aboutOf(view), kind, state: 'open', verdict: '' };
}

/** A question is about one layer at one width and image size. */
function aboutOf({ shown, row }: Study): string {
  return [shown.id, row.name, row.weights, row.macs, row.head.inputShapes.join()].join('\n');
}

function kindsOf(row: LayerRow): readonly Kind[] {
  const kinds: readonly Kind[] = ['parameters', 'macs', 'field'];
  return kinds.filter((kind) => (equationOf(row, kind)?.result ?? 0) > 0);
}

function equationOf(row: LayerRow, kind: Kind): Equation | undefined {
  return byHand(row).find(({ what }) => what === kind);
}

function sentence(row: LayerRow, kind: Kind): string {
  const name = fullLabel(row);
  if (kind === 'parameters') {
    const withNorm = row.members.some(({ layer }) => layer.type === 'batchNorm') && row.members.length > 1;
    return `How many parameters has ${name}${withNorm ? ', with its batch normalisation' : ''}?`;
  }
  if (kind === 'macs') return `How many multiply–adds does ${name} need for one image?`;
  return `How many pixels a side of the image does one unit of ${name} see?`;
}

function closeness(given: number, expected: number): string {
  return given < expected ? 'It is more than that.' : 'It is less than that.';
}
