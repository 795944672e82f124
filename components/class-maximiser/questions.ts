/**
 * What the element asks of its model: the picture, the run, all classes at once, the attack and how little is enough. It
 * decides what is asked, not when: that is the runner's and the job controller's.
 */
import type { ReactiveControllerHost } from 'lit';
import type {
  AttackSettings,
  KitError,
  ModelSession,
  PlainTensor,
  SynthesisFrame,
  SynthesisSettings,
} from '../../core/index.js';
import { identity } from '../shared/identity.js';
import type { Picked } from '../shared/image-picker.js';
import { heldOutImages, pictureAt } from '../shared/images.js';
import { JobController, type JobRun } from '../shared/job-controller.js';
import { DREAM_SIDE, settingsOf } from './options.js';
import { Runner, type RunRequest } from './runner.js';
import type { Attacked, Choices } from './view.js';
import { aimsAtClass, classIndex, largestOf } from './words.js';

export interface Asker {
  session(): ModelSession | undefined;
  choices(): Choices;
  /** Number of a held-out image, address of a picture, or the picture itself. */
  image(): number | string | Picked;
  /** Whose style is looked for. */
  guide(): number | string;
  attacks(): boolean;
  looked(): boolean;
  arrived(frame: SynthesisFrame, done: boolean): void;
  failed(error: KitError): void;
}

const LEVELS = 255;
/** Steps of an iterated attack: more hardly find more (Madry et al. 2018 use 7 to train). */
const ATTACK_STEPS = 10;

export class Questions {
  readonly image: JobController<Picked>;
  readonly run: Runner;
  readonly grid: Runner;
  readonly attack: JobController<Attacked>;
  readonly smallest: JobController<number | null>;
  readonly #asker: Asker;

  constructor(host: ReactiveControllerHost, asker: Asker) {
    this.#asker = asker;
    const looked = () => asker.session() !== undefined && asker.looked();
    const failed = (error: KitError) => asker.failed(error);
    const once = { subject: () => '', follows: () => false, looked, failed };
    this.image = new JobController<Picked>(host, {
      ...once,
      key: () => this.#imageKey(),
      run: (job) => this.#fetch(asker.image(), job),
    });
    this.run = new Runner(host, {
      key: () => this.#runKey(),
      steps: () => this.settings?.steps ?? 1,
      eager: () => true,
      looked,
      run: (request) => this.#ask(request, this.#target()),
      arrived: (frame, done) => asker.arrived(frame, done),
      failed,
    });
    this.grid = new Runner(host, {
      key: () => this.#gridKey(),
      steps: () => this.settings?.steps ?? 1,
      eager: () => false,
      looked,
      run: (request) =>
        this.#ask(
          request,
          asker.session()!.snapshot.classNames.map((_, i) => i),
        ),
      failed,
    });
    this.attack = new JobController<Attacked>(host, {
      ...once,
      key: () => {
        // After the start, so that it never waits for this.
        const picked = asker.attacks() && this.run.view.latest !== undefined ? this.image.current : undefined;
        return (
          picked &&
          `${identity(picked)} ${this.#model()} ${asker.choices().epsilon} ${JSON.stringify(this.#attackSettings())}`
        );
      },
      run: (job) => this.#attack(job),
    });
    this.smallest = new JobController<number | null>(host, {
      ...once,
      key: () => {
        const attacked = this.attack.value;
        return attacked && attacked.picked === this.image.current
          ? `${identity(attacked.picked)} ${this.#model()} ${asker.choices().attack} ${asker.choices().norm}`
          : undefined;
      },
      run: (job) => this.#search(job),
    });
  }

  /** Undefined where the choices can't be: their rules have said so already. */
  get settings(): SynthesisSettings | undefined {
    try {
      return settingsOf(this.#asker.choices());
    } catch {
      return undefined;
    }
  }

  gesture(): void {
    for (const job of [this.image, this.attack]) job.gesture();
  }

  retry(): void {
    for (const job of [this.image, this.attack, this.smallest]) job.retry();
    this.run.retry();
  }

  /** Another network, or other weights: what was drawn for the ones before is not theirs. */
  #model(): string {
    const { spec, settings, source, step, phase } = this.#asker.session()!.snapshot;
    // A model that is being trained changes at every step: a run is of the weights that it began with.
    return `${identity(spec)} ${settings.seed} ${source?.name} ${phase === 'running' ? '' : step}`;
  }

  #imageKey(): string | undefined {
    const session = this.#asker.session();
    if (session === undefined) return undefined;
    const image = this.#asker.image();
    const { dataset, spec, source } = session.snapshot;
    return typeof image === 'object'
      ? `own ${identity(image)}`
      : `${image} ${dataset.name} ${source?.name} ${spec.inputShape.slice(0, 2).join()}`;
  }

  #shared(): string | undefined {
    const { settings } = this;
    const picked = this.#asker.session() && this.image.current;
    if (picked === undefined || settings === undefined) return undefined;
    const { size } = this.#asker.choices();
    // By what was asked for, not by the answer: after a move in the document the same image is fetched again.
    return `${this.#imageKey()} ${this.#model()} ${JSON.stringify(settings)} ${size} ${this.#asker.guide()}`;
  }

  #runKey(): string | undefined {
    const shared = this.#shared();
    return shared && `${shared} ${this.#asker.choices().targetClass}`;
  }

  #gridKey(): string | undefined {
    return aimsAtClass(this.settings) ? this.#shared() : undefined;
  }

  /** Undefined: the predicted class of the start, or where that makes no sense, the first. */
  #target(): readonly number[] | undefined {
    const { targetClass } = this.#asker.choices();
    const { classNames, dataset } = this.#asker.session()!.snapshot;
    if (targetClass !== undefined) return [classIndex(targetClass, classNames)];
    const { settings } = this;
    if (!aimsAtClass(settings)) return settings?.start === 'image' ? undefined : [0];
    // Horse where there is one: from most images a long way, and easy to recognise.
    const horse = classNames.indexOf('horse');
    const truth = this.image.current?.truth;
    return [
      Math.max(
        0,
        horse >= 0 && truth !== 'horse' ? horse : largestOf(dataset.classNames.map((name) => (name === truth ? 0 : 1))),
      ),
    ];
  }

  #attackSettings(): Omit<AttackSettings, 'epsilon'> {
    const { attack, norm, seed } = this.#asker.choices();
    return { method: attack, norm, steps: ATTACK_STEPS, randomStart: false, seed: seed ?? 1 };
  }

  async #fetch(image: number | string | Picked, job: Pick<JobRun, 'signal' | 'priority'>): Promise<Picked> {
    const session = this.#asker.session()!;
    if (typeof image === 'object') return image;
    if (typeof image === 'string' && !/^\d+$/.test(image)) return pictureAt(session, image, job);
    const [picked] = await heldOutImages(session, [Number(image)], job);
    return picked!;
  }

  async #ask(
    { signal, priority, onFrame, ...where }: RunRequest,
    targets: readonly number[] | undefined,
  ): Promise<{ readonly frame: SynthesisFrame; readonly milliseconds: number }> {
    const session = this.#asker.session()!;
    const settings = this.settings!;
    const picked = this.image.current!;
    const { size } = this.#asker.choices();
    const side = size ?? (settings.objective === 'deep-dream' ? DREAM_SIDE : undefined);
    const options = { signal, priority: 'gesture' as const };
    const images = await atSide(session, picked.pixels, side, options);
    const guided = settings.objective === 'inversion' || settings.objective === 'style';
    const guide =
      settings.objective === 'inversion'
        ? picked.pixels
        : settings.objective === 'style'
          ? (await this.#fetch(this.#asker.guide(), options)).pixels
          : undefined;
    return session.ask(
      'synthesis.run',
      {
        settings,
        images: batch(images),
        targets,
        guide: guided ? batch(await atSide(session, guide!, side, options)) : undefined,
        ...where,
      },
      { signal, priority, onFrame },
    );
  }

  async #attack({ signal, priority, onProgress }: JobRun): Promise<Attacked> {
    const picked = this.image.current!;
    const { epsilon } = this.#asker.choices();
    const { attacks } = await this.#asker
      .session()!
      .ask(
        'synthesis.attack',
        { images: batch(picked.pixels), settings: { ...this.#attackSettings(), epsilon: epsilon / LEVELS } },
        { signal, priority, onProgress: ({ share }) => onProgress(share) },
      );
    return { attack: attacks[0]!, picked, epsilon };
  }

  async #search({ signal, priority }: JobRun): Promise<number | null> {
    const picked = this.image.current!;
    const { smallest } = await this.#asker
      .session()!
      .ask(
        'synthesis.attack',
        { images: batch(picked.pixels), settings: { ...this.#attackSettings(), epsilon: 0 }, smallest: true },
        { signal, priority },
      );
    return smallest[0] ?? null;
  }
}

/** A copy: what is asked is moved to the worker. */
function batch({ data, shape }: PlainTensor<Uint8Array>): PlainTensor<Uint8Array> {
  return { data: data.slice(), shape: [1, ...shape] };
}

async function atSide(
  session: ModelSession,
  pixels: PlainTensor<Uint8Array>,
  side: number | undefined,
  options: Pick<JobRun, 'signal' | 'priority'>,
): Promise<PlainTensor<Uint8Array>> {
  if (side === undefined || (pixels.shape[0] === side && pixels.shape[1] === side)) return pixels;
  const { resized } = await import('../shared/fit-picture.js');
  return resized(session, pixels, [side, side], options);
}
