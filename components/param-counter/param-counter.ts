/**
 * `<param-counter>`: where the parameters and the work of networks go, counted from their descriptions alone. This
 * class holds the API and what is chosen; the parts below the table arrive in a chunk of their own. It registers no tag.
 */
import { adoptStyles, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ArchitectureSpec, ModelSession } from '../../core/index.js';
import { numberConverter, textConverter } from '../shared/attributes.js';
import { baseStyles } from '../shared/base.styles.js';
import { cssVars } from '../shared/css-vars.js';
import { Deferred } from '../shared/deferred.js';
import { KitElement } from '../shared/kit-element.js';
import { tokens } from '../shared/tokens.js';
import { chosenIn, type Choice, type Chosen } from './choice.js';
import type { Details, DetailsView } from './details.js';
import { LayerSelectEvent, SettingsChangeEvent } from './events.js';
import { renderFinding } from './finding.js';
import { renderHead, TITLE, type Settings } from './head.js';
import type { LiveModel } from './live-model.js';
import { Networks, type CountedNetwork } from './networks.js';
import { architecturesIn, RULES } from './options.js';
import { counterStyles } from './param-counter.styles.js';
import { renderTotals } from './totals.js';

/**
 * Counts the parameters, multiply–adds, memory and receptive field of convolutional networks, layer by layer, and shows
 * the arithmetic: published architectures by name, any architecture as data, or a live model of the page. Instant: no
 * download of weights, no worker, no training.
 *
 * @element param-counter
 *
 * @slot - Fallback: shown where the element is not defined (no JavaScript), and until the first network has loaded.
 * @slot heading - Replaces the title, with a heading of the level that fits the page.
 *
 * @attr {string} architectures - Networks to compare, separated by spaces: baseline, mobilenet, separable-twin, lenet5, alexnet, alexnet-one-tower, vgg16, vgg19, googlenet, googlenet-bn, resnet18, resnet50, resnet50-v1.5, resnext50, densenet121, se-resnet50, squeezenet, mobilenet-v1. Default: baseline mobilenet, or none where `specs` or `model` is given.
 * @attr {string} model - Name of a live model of the page to count; it is followed, never started.
 * @attr {number} width - Factor on every channel count, above 0 and up to 2. Default 1. The live model keeps its own.
 * @attr {number} input-size - Side of the image in pixels. Default: each network's own.
 * @attr {string} network - Whose layers the table shows. Default: the first.
 * @attr {string} layer - Selected layer, by its name in the spec. Default: the one with most parameters.
 * @attr {boolean} quiz - Asks for the selected layer's numbers instead of telling them.
 * @attr {string} filter - First question of the filter calculator: pixels, filter, stride, padding and perhaps dilation. Default 10, 3, 2, 0.
 *
 * @event {LayerSelectEvent} layer-select - The reader chose a layer or another network: `network`, `layer`.
 * @event {SettingsChangeEvent} settings-change - The reader moved a slider: `width`, `inputSize`.
 * @event {QuizAnswerEvent} quiz-answer - The reader answered: `asked`, `given`, `expected`, `correct`.
 * @event {KitErrorEvent} kit-error - Something went wrong that the element also says in its box: `error.code`, `error.message`.
 *
 * @csspart base - The whole element.
 * @csspart title - The title.
 * @csspart controls - The two sliders.
 * @csspart totals - The totals side by side.
 * @csspart finding - The computed sentence.
 * @csspart error - The error box.
 * @csspart networks - The buttons that choose the network.
 * @csspart table - Each table.
 * @csspart by-hand - The arithmetic of the selected row.
 * @csspart quiz - The question and its answer.
 * @csspart bill - The same layer built in other ways.
 * @csspart filter - The filter calculator.
 * @csspart receptive-field - What one unit sees.
 * @csspart chart - Accuracy against cost.
 * @csspart button - Buttons.
 * @csspart foot - Disclosures and export.
 * @csspart menu-button - The export button.
 * @csspart menu - The export menu.
 *
 * @cssproperty --convnet-ink - Titles, values, findings.
 * @cssproperty --convnet-accent - The network that is compared, the selected layer, focus ring.
 * @cssproperty --convnet-accent-soft - Ground of the selected row.
 * @cssproperty --convnet-font - Font family. Default: the page's own.
 * @cssproperty --convnet-rule - Hairlines.
 * @cssproperty --convnet-control - Height of controls.
 */
export class ParamCounter extends KitElement {
  static override readonly rules = RULES;
  static override styles = [tokens, baseStyles, counterStyles];

  readonly #live = new Deferred<LiveModel>(
    this,
    async () => new (await import('./live-model.js')).LiveModel(this, () => this.#given ?? this.model),
    (error) => this.report(error),
  );
  readonly #networks = new Networks(
    () => this.requestUpdate(),
    (error) => this.report(error),
  );
  readonly #details = new Deferred<Details>(
    this,
    async () => {
      const { Details, detailStyles } = await import('./details.js');
      adoptStyles(this.renderRoot as ShadowRoot, [...ParamCounter.styles, ...detailStyles]);
      return new Details(this, (error) => this.report(error));
    },
    (error) => this.report(error),
  );
  #given: ModelSession | undefined;
  #counted: readonly CountedNetwork[] = [];
  /** The page asks for a live model that is not there (yet). */
  #waiting = false;
  #chosen: Chosen | undefined;
  /** The last choice that could be met. */
  #good: Choice = NO_CHOICE;
  /** The page or the reader has chosen anew since the choice was looked at. */
  #unchecked = false;

  /** Networks of the catalogue, by name. */
  @property({ converter: textConverter }) architectures: string | undefined;
  /** Architectures as data, compared after those named in `architectures`. */
  @property({ attribute: false }) specs: readonly ArchitectureSpec[] | undefined;
  /** Name of a live model of the page. */
  @property({ converter: textConverter }) model: string | undefined;
  /** Factor on every channel count, (0, 2]. */
  @property({ converter: numberConverter }) width: number | undefined;
  /** Side of the image in pixels. */
  @property({ attribute: 'input-size', converter: numberConverter }) inputSize: number | undefined;
  /** Whose layers the table shows. */
  @property({ converter: textConverter }) network: string | undefined;
  /** Selected layer, by its name in the spec. */
  @property({ converter: textConverter }) layer: string | undefined;
  /** Asks for numbers instead of telling them. */
  @property({ type: Boolean }) quiz = false;
  /** First question of the filter calculator: "W, F, S, P" or "W, F, S, P, D". */
  @property({ converter: textConverter }) filter: string | undefined;

  /** A live model, given by the page; goes before `model`. */
  get session(): ModelSession | undefined {
    return this.#given;
  }
  set session(session: ModelSession | undefined) {
    this.#given = session;
    this.requestUpdate();
  }

  /** Also waits for networks and parts of the figure that are on their way. */
  protected override async getUpdateComplete(): Promise<boolean> {
    let complete = await super.getUpdateComplete();
    const parts = [this.#details, this.#live, this.#networks];
    while (parts.some(({ pending }) => pending) || this.#details.value?.pending) {
      await Promise.all([...parts.map(({ settled }) => settled), this.#details.value?.settled]);
      complete = await super.getUpdateComplete();
    }
    return complete;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (CHOICES.some((name) => changed.has(name))) this.clearReport();
    if (changed.has('network') || changed.has('layer')) this.#unchecked = true;
    const { specs = [] } = this;
    const wantsLive = this.model !== undefined || this.#given !== undefined;
    const live = wantsLive ? this.#live.value : undefined;
    this.#waiting = wantsLive && live?.snapshot === undefined;
    const fallback = wantsLive || specs.length > 0 ? '' : DEFAULT_ARCHITECTURES;
    const architectures = architecturesIn(this.architectures ?? fallback);
    this.#counted = this.#networks.counted({ architectures, specs, ...this.#settings }, live);
    this.#choose();
  }

  get #settings(): Settings {
    return { width: this.width ?? 1, inputSize: this.inputSize };
  }

  /** Finds what is chosen; says, once everything is here, that it does not exist, and goes back to the last that did. */
  #choose(): void {
    this.#chosen = chosenIn(this.#counted, this);
    if (!this.#chosen || this.#networks.pending || this.#waiting) return;
    const { refusal } = this.#chosen;
    if (refusal) {
      if (this.#unchecked) this.report(refusal);
      const good = chosenIn(this.#counted, this.#good);
      ({ network: this.network, layer: this.layer } = good?.refusal ? NO_CHOICE : this.#good);
      this.#chosen = chosenIn(this.#counted, this);
    }
    this.#unchecked = false;
    this.#good = { network: this.network, layer: this.layer };
  }

  readonly #change = ({ width, inputSize }: Settings): void => {
    this.width = width;
    this.inputSize = inputSize;
    this.dispatchEvent(new SettingsChangeEvent(width, inputSize));
  };

  readonly #select: DetailsView['choose'] = (network, layer) => {
    this.network = network.id;
    this.layer = layer?.name;
    const { row } = chosenIn(this.#counted, this)!;
    this.dispatchEvent(new LayerSelectEvent(network.id, row.name));
  };

  readonly #setQuiz = (on: boolean): void => {
    this.quiz = on;
  };

  protected override render(): unknown {
    const chosen = this.#chosen;
    if (!chosen && this.#networks.pending) return html`<slot></slot>`;
    return html`<div class="el" part="base" role="group" aria-label=${TITLE}>
      ${chosen ? this.#figure(chosen) : this.#empty()}
    </div>`;
  }

  #figure({ shown, row }: Chosen): TemplateResult {
    const networks = this.#counted;
    const subject = networks.length === 2 ? networks[1]! : shown;
    const view: DetailsView = {
      networks,
      shown,
      row,
      quiz: this.quiz,
      filter: this.filter,
      pending: [...this.#networks.arriving, ...(this.#waiting ? [`model ${this.model}`] : [])],
      choose: this.#select,
      setQuiz: this.#setQuiz,
    };
    return html`${renderHead(networks, this.#settings, this.#change)} ${renderTotals(networks, subject)}
      <div class="say">
        ${this.problems.map((error) => this.renderProblem(error))} ${renderFinding(networks, shown)}
      </div>
      ${this.#details.value?.render(view) ?? waitingRoom(shown)}`;
  }

  #empty(): TemplateResult {
    const waiting = `No model called “${this.model}” is on this page yet. Its layers will be counted as soon as it is.`;
    return html`<div class="head">
        <slot name="heading"><h3 part="title">${TITLE}</h3></slot>
      </div>
      <div class="say">${this.problems.map((error) => this.renderProblem(error))}</div>
      ${this.#waiting ? html`<p class="finding" part="finding">${waiting}</p>` : nothing}`;
  }
}

/** Room for what is about to arrive, so that nothing below moves. */
function waitingRoom({ rows }: CountedNetwork): TemplateResult {
  const lines = rows.filter(({ block }, i) => block === undefined || block !== rows[i - 1]?.block).length;
  return html`<div class="waiting" ${cssVars({ '--lines': lines })}></div>`;
}

const NO_CHOICE: Choice = { network: undefined, layer: undefined };
const DEFAULT_ARCHITECTURES = 'baseline mobilenet';
/** What decides which networks, which of them and which layer is shown. */
const CHOICES = ['architectures', 'specs', 'model', 'network', 'layer'] as const;
