/**
 * What all elements of the kit have in common: words instead of blank boxes when something is wrong, values that are
 * checked before they count, and knowing whether anybody looks. No state of a model, no styles of its own.
 */
import { html, LitElement, type PropertyDeclaration, type PropertyValues, type TemplateResult } from 'lit';
import { KitError } from '../../core/index.js';
import { numberConverter, type Rule } from './attributes.js';
import { KitErrorEvent } from './events.js';
import { warningIcon } from './icons.js';
import { VisibilityController } from './visibility-controller.js';

/** A button in the error box; the label names what it will do ("Retry at 0.1"). */
export interface ProblemAction {
  readonly label: string;
  readonly run: () => void;
}

export abstract class KitElement extends LitElement {
  /**
   * What a property must satisfy, by property name. A value that does not is refused as soon as it is set: the
   * property keeps its last good value, the element says why in its own box and fires `kit-error`.
   */
  static readonly rules: Readonly<Record<string, Rule>> = {};

  protected readonly visibility = new VisibilityController(this, () => this.visibilityChanged());
  readonly #complaints = new Map<PropertyKey, KitError>();
  #failure: KitError | undefined;
  #unsaid: KitError[] = [];
  #reverting = false;

  /** Everything that is wrong now: refused values first, then the failure that was reported last. */
  get problems(): readonly KitError[] {
    return [...this.#complaints.values(), ...(this.#failure === undefined ? [] : [this.#failure])];
  }

  override requestUpdate(name?: PropertyKey, oldValue?: unknown, options?: PropertyDeclaration): void {
    if (name !== undefined && (this.#reverting || this.#refuses(name, oldValue))) return;
    super.requestUpdate(name, oldValue, options);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const unsaid = this.#unsaid;
    this.#unsaid = [];
    for (const error of unsaid) this.dispatchEvent(new KitErrorEvent(error));
  }

  /** Called when the element comes near the viewport or leaves it, or its tab is shown or hidden. */
  protected visibilityChanged(): void {}

  /** Shows a failure in the element's own box and fires `kit-error` after the next render; cancels are not failures. */
  protected report(thrown: unknown): void {
    const error = KitError.from(thrown);
    if (error.code === 'aborted') return;
    this.#failure = error;
    this.#unsaid.push(error);
    this.requestUpdate();
  }

  /** Takes back what `report` showed. */
  protected clearReport(): void {
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.requestUpdate();
  }

  /** The box for `error`: its sentence in bold up to the first full stop, the rest as explanation, then buttons. */
  protected renderProblem(error: KitError, actions: readonly ProblemAction[] = []): TemplateResult {
    const [first, rest] = firstSentence(error.message);
    return html`<div class="problem" role="alert" part="error">
      ${warningIcon()}<b>${first}</b>
      <p>${rest}</p>
      <div class="actions">
        ${actions.map(
          ({ label, run }, index) =>
            html`<button class=${index === 0 ? 'btn primary' : 'btn'} @click=${run}>${label}</button>`,
        )}
      </div>
    </div>`;
  }

  #refuses(name: PropertyKey, oldValue: unknown): boolean {
    const { rules } = this.constructor as typeof KitElement;
    const rule = rules[name as string];
    if (rule === undefined) return false;
    const value = this.#asNumber(name);
    const demand = value === undefined ? undefined : rule(value);
    if (demand === undefined) {
      // The value may equal the last good one, in which case Lit would not render and the old complaint would stay.
      if (this.#complaints.delete(name)) super.requestUpdate();
      return false;
    }
    // Put back without a trace: for everybody else the property never changed.
    this.#reverting = true;
    (this as Record<PropertyKey, unknown>)[name] = oldValue;
    this.#reverting = false;
    const error = new KitError(
      'invalid-argument',
      `${this.#attributeOf(name)}="${String(value)}" can't be used. It must be ${demand}; ` +
        (oldValue === undefined ? 'the default stays.' : `${String(oldValue)} stays.`),
    );
    this.#complaints.set(name, error);
    this.#unsaid.push(error);
    super.requestUpdate();
    return true;
  }

  /** The property's value; the text of a number counts as one, because Vue and Svelte write attributes to properties. */
  #asNumber(name: PropertyKey): unknown {
    const properties = this as Record<PropertyKey, unknown>;
    const value = properties[name];
    const { converter } = (this.constructor as typeof LitElement).getPropertyOptions(name);
    if (typeof value !== 'string' || converter !== numberConverter) return value;
    this.#reverting = true;
    properties[name] = numberConverter.fromAttribute!(value);
    this.#reverting = false;
    return properties[name];
  }

  #attributeOf(name: PropertyKey): string {
    const { attribute } = (this.constructor as typeof LitElement).getPropertyOptions(name);
    return typeof attribute === 'string' ? attribute : String(name).toLowerCase();
  }
}

function firstSentence(message: string): [string, string] {
  const end = message.search(/[.!?](?=\s+[A-Z“"])/);
  return end < 0 ? [message, ''] : [message.slice(0, end + 1), message.slice(end + 1).trim()];
}
