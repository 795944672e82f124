/**
 * `<feature-explorer>`: what the units of a network answer to an image, what makes them fire, what their weights are, and
 * how images lie in the space of codes. This class holds the API and the element's life; what is drawn and said is in the
 * files beside it.
 */
import { html, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { boxOf, KitError } from '../../core/index.js';
import type { ModelSession, PlainTensor, SessionSettings, SessionSnapshot } from '../../core/index.js';
import { announce } from '../shared/announcer.js';
import { numberConverter, textConverter } from '../shared/attributes.js';
import { Ramps } from '../shared/heat-map.js';
import type { Picked } from '../shared/image-picker.js';
import { KitElement, type ProblemAction } from '../shared/kit-element.js';
import { SessionController } from '../shared/session-controller.js';
import { settingOf } from '../shared/source-options.js';
import { ActivationEvent, EmbeddingEvent, FeatureChangeEvent } from './events.js';
import { ExplorerFigure } from './figure.js';
import { finding, textOf } from './finding.js';
import { layerNamed, layersOf } from './layers.js';
import { strongestChannel, strongestPlace } from './measures.js';
import { RULES } from './options.js';
import { Questions } from './questions.js';
import type { Actions, Beside, Choices, Looked, Place, Projection, ScaleName, View } from './view.js';

const CHOICES = [
  'layer',
  'channel',
  'scale',
  'zoom',
  'patches',
  'setSize',
  'embedSize',
  'projection',
  'perplexity',
  'neighbours',
  'seed',
] as const satisfies readonly (keyof Choices)[];

const SOURCE = ['src', 'labels', 'inputRange', 'inputSize'] as const;

const DEFAULT_IMAGE = 0;
/** `setSize`: a second or two on a laptop; a filter that none of them wakes is as good as dead. */
const DEFAULTS = {
  scale: 'layer',
  zoom: 1,
  patches: 12,
  setSize: 200,
  embedSize: 500,
  projection: 't-sne',
  perplexity: 30,
  neighbours: 10,
} as const;

const NOTHING_YET: Beside = {
  surveyed: undefined,
  history: [],
  kernel: undefined,
  drawn: undefined,
  drawing: false,
  space: undefined,
  spacing: undefined,
  near: undefined,
};

/**
 * What is inside? Shows every channel of a layer for an image, what the chosen unit sees of it, the patches of held-out
 * images that excite it most beside an image drawn to excite it, its weights, the filters that never answer, and how images
 * lie in the space of codes beside that of pixels. Follows a model that is trained on the same page.
 *
 * @element feature-explorer
 *
 * @slot - Fallback: shown where the element is not defined (no JavaScript), never afterwards.
 * @slot heading - Replaces the title, with a heading of the level that fits the page.
 *
 * @attr {string} model - Name of the live model; elements with the same name share it. Default: the page's model.
 * @attr {string} src - A network from a file: the address of its model.json, or the name of one that ships with the library. Default: what is trained under the model's name, else the shipped network of that name, else baseline-slim.
 * @attr {string} labels - Names of the classes of `src`, separated by commas. Default: what the file says.
 * @attr {string} input-range - Lowest and highest pixel value that the network of `src` was made for, such as "0, 255". Default: what the file says, else -1, 1.
 * @attr {number} input-size - Side of the images of `src` in pixels, where the file leaves it open. Default: what the file says, else 32.
 * @attr {string} image - Number of a held-out image, or the address of a picture. Default 0.
 * @attr {string} layer - Layer that is looked at, by name. Default: one a third of the way through those that make maps.
 * @attr {number} channel - Channel that is looked at. Default: the one that answers most strongly to the image.
 * @attr {"layer"|"channel"} scale - One scale of colours for all channels, or one for each. Default layer.
 * @attr {number} zoom - Size of the sheet, 1 to 8. Default 1.
 * @attr {number} patches - Strongest patches of each channel, 1 to 60. Default 12.
 * @attr {number} set-size - Held-out images among which they are looked for, and on which filters count as dead. Default 200.
 * @attr {boolean} embed - Lays out the space of codes without waiting for a press.
 * @attr {number} embed-size - Held-out images that are laid out, 20 to 5,000. Default 500.
 * @attr {"pca"|"t-sne"} projection - How they are laid out. Default t-sne.
 * @attr {number} perplexity - Effective number of neighbours of t-SNE, up to a third of the images. Default 30.
 * @attr {number} neighbours - Neighbours that have a say about an image's class. Default 10.
 * @attr {number} seed - Decides a random start of t-SNE. Default: none, it starts from the principal components.
 * @attr {boolean} no-live - Keeps the answers of the moment while the model is trained.
 *
 * @event {ActivationEvent} activation - A layer's answer to the image is here: `layer`, `maps`, `zeroShares`, `step`, `milliseconds`.
 * @event {EmbeddingEvent} embedding - Held-out images are laid out: `codes`, `pixels`, `images`.
 * @event {FeatureChangeEvent} feature-change - The reader chose another layer, channel, image or option: `changes`.
 * @event {KitErrorEvent} kit-error - Something went wrong that the element also says in its box: `error.code`, `error.message`.
 *
 * @csspart base - The whole element.
 * @csspart title - The title.
 * @csspart device - The button that opens "why this device?".
 * @csspart controls - The row of controls.
 * @csspart button - Each quiet button.
 * @csspart picker - The image picker.
 * @csspart image - The image, with what the unit sees.
 * @csspart channel - The map of the channel.
 * @csspart sheet - All channels.
 * @csspart finding - The computed sentence.
 * @csspart patches - What excites the channel.
 * @csspart weights - The kernel.
 * @csspart weights-finding - The computed sentence on it.
 * @csspart dead - Filters that never answer.
 * @csspart dead-finding - The computed sentence on them.
 * @csspart space - The space of codes.
 * @csspart space-finding - The computed sentence on it.
 * @csspart error - The error box.
 * @csspart foot - Disclosures and export.
 * @csspart table - Each data table.
 * @csspart menu-button - The export button.
 * @csspart menu - The export menu.
 *
 * @cssproperty --convnet-ink - Titles, values, findings.
 * @cssproperty --convnet-accent - The chosen channel, the focus ring.
 * @cssproperty --convnet-font - Font family. Default: the page's own.
 * @cssproperty --convnet-seq-0 - Seven steps, to --convnet-seq-6, of the ramp for maps without a sign.
 * @cssproperty --convnet-div-0 - Seven steps, to --convnet-div-6, of the ramp for maps and weights with one; the fourth is zero.
 * @cssproperty --convnet-class-0 - Ten class colours, to --convnet-class-9.
 */
export class FeatureExplorer extends KitElement {
  static override readonly rules = RULES;
  static override styles = ExplorerFigure.styles;

  readonly #link = new SessionController(this, {
    given: () => this.#given,
    model: () => this.model,
    asked: () => this.#asked(),
    // A model that learns is followed while somebody looks, whether or not the rest is drawn again.
    changed: () => this.#questions.activations.check(),
    failed: (error) => this.report(error),
    drawn: () => this.visibility.visible,
  });
  readonly #ramps = new Ramps(this);
  readonly #questions: Questions = new Questions(this, {
    session: () => this.#link.session,
    choices: () => this.#choices(),
    channel: () => this.#chosen(),
    image: () => this.#picked ?? this.image ?? DEFAULT_IMAGE,
    embeds: () => this.embed || this.#embedAsked,
    live: () => !this.noLive,
    looked: () => this.visibility.visible,
    answered: (looked) => this.#answered(looked),
    embedded: (space) => this.dispatchEvent(new EmbeddingEvent(space)),
    framed: () => this.#figure.paint(this.#beside()),
    failed: (error) => this.report(error),
  });
  readonly #actions: Actions = {
    choose: (choices) => this.#choose(choices),
    pick: (picked) => this.#pick(picked),
    hover: (channel) => (this.hovered = channel),
    look: (place) => (this.place = place),
    draw: (start) => this.#figure.asked?.draw(start),
    embed: (start) => this.#figure.asked?.embed(start),
  };
  readonly #figure: ExplorerFigure = new ExplorerFigure(
    this,
    this.#actions,
    this.#questions,
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
  /** By a page, perhaps before there is anything to lay out. */
  #embedAsked = false;
  /** The strongest channel of an image in a layer; stays while the model learns, so that the figure does not jump. */
  #strongest: { readonly picked: Picked; readonly layer: string; readonly channel: number } | undefined;

  @state() private hovered: number | undefined;
  /** Undefined: where the channel is strongest. */
  @state() private place: Place | undefined;

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
  /** Number of a held-out image, or the address of a picture. */
  @property({ converter: textConverter }) image: string | number | undefined;
  /** Layer that is looked at, by name. */
  @property({ converter: textConverter }) layer: string | undefined;
  /** Channel that is looked at. */
  @property({ converter: numberConverter }) channel: number | undefined;
  /** One scale of colours for all channels, or one for each. */
  @property({ converter: textConverter }) scale: ScaleName | undefined;
  /** Size of the sheet. */
  @property({ converter: numberConverter }) zoom: number | undefined;
  /** Strongest patches of each channel. */
  @property({ converter: numberConverter }) patches: number | undefined;
  /** Held-out images among which they are looked for. */
  @property({ attribute: 'set-size', converter: numberConverter }) setSize: number | undefined;
  /** Lays out the space of codes without waiting for a press. */
  @property({ type: Boolean }) embed = false;
  /** Held-out images that are laid out. */
  @property({ attribute: 'embed-size', converter: numberConverter }) embedSize: number | undefined;
  /** How they are laid out. */
  @property({ converter: textConverter }) projection: Projection | undefined;
  /** Effective number of neighbours of t-SNE. */
  @property({ converter: numberConverter }) perplexity: number | undefined;
  /** Neighbours that have a say about an image's class. */
  @property({ converter: numberConverter }) neighbours: number | undefined;
  /** Decides a random start of t-SNE. */
  @property({ converter: numberConverter }) seed: number | undefined;
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

  /** Every channel of the layer for the image, [height, width, channels]; undefined before the first. */
  get activations(): PlainTensor | undefined {
    return this.#questions.activations.current?.maps;
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
        ...this.#asked(),
      });
    }
    if (changed.has('image')) this.#picked = undefined;
    // Another map has another strongest place.
    if ((['layer', 'channel', 'image'] as const).some((name) => changed.has(name))) this.place = undefined;
    // What was wrong with the question before is not wrong with this one.
    if (CHOICES.some((name) => changed.has(name)) || changed.has('image')) this.clearReport();
    if (changed.has('channel')) this.#checkChannel();
  }

  protected override visibilityChanged(): void {
    if (this.visibility.visible) this.requestUpdate();
  }

  /** Takes a picture to look at instead of a held-out image: uint8 RGB, [h, w, 3], of the size that the network takes. */
  showPicture(pixels: PlainTensor<Uint8Array>, name = 'picture'): void {
    this.#pick({ pixels, name });
  }

  /** Lays out the space of codes now. */
  startEmbedding(): void {
    this.#embedAsked = true;
    this.#figure.asked?.embed(true);
    this.requestUpdate();
  }

  #asked(): Partial<SessionSettings> {
    return Object.fromEntries(
      SOURCE.flatMap((name) => (this[name] === undefined ? [] : [[name, settingOf(name, this[name])]])),
    );
  }

  #choices(): Choices {
    const entries = CHOICES.map((name) => [name, this[name] ?? (DEFAULTS as Partial<Choices>)[name]]);
    return Object.fromEntries(entries) as Choices;
  }

  #choose(choices: Partial<Choices>): void {
    this.#gesture();
    if ('channel' in choices) this.hovered = undefined;
    Object.assign(this, choices);
    this.dispatchEvent(new FeatureChangeEvent(choices));
  }

  #gesture(): void {
    this.#questions.gesture();
    this.#figure.asked?.gesture();
  }

  #pick(picked: Picked): void {
    this.#gesture();
    this.#picked = picked;
    this.place = undefined;
    this.clearReport();
    this.requestUpdate();
    this.dispatchEvent(new FeatureChangeEvent({ image: picked.index ?? picked.name }));
  }

  /** Which channels there are only the network knows. */
  #checkChannel(): void {
    const layer = this.#questions.activations.current?.layer;
    if (layer === undefined || this.channel === undefined || this.channel < layer.channels) return;
    const known = `${layer.name} has the channels 0 to ${layer.channels - 1}`;
    this.report(new KitError('invalid-argument', `There is no channel ${this.channel}; ${known}.`));
  }

  #answered(looked: Looked): void {
    this.clearReport();
    this.#checkChannel();
    this.dispatchEvent(new ActivationEvent(looked));
    const { snapshot } = this.#link;
    if (snapshot === undefined || snapshot.phase === 'running') return;
    const sentence = textOf(finding(this.#view(snapshot)));
    // Not the first: a page that opens is not an event.
    if (sentence !== this.#spoken && this.#spoken !== '') announce(sentence);
    this.#spoken = sentence;
  }

  #inputSize(): readonly [number, number] {
    const [height = 32, width = 32] = this.#link.snapshot?.spec.inputShape ?? [];
    return [height, width];
  }

  /** The reader's or the page's channel, else the strongest. */
  #chosen(): number {
    const looked = this.#questions.activations.current;
    if (looked === undefined) return this.channel ?? 0;
    const last = looked.layer.channels - 1;
    if (this.channel !== undefined) return Math.min(last, this.channel);
    const { picked, layer } = looked;
    if (this.#strongest?.picked !== picked || this.#strongest.layer !== layer.shown.name) {
      this.#strongest = { picked, layer: layer.shown.name, channel: strongestChannel(looked.maps) };
    }
    return Math.min(last, this.#strongest.channel);
  }

  #view(snapshot: SessionSnapshot): View {
    const { activations, image } = this.#questions;
    const looked = activations.current;
    const choices = this.#choices();
    const layers = layersOf(snapshot.spec);
    const layer = layerNamed(layers, choices.layer);
    const chosen = this.#chosen();
    const channel = Math.min(this.hovered ?? chosen, (looked?.layer.channels ?? 1) - 1);
    const place = this.place ?? (looked ? strongestPlace(looked, channel) : { row: 0, column: 0 });
    const field = looked?.layer.shown;
    return {
      snapshot,
      choices,
      layers,
      layer,
      picked: image.current,
      looked,
      channel,
      chosen,
      place,
      box: field === undefined || field.field.whole ? undefined : boxOf(field.sight.fields, place.row, place.column),
      busy: activations.waiting || image.waiting ? { share: activations.share } : undefined,
      ramps: this.#ramps,
    };
  }

  #beside(): Beside {
    return this.#figure.asked?.beside ?? NOTHING_YET;
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
          this.#figure.asked?.retry();
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
