/**
 * `<crop-robustness-plot>`: shows whether a network's answer survives small changes of the image, for one image, for many,
 * and beside other networks. This class holds the API and the element's life; what is drawn and said is in the files
 * beside it.
 */
import { html, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type {
  KitError,
  ModelSession,
  PlainTensor,
  SessionSettings,
  SessionSnapshot,
  StabilityName,
  SweepPadding,
  SweepTransform,
  SweptImage,
} from '../../core/index.js';
import { middleOf } from '../../core/index.js';
import { announce } from '../shared/announcer.js';
import { numberConverter, textConverter } from '../shared/attributes.js';
import type { Picked } from '../shared/image-picker.js';
import { KitElement, type ProblemAction } from '../shared/kit-element.js';
import { SessionController } from '../shared/session-controller.js';
import { SurveyEvent, SweepChangeEvent, SweepEvent } from './events.js';
import { RobustnessFigure } from './figure.js';
import { finding, surveyFinding, textOf } from './finding.js';
import { namesIn, RULES } from './options.js';
import { Questions } from './questions.js';
import { Rivals } from './rivals.js';
import type { Actions, Beside, Choices, Surveyed, Swept, View } from './view.js';

const CHOICES = [
  'transform',
  'cropSize',
  'stride',
  'range',
  'padding',
  'statistic',
  'setSize',
  'seed',
  'compare',
] as const satisfies readonly (keyof Choices)[];

const SOURCE = ['src', 'inputSize'] as const;

const DEFAULT_IMAGE = 0;
/** Images of a survey: some seconds to a minute on a laptop, intervals of some points. */
const DEFAULT_SET_SIZE = 100;
const DEFAULT_SEED = 1;

/**
 * Are the predictions stable? Slides a window over an image, or shifts, turns, resizes or mirrors it, and shows what the
 * network says each time: a map over the positions, the probability of each class as lines, how stable many images are, with
 * intervals, and how other networks do on the same images. Follows a model that is trained on the same page.
 *
 * @element crop-robustness-plot
 *
 * @slot - Fallback: shown where the element is not defined (no JavaScript), never afterwards.
 * @slot heading - Replaces the title, with a heading of the level that fits the page.
 *
 * @attr {string} model - Name of the live model; elements with the same name share it. Default: the page's model.
 * @attr {string} src - A network from a file: the address of its model.json, or the name of one that ships with the library. Default: the live model.
 * @attr {number} input-size - Side of the images of `src` in pixels, where the file leaves it open. Default: what the file says, else 32.
 * @attr {string} image - Number of a held-out image, or the address of a picture. Default 0.
 * @attr {"crops"|"resized-crops"|"shifts"|"rotations"|"scales"|"mirror"} transform - How the image is changed. Default crops.
 * @attr {number} crop-size - Side of a crop in pixels. Default 24 of 32, else three quarters of the image.
 * @attr {number} stride - From one view to the next, in pixels, degrees or per cent. Default 1.
 * @attr {number} range - Largest shift in pixels, turn in degrees or change of size in per cent. Default 4, 15 and 15.
 * @attr {"zero"|"reflect"|"wrap"} padding - What stands outside the image. Default reflect.
 * @attr {"agreement"|"flips"|"moved"|"entropy"|"jump"} statistic - By what many images are sorted and compared. Default agreement.
 * @attr {number} set-size - Held-out images that are swept on request. Default 100.
 * @attr {boolean} survey - Sweeps them without waiting for a press.
 * @attr {number} seed - Decides the bootstrap samples. Default 1.
 * @attr {string} compare - Names of other models of the page, or of networks that ship with the library, separated by spaces.
 * @attr {boolean} no-live - Keeps the answers of the moment while the model is trained.
 *
 * @event {SweepEvent} sweep - An image was swept: `sweep`, `image`, `step`, `milliseconds`.
 * @event {SurveyEvent} survey - Many images were swept: `summary`, `images`.
 * @event {SweepChangeEvent} sweep-change - The reader chose another sweep or image: `changes`.
 * @event {KitErrorEvent} kit-error - Something went wrong that the element also says in its box: `error.code`, `error.message`.
 *
 * @csspart base - The whole element.
 * @csspart title - The title.
 * @csspart device - The button that opens "why this device?".
 * @csspart controls - The row of controls.
 * @csspart button - Each quiet button.
 * @csspart picker - The image picker.
 * @csspart image - The image with its window.
 * @csspart map - The map of predicted classes.
 * @csspart seen - The view as the network sees it.
 * @csspart classes - Its probabilities.
 * @csspart finding - The computed sentence.
 * @csspart chart - The lines.
 * @csspart survey - Many images.
 * @csspart survey-finding - The computed sentence on many images.
 * @csspart comparison - Other networks.
 * @csspart worst - The search for a worst case.
 * @csspart worst-finding - The computed sentence on it.
 * @csspart error - The error box.
 * @csspart foot - Disclosures and export.
 * @csspart table - Each data table.
 * @csspart menu-button - The export button.
 * @csspart menu - The export menu.
 *
 * @cssproperty --convnet-ink - Titles, values, findings.
 * @cssproperty --convnet-accent - This image in the histogram, means, the focus ring.
 * @cssproperty --convnet-font - Font family. Default: the page's own.
 * @cssproperty --convnet-class-0 - Ten class colours, to --convnet-class-9.
 */
export class CropRobustnessPlot extends KitElement {
  static override readonly rules = RULES;
  static override styles = RobustnessFigure.styles;

  readonly #link = new SessionController(this, {
    given: () => this.#given,
    model: () => this.model,
    asked: () => this.#asked(),
    changed: () => this.#questions.sweep.check(),
    failed: (error) => this.report(error),
    drawn: () => this.visibility.visible,
  });
  readonly #rivals: Rivals = new Rivals(
    this,
    () => (this.visibility.visible ? namesIn(this.compare) : [...this.#rivals.sessions.keys()]),
    (error) => this.report(error),
  );
  readonly #questions = new Questions(this, {
    session: () => this.#link.session,
    choices: () => this.#choices(),
    image: () => this.#picked ?? this.image ?? DEFAULT_IMAGE,
    surveys: () => this.survey,
    rivals: () => this.#rivals.sessions,
    live: () => !this.noLive,
    looked: () => this.visibility.visible,
    answered: (swept) => this.#answered(swept),
    surveyed: (surveyed) => this.#surveyed(surveyed),
    failed: (error) => this.report(error),
  });
  readonly #actions: Actions = {
    choose: (choices) => this.#choose(choices),
    pick: (picked) => this.#pick(picked),
    select: (index) => (this.selected = index),
    survey: (start) => this.#questions.startSurvey(start),
    search: () => this.#questions.search(),
  };
  readonly #figure = new RobustnessFigure(
    this,
    this.#actions,
    {
      session: () => this.#link.session,
      size: () => this.#inputSize(),
      shown: () => this.#questions.image.current,
      picked: (picked) => this.#pick(picked),
    },
    (error) => this.report(error),
  );
  #given: ModelSession | undefined;
  #picked: Picked | undefined;
  #spoken = '';

  /** Undefined: the middle. */
  @state() private selected: number | undefined;

  /** Name of the live model in this page. */
  @property({ converter: textConverter }) model: string | undefined;
  /** A network from a file: the address of its model.json, or the name of one that ships with the library. */
  @property({ converter: textConverter }) src: string | undefined;
  /** Side of the images of `src` in pixels, where the file leaves it open. */
  @property({ attribute: 'input-size', converter: numberConverter }) inputSize: number | undefined;
  /** Number of a held-out image, or the address of a picture. */
  @property({ converter: textConverter }) image: string | number | undefined;
  /** How the image is changed. */
  @property({ converter: textConverter }) transform: SweepTransform | undefined;
  /** Side of a crop in pixels. */
  @property({ attribute: 'crop-size', converter: numberConverter }) cropSize: number | undefined;
  /** From one view to the next, in pixels, degrees or per cent. */
  @property({ converter: numberConverter }) stride: number | undefined;
  /** Largest shift, turn or change of size. */
  @property({ converter: numberConverter }) range: number | undefined;
  /** What stands outside the image. */
  @property({ converter: textConverter }) padding: SweepPadding | undefined;
  /** By what many images are sorted and compared. */
  @property({ converter: textConverter }) statistic: StabilityName | undefined;
  /** Held-out images that are swept on request. */
  @property({ attribute: 'set-size', converter: numberConverter }) setSize: number | undefined;
  /** Sweeps them without waiting for a press. */
  @property({ type: Boolean }) survey = false;
  /** Decides the bootstrap samples. */
  @property({ converter: numberConverter }) seed: number | undefined;
  /** Names of other models, separated by spaces. */
  @property({ converter: textConverter }) compare: string | undefined;
  /** Keeps the answers of the moment while the model is trained. */
  @property({ type: Boolean, attribute: 'no-live' }) noLive = false;

  /** The live model: what was given, or what `model` stands for while the element is in a document. */
  get session(): ModelSession | undefined {
    return this.#given ?? this.#link.session;
  }
  set session(session: ModelSession | undefined) {
    this.#given = session;
    this.requestUpdate();
  }

  /** What was found of the image that is shown; undefined before. */
  get result(): SweptImage | undefined {
    return this.#shown()?.image;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // The first time the link itself asks for them.
    if (SOURCE.some((name) => changed.has(name)) && !changed.has('model') && this.#link.session !== undefined) {
      this.#link.configure({ src: undefined, inputSize: undefined, ...this.#asked() });
    }
    if (changed.has('image')) this.#picked = undefined;
    // What was wrong with the question before is not wrong with this one.
    if (CHOICES.some((name) => changed.has(name)) || changed.has('image')) this.clearReport();
  }

  protected override visibilityChanged(): void {
    if (this.visibility.visible) this.requestUpdate();
  }

  /** Takes a picture to look at instead of a held-out image: uint8 RGB, [h, w, 3], of the size that the network takes. */
  showPicture(pixels: PlainTensor<Uint8Array>, name = 'picture'): void {
    this.#pick({ pixels, name });
  }

  /** Looks at the view of that index; past the last, at the last. */
  select(index: number): void {
    this.selected = index;
  }

  /** Sweeps `setSize` held-out images now. */
  startSurvey(): void {
    this.#questions.startSurvey(true);
  }

  #asked(): Partial<SessionSettings> {
    const { src, inputSize } = this;
    return { ...(src === undefined ? {} : { src }), ...(inputSize === undefined ? {} : { inputSize }) };
  }

  #choices(): Choices {
    return {
      transform: this.transform ?? 'crops',
      cropSize: this.cropSize,
      stride: this.stride,
      range: this.range,
      padding: this.padding,
      statistic: this.statistic ?? 'agreement',
      setSize: this.setSize ?? DEFAULT_SET_SIZE,
      seed: this.seed ?? DEFAULT_SEED,
      compare: this.compare,
    };
  }

  #choose(choices: Partial<Choices>): void {
    this.#questions.gesture();
    if ('transform' in choices) this.selected = undefined;
    Object.assign(this, choices);
    this.dispatchEvent(new SweepChangeEvent(choices));
  }

  #pick(picked: Picked): void {
    this.#questions.gesture();
    this.#picked = picked;
    this.clearReport();
    this.requestUpdate();
    this.dispatchEvent(new SweepChangeEvent({ image: picked.index ?? picked.name }));
  }

  #answered(swept: Swept): void {
    this.clearReport();
    this.dispatchEvent(new SweepEvent(swept));
    const { snapshot } = this.#link;
    if (snapshot === undefined || snapshot.phase === 'running') return;
    this.#speak(textOf(finding(this.#view(snapshot))));
  }

  #surveyed(surveyed: Surveyed): void {
    this.dispatchEvent(new SurveyEvent(surveyed));
    this.#speak(textOf(surveyFinding(surveyed)));
  }

  /** Not the first: a page that opens is not an event. */
  #speak(sentence: string): void {
    if (sentence !== this.#spoken && this.#spoken !== '') announce(sentence);
    this.#spoken = sentence;
  }

  /** The answers for the image that is looked at; a map of another image or sweep would lie. */
  #shown(): Swept | undefined {
    return this.#questions.sweep.current;
  }

  #inputSize(): readonly [number, number] {
    const [height = 32, width = 32] = this.#link.snapshot?.spec.inputShape ?? [];
    return [height, width];
  }

  #view(snapshot: SessionSnapshot): View {
    const swept = this.#shown();
    const { sweep, image } = this.#questions;
    const waits = sweep.waiting || image.waiting;
    const last = (swept?.sweep.views.length ?? 1) - 1;
    return {
      snapshot,
      choices: this.#choices(),
      picked: image.current,
      swept,
      selected: Math.min(last, Math.max(0, this.selected ?? (swept ? middleOf(swept.sweep) : 0))),
      busy: waits ? { share: sweep.share } : undefined,
    };
  }

  #beside(): Beside {
    const { survey, rivals, duels, worst, arrived } = this.#questions;
    return {
      surveyed: survey.current,
      running: survey.waiting ? { done: arrived.length, share: survey.share, images: arrived } : undefined,
      rivals: rivals.current ?? [],
      compared: namesIn(this.compare),
      duels: duels.current ?? [],
      dueling: duels.share,
      worst: worst.current,
      searching: worst.waiting,
    };
  }

  #actionsFor(error: KitError): readonly ProblemAction[] {
    // Older complaints are about attributes, which no press mends.
    if (this.problems.at(-1) !== error) return [];
    const retry = (label: string): ProblemAction[] => [
      {
        label,
        run: () => {
          this.clearReport();
          this.#questions.retry();
        },
      },
    ];
    switch (error.code) {
      case 'fetch-failed':
      case 'bad-data':
        return retry('Download again');
      case 'device-lost':
        return retry('Go on');
      case 'no-backend':
      case 'out-of-memory':
      case 'worker-blocked':
      case 'internal':
        return retry('Try again');
      case 'invalid-argument':
        // A network with a fixed input takes crops of its own size only.
        return this.#choices().transform === 'crops' && error.layer !== undefined
          ? [{ label: 'Resize the crops', run: () => this.#choose({ transform: 'resized-crops' }) }]
          : [];
      default:
        return [];
    }
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    await this.#figure.settled;
    return done;
  }

  protected override render(): unknown {
    const { snapshot } = this.#link;
    if (snapshot === undefined) return html`<slot></slot>`;
    return this.#figure.render(
      this.#view(snapshot),
      this.#beside(),
      this.problems.map((problem) => this.renderProblem(problem, this.#actionsFor(problem))),
    );
  }
}
