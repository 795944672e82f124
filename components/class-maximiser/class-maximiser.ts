/**
 * `<class-maximiser>`: changes an image until the network sees in it what it is asked to see, and shows how little it
 * takes to fool it. This class holds the API and the element's life; what is drawn and said is in the files beside it.
 */
import { html, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type {
  KitError,
  ModelSession,
  PlainTensor,
  SessionSettings,
  SessionSnapshot,
  SynthesisFrame,
  SynthesisPreset,
  SynthesisSettings,
} from '../../core/index.js';
import { announce } from '../shared/announcer.js';
import { numberConverter, textConverter } from '../shared/attributes.js';
import type { Picked } from '../shared/image-picker.js';
import { KitElement, type ProblemAction } from '../shared/kit-element.js';
import { SessionController } from '../shared/session-controller.js';
import { MaximiserChangeEvent, SynthesisEndEvent, SynthesisFrameEvent } from './events.js';
import { MaximiserFigure } from './figure.js';
import { findingText } from './finding.js';
import { DREAM_SIDE, RULES } from './options.js';
import { Questions } from './questions.js';
import type { Actions, Choices, View } from './view.js';

const CHOICES = [
  'preset',
  'objective',
  'targetClass',
  'start',
  'steps',
  'learningRate',
  'layer',
  'channel',
  'octaves',
  'regularisers',
  'size',
  'seed',
  'epsilon',
  'attack',
  'norm',
] as const satisfies readonly (keyof Choices)[];

const DEFAULT_IMAGE = 0;
const DEFAULT_GUIDE = 1;
/** Grey levels of 255: at 2 hardly anybody sees a difference, and most answers flip. */
const DEFAULT_EPSILON = 2;

/**
 * What does the network want to see? Follows the gradient of a class, a channel or a whole layer uphill, from an image, from
 * grey or from noise, and shows the image as it changes; draws all classes at once; dreams, inverts codes, takes over
 * styles; and finds the smallest change that makes the network say something else.
 *
 * @element class-maximiser
 *
 * @slot - Fallback: shown where the element is not defined (no JavaScript), never afterwards.
 * @slot heading - Replaces the title, with a heading of the level that fits the page.
 *
 * @attr {string} model - Name of the live model; elements with the same name share it. Default: the page's model.
 * @attr {string} src - A network from a file: the address of its model.json, or the name of one that ships with the library. Default: the live model.
 * @attr {"natural"|"published"|"as-published"|"fooling"|"feature"|"dream"|"inversion"|"style"} preset - Settings that go together. Default natural.
 * @attr {"class-logit"|"class-probability"|"largest-logit"|"channel"|"unit"|"deep-dream"|"inversion"|"style"} objective - What is made larger. Default: the preset's.
 * @attr {string} target-class - Class to go towards, by name or number. Default: horse, or a class that the image is not of.
 * @attr {string} layer - Whose channel, code or sum is looked at, by name. Default: the last that makes maps.
 * @attr {number} channel - Which channel of the layer. Default 0.
 * @attr {"image"|"grey"|"noise"} start - What the run starts from. Default: the preset's.
 * @attr {string} image - Number of a held-out image, or the address of a picture. Default 0.
 * @attr {string} guide - Image whose style is taken over, as for `image`. Default 1.
 * @attr {number} steps - Steps of the run, up to 100,000. Default: the preset's, 256 for most.
 * @attr {number} learning-rate - α of each step. Default: the preset's.
 * @attr {string} regularisers - What holds the image back, such as "total-variation=0.002 jitter=3 l2=0.01 blur-every=4 blur=0.5 rotation=8 scaling=0.1 alpha-norm=0.00001", or "none". Default: the preset's.
 * @attr {number} octaves - Sizes that the image grows through. Default: the preset's.
 * @attr {number} size - Side of the image in pixels, for networks that take several. Default: the network's own; 96 for dreams.
 * @attr {number} seed - Decides noise and random moves. Default 1.
 * @attr {number} epsilon - Largest change of the attack, in grey levels of 255. Default 2.
 * @attr {"fgsm"|"pgd"} attack - How the small change is found. Default pgd.
 * @attr {"linf"|"l2"} norm - What ε bounds: the change of each channel, or the length of the change. Default linf.
 * @attr {boolean} autoplay - Starts the run when the element is first seen.
 * @attr {boolean} no-grid - Leaves out all classes at once.
 * @attr {boolean} no-attack - Leaves out the small change.
 *
 * @event {SynthesisFrameEvent} synthesis-frame - An image of the run is here: `frame`.
 * @event {SynthesisEndEvent} synthesis-end - The last step is done: `frame`.
 * @event {MaximiserChangeEvent} maximiser-change - The reader chose another class, preset, start or option: `changes`.
 * @event {KitErrorEvent} kit-error - Something went wrong that the element also says in its box: `error.code`, `error.message`.
 *
 * @csspart base - The whole element.
 * @csspart title - The title.
 * @csspart device - The button that opens "why this device?".
 * @csspart controls - The row of controls.
 * @csspart button - Each button of the controls.
 * @csspart picker - The image picker.
 * @csspart image - The image as it changes.
 * @csspart chart - Each chart.
 * @csspart finding - The computed sentence.
 * @csspart error - The error box.
 * @csspart grid - All classes at once.
 * @csspart attack - The small change.
 * @csspart foot - Disclosures and export.
 * @csspart table - Each data table.
 * @csspart menu-button - The export button.
 * @csspart menu - The export menu.
 *
 * @cssproperty --convnet-ink - Titles, values, findings.
 * @cssproperty --convnet-accent - Primary action, focus ring, the curve of the class.
 * @cssproperty --convnet-font - Font family. Default: the page's own.
 */
export class ClassMaximiser extends KitElement {
  static override readonly rules = RULES;
  static override styles = MaximiserFigure.styles;

  readonly #link = new SessionController(this, {
    given: () => this.#given,
    model: () => this.model,
    asked: () => (this.src === undefined ? {} : { src: this.src }),
    changed: () => this.#questions.run.check(),
    failed: (error) => this.report(error),
    drawn: () => this.visibility.visible,
  });
  readonly #questions = new Questions(this, {
    session: () => this.#link.session,
    choices: () => this.#choices(),
    image: () => this.#picked ?? this.image ?? DEFAULT_IMAGE,
    guide: () => this.guide ?? DEFAULT_GUIDE,
    attacks: () => !this.noAttack,
    looked: () => this.visibility.visible,
    arrived: (frame, done) => this.#arrived(frame, done),
    failed: (error) => this.report(error),
  });
  readonly #actions: Actions = {
    choose: (choices) => this.#choose(choices),
    play: () => void this.#play(),
    pause: () => this.#questions.run.pause(),
    step: () => void this.#questions.run.step(),
    restart: () => this.#questions.run.restart(),
    look: (index) => this.#questions.run.look(index),
    playGrid: () => void this.#playGrid(),
    pauseGrid: () => this.#questions.grid.pause(),
  };
  readonly #figure = new MaximiserFigure(
    this,
    this.#actions,
    {
      session: () => this.#link.session,
      size: () => this.#side(),
      shown: () => this.#questions.image.current,
      picked: (picked) => this.#pick(picked),
    },
    (error) => this.report(error),
  );
  #given: ModelSession | undefined;
  #picked: Picked | undefined;
  #played = false;

  /** Name of the live model in this page. */
  @property({ converter: textConverter }) model: string | undefined;
  /** A network from a file: the address of its model.json, or the name of one that ships with the library. */
  @property({ converter: textConverter }) src: string | undefined;
  /** Settings that go together. */
  @property({ converter: textConverter }) preset: SynthesisPreset | undefined;
  /** What is made larger. */
  @property({ converter: textConverter }) objective: SynthesisSettings['objective'] | undefined;
  /** Class to go towards, by name or number. */
  @property({ attribute: 'target-class', converter: textConverter }) targetClass: string | number | undefined;
  /** Whose channel, code or sum is looked at. */
  @property({ converter: textConverter }) layer: string | undefined;
  /** Which channel of the layer. */
  @property({ converter: numberConverter }) channel: number | undefined;
  /** What the run starts from. */
  @property({ converter: textConverter }) start: SynthesisSettings['start'] | undefined;
  /** Number of a held-out image, or the address of a picture. */
  @property({ converter: textConverter }) image: string | number | undefined;
  /** Image whose style is taken over. */
  @property({ converter: textConverter }) guide: string | number | undefined;
  /** Steps of the run. */
  @property({ converter: numberConverter }) steps: number | undefined;
  /** α of each step. */
  @property({ attribute: 'learning-rate', converter: numberConverter }) learningRate: number | undefined;
  /** What holds the image back. */
  @property({ converter: textConverter }) regularisers: string | undefined;
  /** Sizes that the image grows through. */
  @property({ converter: numberConverter }) octaves: number | undefined;
  /** Side of the image in pixels. */
  @property({ converter: numberConverter }) size: number | undefined;
  /** Decides noise and random moves. */
  @property({ converter: numberConverter }) seed: number | undefined;
  /** Largest change of the attack, in grey levels of 255. */
  @property({ converter: numberConverter }) epsilon: number | undefined;
  /** How the small change is found. */
  @property({ converter: textConverter }) attack: 'fgsm' | 'pgd' | undefined;
  /** What ε bounds. */
  @property({ converter: textConverter }) norm: 'linf' | 'l2' | undefined;
  /** Starts the run when the element is first seen. */
  @property({ type: Boolean }) autoplay = false;
  /** Leaves out all classes at once. */
  @property({ type: Boolean, attribute: 'no-grid' }) noGrid = false;
  /** Leaves out the small change. */
  @property({ type: Boolean, attribute: 'no-attack' }) noAttack = false;

  /** The live model: what was given, or what `model` stands for while the element is in a document. */
  get session(): ModelSession | undefined {
    return this.#given ?? this.#link.session;
  }
  set session(session: ModelSession | undefined) {
    this.#given = session;
    this.requestUpdate();
  }

  /** The newest frame of the run; undefined before the start was looked at. */
  get frame(): SynthesisFrame | undefined {
    return this.#questions.run.view.latest;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // The first time the link itself asks for it.
    if (changed.has('src') && !changed.has('model') && this.#link.session !== undefined) {
      this.#link.configure({ src: this.src } satisfies Partial<SessionSettings>);
    }
    if (changed.has('image')) this.#picked = undefined;
    // What was wrong with the question before is not wrong with this one.
    if (CHOICES.some((name) => changed.has(name)) || changed.has('image')) this.clearReport();
  }

  protected override visibilityChanged(): void {
    if (this.visibility.visible) this.requestUpdate();
  }

  /** Starts the run, goes on with it, or plays one again that is finished. Resolves when it ends or is paused. */
  play(): Promise<void> {
    return this.#play();
  }

  /** Stops after the step in flight; keeps everything. */
  pause(): void {
    this.#questions.run.pause();
  }

  /** Takes a picture to start from instead of a held-out image: uint8 RGB, [h, w, 3], of a size that the network takes. */
  showPicture(pixels: PlainTensor<Uint8Array>, name = 'picture'): void {
    this.#pick({ pixels, name });
  }

  #play(): Promise<void> {
    this.clearReport();
    return this.#questions.run.play();
  }

  #playGrid(): Promise<void> {
    this.clearReport();
    const { grid } = this.#questions;
    if (grid.view.status === 'finished') grid.restart();
    return grid.play();
  }

  #choices(): Choices {
    return {
      preset: this.preset ?? 'natural',
      objective: this.objective,
      targetClass: this.targetClass,
      start: this.start,
      steps: this.steps,
      learningRate: this.learningRate,
      layer: this.layer,
      channel: this.channel,
      octaves: this.octaves,
      regularisers: this.regularisers,
      size: this.size,
      seed: this.seed,
      epsilon: this.epsilon ?? DEFAULT_EPSILON,
      attack: this.attack ?? 'pgd',
      norm: this.norm ?? 'linf',
    };
  }

  #choose(choices: Partial<Choices>): void {
    this.#questions.gesture();
    Object.assign(this, choices);
    this.dispatchEvent(new MaximiserChangeEvent(choices));
  }

  #pick(picked: Picked): void {
    this.#questions.gesture();
    this.#picked = picked;
    this.clearReport();
    this.requestUpdate();
  }

  #arrived(frame: SynthesisFrame, done: boolean): void {
    this.dispatchEvent(new SynthesisFrameEvent(frame));
    if (done) {
      this.dispatchEvent(new SynthesisEndEvent(frame));
      const { snapshot } = this.#link;
      if (snapshot) queueMicrotask(() => announce(findingText(this.#view(snapshot))));
    }
    if (frame.step === 0 && this.autoplay && !this.#played) {
      this.#played = true;
      // When the look at the start is over.
      setTimeout(() => void this.#play());
    }
  }

  #side(): readonly [number, number] {
    const [height = 32, width = 32] = this.#link.snapshot?.spec.inputShape ?? [];
    const side = this.size ?? (this.#questions.settings?.objective === 'deep-dream' ? DREAM_SIDE : undefined);
    return side === undefined ? [height, width] : [side, side];
  }

  #view(snapshot: SessionSnapshot): View {
    const { image, run, grid, attack, smallest, settings } = this.#questions;
    const view = run.view;
    const running = view.status === 'running';
    const waits = image.waiting || run.opening;
    const share = settings && view.latest ? view.latest.step / settings.steps : undefined;
    const attacked = attack.value;
    return {
      snapshot,
      choices: this.#choices(),
      settings,
      picked: image.current,
      run: view,
      grid: grid.view,
      attacked: attacked?.picked === image.current ? attacked : undefined,
      smallest: smallest.current,
      busy: running ? { share } : waits ? { share: undefined } : undefined,
    };
  }

  #actionsFor(error: KitError): readonly ProblemAction[] {
    // Older complaints are about attributes, which no press mends.
    if (this.problems.at(-1) !== error || error.code === 'invalid-argument') return [];
    const retry = () => {
      this.clearReport();
      this.#questions.retry();
    };
    const fetched = error.code === 'fetch-failed' || error.code === 'bad-data';
    return [{ label: fetched ? 'Download again' : error.code === 'device-lost' ? 'Go on' : 'Try again', run: retry }];
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
      grid: !this.noGrid && this.#questions.settings?.objective.startsWith('class-') === true,
      attack: !this.noAttack,
      problems: this.problems.map((problem) => this.renderProblem(problem, this.#actionsFor(problem))),
    });
  }
}
