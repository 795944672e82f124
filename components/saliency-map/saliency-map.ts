/**
 * `<saliency-map>`: shows which pixels made a network say what it said, by any of fifteen methods, and whether such a map
 * is to be believed. This class holds the API and the element's life; what is drawn and said is in the files beside it.
 */
import { html, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { KitError } from '../../core/index.js';
import type {
  Attribution,
  AttributionMethod,
  AttributionQuantity,
  BaselineName,
  ChannelReduction,
  ModelSession,
  PlainTensor,
  SessionSnapshot,
} from '../../core/index.js';
import { numberConverter, textConverter } from '../shared/attributes.js';
import { Ramps } from '../shared/heat-map.js';
import type { Picked } from '../shared/image-picker.js';
import { KitElement, type ProblemAction } from '../shared/kit-element.js';
import { SessionController } from '../shared/session-controller.js';
import { announce } from '../shared/announcer.js';
import { CHOICES, choicesOf, comparedOf, SOURCE, sourceOf } from './asked.js';
import { AttributionEvent, QuestionChangeEvent } from './events.js';
import { actionsFor } from './failure.js';
import { SaliencyFigure } from './figure.js';
import { findingText } from './finding.js';
import type { Pixel } from './map-measures.js';
import { RULES, type Colormap } from './options.js';
import { baselineFrom } from './own-baseline.js';
import { Questions } from './questions.js';
import type { Actions, Choices, Explained, View } from './view.js';

const DEFAULT_SEED = 1;
const DEFAULT_IMAGE = 0;

/**
 * Why did the network say that? Shows an image beside a map of the pixels that mattered, by any of fifteen methods, with
 * the classes to ask about, tests of whether the map is to be believed, several methods compared, and many images at once.
 * Follows a model that is trained on the same page.
 *
 * @element saliency-map
 *
 * @slot - Fallback: shown where the element is not defined (no JavaScript), never afterwards.
 * @slot heading - Replaces the title, with a heading of the level that fits the page.
 *
 * @attr {string} model - Name of the live model; elements with the same name share it. Default: the page's model.
 * @attr {string} src - A network from a file: the address of its model.json, or the name of one that ships with the library. Default: what is trained under the model's name, else the shipped network of that name, else baseline-slim.
 * @attr {string} labels - Names of the classes of `src`, separated by commas. Default: what the file says.
 * @attr {string} input-range - Lowest and highest pixel value that the network of `src` was made for, such as "0, 255". Default: what the file says, else -1, 1.
 * @attr {number} input-size - Side of the images of `src` in pixels, where the file leaves it open. Default: what the file says, else 32.
 * @attr {"gradient"|"gradient-x-input"|"smoothgrad"|"smoothgrad-squared"|"vargrad"|"integrated-gradients"|"deconvnet"|"guided-backprop"|"cam"|"grad-cam"|"grad-cam-plus-plus"|"guided-grad-cam"|"occlusion"|"rise"|"full-grad"} method - How the map is computed. Default gradient.
 * @attr {string} target-class - Class to explain, by name or number. Default: what the network says.
 * @attr {string} against - Class whose score is taken off: why the one and not the other.
 * @attr {"logit"|"probability"} target - What of the class is explained. Default: the method's own.
 * @attr {string} image - Number of a held-out image, or the address of a picture. Default 0.
 * @attr {number} images - Held-out images in the gallery, 0 to 60. Default 0: no gallery.
 * @attr {"mean-abs"|"max-abs"|"signed-sum"} channels - One value a pixel out of one a colour. Default: the method's own.
 * @attr {string} layer - Whose maps Grad-CAM looks at, by name. Default: the last that makes maps.
 * @attr {boolean} signed - Grad-CAM shows what speaks against the class too.
 * @attr {number} samples - Noisy copies or random masks. Default: 50 and 512.
 * @attr {number} sigma - Noise of SmoothGrad as a share of the range of pixel values. Default 0.15.
 * @attr {number} steps - Points on the way of integrated gradients. Default 32.
 * @attr {"black"|"grey"|"mean"|"blur"} baseline - Where integrated gradients start; what covers a patch. Default: the method's own.
 * @attr {number} patch - Side of occlusion's patch in pixels. Default: a quarter of the image.
 * @attr {number} patch-step - Pixels from one position of the patch to the next. Default: a quarter of the patch.
 * @attr {number} seed - Decides noise, masks, random orders and random weights. Default 1.
 * @attr {boolean} overlay - Lays the map over the image instead of on paper.
 * @attr {number} opacity - Of the map that lies over the image, from 0 to 1. Default 0.75.
 * @attr {"heat"|"grey"} colormap - Colours of maps without a sign. Default heat.
 * @attr {string} compare - Methods to show side by side, separated by spaces; empty for six of them.
 * @attr {boolean} no-live - Keeps the map of the moment while the model is trained.
 *
 * @event {AttributionEvent} attribution - A new map is here: `attribution`, `step`, `milliseconds`.
 * @event {QuestionChangeEvent} question-change - The reader chose another method, class, image or option: `changes`.
 * @event {KitErrorEvent} kit-error - Something went wrong that the element also says in its box: `error.code`, `error.message`.
 *
 * @csspart base - The whole element.
 * @csspart title - The title.
 * @csspart device - The button that opens "why this device?".
 * @csspart controls - The row of controls.
 * @csspart button - Each quiet button.
 * @csspart picker - The image picker.
 * @csspart image - The image.
 * @csspart map - The map.
 * @csspart classes - The list of classes.
 * @csspart finding - The computed sentence.
 * @csspart error - The error box.
 * @csspart gallery - Many images.
 * @csspart comparison - Several methods.
 * @csspart trust - The tests.
 * @csspart chart - Each chart of the tests.
 * @csspart foot - Disclosures and export.
 * @csspart table - Each data table.
 * @csspart menu-button - The export button.
 * @csspart menu - The export menu.
 *
 * @cssproperty --convnet-ink - Titles, values, findings.
 * @cssproperty --convnet-accent - Chosen class, focus ring, this map's curve.
 * @cssproperty --convnet-font - Font family. Default: the page's own.
 * @cssproperty --convnet-seq-0 - Seven steps, to --convnet-seq-6, of the ramp for maps without a sign.
 * @cssproperty --convnet-div-0 - Seven steps, to --convnet-div-6, of the ramp for maps with one; the fourth is zero.
 */
export class SaliencyMap extends KitElement {
  static override readonly rules = RULES;
  static override styles = SaliencyFigure.styles;

  readonly #link = new SessionController(this, {
    given: () => this.#given,
    model: () => this.model,
    asked: () => sourceOf(this),
    changed: () => this.#modelChanged(),
    failed: (error) => this.report(error),
    drawn: () => this.visibility.visible,
  });
  readonly #ramps = new Ramps(this);
  readonly #questions = new Questions(this, {
    session: () => this.#link.session,
    choices: () => choicesOf(this),
    image: () => this.#picked ?? this.image ?? DEFAULT_IMAGE,
    images: () => this.images ?? 0,
    compared: () => comparedOf(this, this.comparing),
    live: () => !this.noLive,
    looked: () => this.visibility.visible,
    answered: (explained) => this.#answered(explained),
    failed: (error) => this.report(error),
  });
  readonly #actions: Actions = {
    choose: (choices) => this.#choose(choices),
    pick: (picked) => this.#pick(picked),
    look: (pixel) => (this.pixel = pixel),
    read: (picture) => {
      this.reading = picture;
      this.pixel = undefined;
    },
    pixel: () => this.pixel ?? this.#shown()?.measures.strongest ?? { x: 0, y: 0 },
    chooseBaseline: (file) => void this.#chooseBaseline(file),
  };
  readonly #figure = new SaliencyFigure(
    this,
    this.#questions,
    this.#actions,
    {
      picker: {
        session: () => this.#link.session,
        size: () => this.#inputSize(),
        shown: () => this.#questions.image.current,
        picked: (picked) => this.#pick(picked),
      },
      trust: {
        session: () => this.#link.session,
        explained: () => this.#shown(),
        seed: () => this.seed ?? DEFAULT_SEED,
        looked: () => this.visibility.visible,
        failed: (error) => this.report(error),
      },
    },
    (error) => this.report(error),
  );
  #given: ModelSession | undefined;
  #picked: Picked | undefined;
  #spoken = '';

  @state() private pixel: Pixel | undefined;
  @state() private reading: View['read'];
  @state() private comparing = false;

  /** Name of the live model in this page. */
  @property({ converter: textConverter }) model: string | undefined;
  /** A network from a file: the address of its model.json, or the name of one that ships with the library. */
  @property({ converter: textConverter }) src: string | undefined;
  /** Names of the classes of `src`, separated by commas. */
  @property({ converter: textConverter }) labels: string | undefined;
  /** Lowest and highest pixel value that the network of `src` was made for. */
  @property({ attribute: 'input-range', converter: textConverter }) inputRange: string | undefined;
  /** Side of the images of `src` in pixels, where the file leaves it open. */
  @property({ attribute: 'input-size', converter: numberConverter }) inputSize: number | undefined;
  /** How the map is computed. */
  @property({ converter: textConverter }) method: AttributionMethod | undefined;
  /** Class to explain, by name or number. */
  @property({ attribute: 'target-class', converter: textConverter }) targetClass: string | number | undefined;
  /** Class whose score is taken off. */
  @property({ converter: textConverter }) against: string | number | undefined;
  /** What of the class is explained. */
  @property({ converter: textConverter }) target: AttributionQuantity | undefined;
  /** Number of a held-out image, or the address of a picture. */
  @property({ converter: textConverter }) image: string | number | undefined;
  /** Held-out images in the gallery. */
  @property({ converter: numberConverter }) images: number | undefined;
  /** One value a pixel out of one a colour. */
  @property({ converter: textConverter }) channels: ChannelReduction | undefined;
  /** Whose maps Grad-CAM looks at. */
  @property({ converter: textConverter }) layer: string | undefined;
  /** Grad-CAM shows what speaks against the class too. */
  @property({ type: Boolean }) signed = false;
  /** Noisy copies or random masks. */
  @property({ converter: numberConverter }) samples: number | undefined;
  /** Noise of SmoothGrad as a share of the range of pixel values. */
  @property({ converter: numberConverter }) sigma: number | undefined;
  /** Points on the way of integrated gradients. */
  @property({ converter: numberConverter }) steps: number | undefined;
  /** A name, or (as a property only) an image [h, w, c] in [-1, 1]. */
  @property({ converter: textConverter }) baseline: BaselineName | PlainTensor | undefined;
  /** Side of occlusion's patch in pixels. */
  @property({ converter: numberConverter }) patch: number | undefined;
  /** Pixels from one position of the patch to the next. */
  @property({ attribute: 'patch-step', converter: numberConverter }) patchStep: number | undefined;
  /** Decides noise, masks, random orders and random weights. */
  @property({ converter: numberConverter }) seed: number | undefined;
  /** Lays the map over the image. */
  @property({ type: Boolean }) overlay = false;
  /** Of the map that lies over the image. */
  @property({ converter: numberConverter }) opacity: number | undefined;
  /** Colours of maps without a sign. */
  @property({ converter: textConverter }) colormap: Colormap | undefined;
  /** Methods to show side by side. */
  @property({ converter: textConverter }) compare: string | undefined;
  /** Keeps the map of the moment while the model is trained. */
  @property({ type: Boolean, attribute: 'no-live' }) noLive = false;

  /** The live model: what was given, or what `model` stands for while the element is in a document. */
  get session(): ModelSession | undefined {
    return this.#given ?? this.#link.session;
  }
  set session(session: ModelSession | undefined) {
    this.#given = session;
    this.requestUpdate();
  }

  /** The map that is shown, with the network's answer; undefined before the first. */
  get attribution(): Attribution | undefined {
    return this.#shown()?.attribution;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // The first time the link itself asks for them.
    if (SOURCE.some((name) => changed.has(name)) && !changed.has('model') && this.#link.session !== undefined) {
      this.#link.configure({
        src: undefined,
        labels: undefined,
        inputRange: undefined,
        inputSize: undefined,
        ...sourceOf(this),
      });
    }
    if (changed.has('image')) this.#picked = undefined;
    // What was wrong with the question before is not wrong with this one.
    if (CHOICES.some((name) => changed.has(name)) || changed.has('image')) this.clearReport();
  }

  protected override visibilityChanged(): void {
    if (this.visibility.visible) this.requestUpdate();
  }

  /** Takes a picture to explain instead of a held-out image: uint8 RGB, [h, w, 3], of the size that the network takes. */
  showPicture(pixels: PlainTensor<Uint8Array>, name = 'picture'): void {
    this.#pick({ pixels, name });
  }

  async #chooseBaseline(file: File): Promise<void> {
    const { session } = this.#link;
    if (session === undefined) return;
    try {
      this.#choose({ baseline: await baselineFrom(session, file, this.#inputSize()) });
    } catch (thrown) {
      this.report(thrown);
    }
  }

  #choose(choices: Partial<Choices>): void {
    this.#questions.gesture();
    Object.assign(this, choices);
    this.dispatchEvent(new QuestionChangeEvent(choices));
  }

  #pick(picked: Picked): void {
    this.#questions.gesture();
    this.#picked = picked;
    this.clearReport();
    this.requestUpdate();
    this.dispatchEvent(new QuestionChangeEvent({ image: picked.index ?? picked.name }));
  }

  #modelChanged(): void {
    // A model that learns is followed while somebody looks, whether or not the rest is drawn again.
    this.#questions.map.check();
  }

  #answered(explained: Explained): void {
    this.clearReport();
    this.dispatchEvent(new AttributionEvent(explained));
    const snapshot = this.#link.snapshot;
    if (snapshot === undefined || snapshot.phase === 'running') return;
    const sentence = findingText({ snapshot, picked: explained.picked, explained });
    if (sentence !== this.#spoken && this.#spoken !== '') announce(sentence);
    this.#spoken = sentence;
  }

  /** The map of the image that is looked at; a map of another image would lie. */
  #shown(): Explained | undefined {
    const { value } = this.#questions.map;
    return value !== undefined && value.picked === this.#questions.image.current ? value : undefined;
  }

  #inputSize(): readonly [number, number] {
    const [height = 32, width = 32] = this.#link.snapshot?.spec.inputShape ?? [];
    return [height, width];
  }

  #view(snapshot: SessionSnapshot): View {
    const explained = this.#shown();
    const { map, image } = this.#questions;
    const waits = map.waiting || image.waiting;
    return {
      snapshot,
      choices: choicesOf(this),
      picked: image.current,
      explained,
      busy: waits ? { share: map.share } : undefined,
      pixel: this.#actions.pixel(),
      read: this.reading,
      ramps: this.#ramps,
    };
  }

  #actionsFor(error: KitError): readonly ProblemAction[] {
    // Older complaints are about attributes, which no press mends.
    if (this.problems.at(-1) !== error) return [];
    return actionsFor(error, this.method, {
      retry: () => {
        this.clearReport();
        this.#questions.retry();
      },
      useGradCam: () => this.#choose({ method: 'grad-cam' }),
    });
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    await this.#figure.settled;
    return done;
  }

  protected override render(): unknown {
    const { snapshot } = this.#link;
    if (snapshot === undefined) return html`<slot></slot>`;
    return this.#figure.render(this.#view(snapshot), {
      problems: this.problems.map((problem) => this.renderProblem(problem, this.#actionsFor(problem))),
      gallery: this.images ?? 0,
      compared: comparedOf(this, this.comparing),
      startComparison: () => {
        this.#questions.gesture();
        this.comparing = true;
      },
    });
  }
}
