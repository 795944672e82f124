/**
 * What the element asks of its model, one answer kept up to date for each: the image, its map, the gallery, the
 * comparison. It decides what is asked, not when: that is the job controller's.
 */
import type { ReactiveControllerHost } from 'lit';
import { KitError } from '../../core/index.js';
import type {
  Attribution,
  AttributionMethod,
  AttributionSettings,
  ModelSession,
  PlainTensor,
  SessionSnapshot,
} from '../../core/index.js';
import type { Picked } from '../shared/image-picker.js';
import { JobController, type JobRun } from '../shared/job-controller.js';
import { readPicture } from '../shared/picture-file.js';
import { measure } from './map-measures.js';
import type { Choices, Explained } from './view.js';
import { classIndex } from './words.js';

export interface Asker {
  session(): ModelSession | undefined;
  choices(): Choices;
  /** Number of a held-out image, address of a picture, or the picture itself. */
  image(): number | string | Picked;
  /** How many images the gallery shows. */
  images(): number;
  /** What is compared; none while nobody asked. */
  compared(): readonly AttributionMethod[];
  live(): boolean;
  looked(): boolean;
  answered(explained: Explained): void;
  failed(error: KitError): void;
}

/** A method's map beside the others, or why there is none. */
export type Compared = { readonly method: AttributionMethod } & (
  | { readonly explained: Explained; readonly problem?: undefined }
  | { readonly explained?: undefined; readonly problem: KitError }
);

export class Questions {
  readonly image: JobController<Picked>;
  readonly map: JobController<Explained>;
  readonly gallery: JobController<readonly Explained[]>;
  readonly comparison: JobController<readonly Compared[]>;
  /** Those of the comparison that are here already. */
  arrived: readonly Compared[] = [];
  readonly #asker: Asker;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost, asker: Asker) {
    this.#asker = asker;
    this.#host = host;
    const looked = () => asker.session() !== undefined && asker.looked();
    const failed = (error: KitError) => asker.failed(error);
    const ofModel = { subject: () => this.#subject(), looked, follows: () => asker.live(), failed };
    this.image = new JobController<Picked>(host, {
      key: () => this.#imageKey(),
      subject: () => '',
      run: (job) => this.#fetchImage(job),
      looked,
      follows: () => false,
      failed,
    });
    this.map = new JobController<Explained>(host, {
      ...ofModel,
      key: () => this.#mapKey(asker.choices().method),
      run: (job) => this.#explain(this.image.current!, asker.choices().method, job),
      answered: (explained) => asker.answered(explained),
    });
    this.gallery = new JobController<readonly Explained[]>(host, {
      ...ofModel,
      // After the main picture, so that it never waits for the others.
      key: () =>
        asker.images() > 0 && this.map.value !== undefined
          ? `${asker.images()} ${this.#question(asker.choices().method)}`
          : undefined,
      run: (job) => this.#explainMany(asker.images(), job),
    });
    this.comparison = new JobController<readonly Compared[]>(host, {
      ...ofModel,
      key: () =>
        asker.compared().length > 0 && this.map.value !== undefined && this.image.current !== undefined
          ? asker
              .compared()
              .map((method) => this.#mapKey(method))
              .join()
          : undefined,
      run: (job) => this.#compare(job),
    });
  }

  /** What follows waits for a reader. */
  gesture(): void {
    for (const job of [this.image, this.map, this.gallery, this.comparison]) job.gesture();
  }

  retry(): void {
    for (const job of [this.image, this.map, this.gallery, this.comparison]) job.retry();
  }

  /** The options that a method is asked with. */
  settings(method: AttributionMethod): AttributionSettings {
    const { target, channels, layer, signed, samples, sigma, steps, baseline, patch, patchStep, seed } =
      this.#asker.choices();
    return {
      method,
      quantity: target,
      channels,
      layer,
      signed: signed || undefined,
      samples,
      sigma,
      steps,
      baseline,
      window: patch,
      stride: patchStep,
      seed,
    };
  }

  /** @throws KitError invalid-argument for a class that there is not */
  asked(): { readonly target?: number; readonly against?: number } {
    const { targetClass, against } = this.#asker.choices();
    const names = this.#snapshot.dataset.classNames;
    const [target, other] = [classIndex(targetClass, names), classIndex(against, names)];
    return { ...(target === undefined ? {} : { target }), ...(other === undefined ? {} : { against: other }) };
  }

  get #session(): ModelSession {
    return this.#asker.session()!;
  }

  get #snapshot(): SessionSnapshot {
    return this.#session.snapshot;
  }

  /** The model as it stands: another network, other first weights, another step. */
  #subject(): string {
    const { spec, settings, step } = this.#snapshot;
    return `${identity(spec)} ${settings.seed} ${step}`;
  }

  #imageKey(): string | undefined {
    const session = this.#asker.session();
    if (session === undefined) return undefined;
    const image = this.#asker.image();
    const { dataset, spec } = session.snapshot;
    return typeof image === 'object'
      ? `own ${identity(image)}`
      : `${image} ${dataset.name} ${spec.inputShape.slice(0, 2).join()}`;
  }

  #question(method: AttributionMethod): string {
    const { targetClass, against } = this.#asker.choices();
    const settings = this.settings(method);
    const { baseline } = settings;
    return JSON.stringify({
      ...settings,
      baseline: typeof baseline === 'object' ? identity(baseline) : baseline,
      targetClass,
      against,
    });
  }

  #mapKey(method: AttributionMethod): string | undefined {
    const picked = this.#asker.session() && this.image.current;
    return picked && `${identity(picked)} ${this.#question(method)}`;
  }

  async #fetchImage({ signal, priority }: JobRun): Promise<Picked> {
    const image = this.#asker.image();
    if (typeof image === 'object') return image;
    const { spec, dataset } = this.#snapshot;
    if (typeof image === 'string' && !/^\d+$/.test(image)) {
      const [height, width] = spec.inputShape;
      return { pixels: await download(image, [height, width], signal), name: image.replace(/^.*\//, '') };
    }
    const index = Number(image);
    if (index >= dataset.testSize) {
      throw new KitError(
        'invalid-argument',
        `There is no held-out image ${index}; ${dataset.name} has 0 to ${dataset.testSize - 1}.`,
      );
    }
    const { images, labels } = await this.#session.ask(
      'dataset.samples',
      { split: 'test', indices: [index] },
      { signal, priority },
    );
    return sample(images, labels, [index], 0);
  }

  async #explain(
    picked: Picked,
    method: AttributionMethod,
    { signal, priority, onProgress }: JobRun,
  ): Promise<Explained> {
    const { data, shape } = picked.pixels;
    const { attributions, step, milliseconds } = await this.#session.ask(
      'attribution.explain',
      { images: { data, shape: [1, ...shape] }, settings: this.settings(method), ...this.asked() },
      { signal, priority, onProgress: ({ share }) => onProgress(share) },
    );
    return explained(picked, attributions[0]!, step, milliseconds);
  }

  /** The first images of each class in turn. */
  async #explainMany(count: number, { signal, priority, onProgress }: JobRun): Promise<readonly Explained[]> {
    const session = this.#session;
    const { data: classes } = await session.ask('dataset.labels', { split: 'test' }, { signal, priority });
    const indices = firstInTurn([...classes], this.#snapshot.dataset.classNames.length, count);
    const { images, labels } = await session.ask('dataset.samples', { split: 'test', indices }, { signal, priority });
    const { target, against } = this.asked();
    const { attributions, step, milliseconds } = await session.ask(
      'attribution.explain',
      { images, settings: this.settings(this.#asker.choices().method), target, against },
      { signal, priority, onProgress: ({ share }) => onProgress(share) },
    );
    return attributions.map((attribution, i) =>
      explained(sample(images, labels, indices, i), attribution, step, milliseconds),
    );
  }

  /** One after the other, the same image and class; a method that the network does not suit says so in its place. */
  async #compare(job: JobRun): Promise<readonly Compared[]> {
    const methods = this.#asker.compared();
    const picked = this.image.current!;
    const found: Compared[] = [];
    this.arrived = this.arrived.filter(({ explained: old }) => old?.picked === picked);
    for (const method of methods) {
      const onProgress = (share: number) => job.onProgress((found.length + share) / methods.length);
      try {
        found.push({ method, explained: await this.#explain(picked, method, { ...job, onProgress }) });
      } catch (thrown) {
        const problem = KitError.from(thrown);
        if (problem.code !== 'invalid-argument') throw problem;
        found.push({ method, problem });
      }
      // Pictures of an earlier step stay until their successors come.
      this.arrived = methods.flatMap((name) => [...found, ...this.arrived].find((one) => one.method === name) ?? []);
      this.#host.requestUpdate();
    }
    return found;
  }
}

function explained(picked: Picked, attribution: Attribution, step: number, milliseconds: number): Explained {
  return { picked, attribution, measures: measure(attribution.map), step, milliseconds };
}

function sample(
  { data, shape }: PlainTensor<Uint8Array>,
  labels: readonly number[],
  indices: readonly number[],
  i: number,
): Picked {
  const [n = 1, ...rest] = shape;
  const size = data.length / n;
  return {
    pixels: { data: data.slice(i * size, (i + 1) * size), shape: rest },
    index: indices[i]!,
    label: labels[i]!,
    name: `held-out image ${indices[i]}`,
  };
}

function firstInTurn(labels: readonly number[], classes: number, count: number): number[] {
  const queues = Array.from({ length: classes }, (_, label) =>
    labels.flatMap((value, index) => (value === label ? [index] : [])),
  );
  return Array.from({ length: count }, (_, i) => queues[i % classes]![Math.floor(i / classes)]).filter(
    (index) => index !== undefined,
  );
}

async function download(
  address: string,
  size: readonly [number, number],
  signal: AbortSignal,
): Promise<Picked['pixels']> {
  let response: Response;
  try {
    response = await fetch(new URL(address, document.baseURI), { signal });
  } catch (cause) {
    if (signal.aborted) throw KitError.from(cause);
    const reason = 'Its server may not allow other pages to read it.';
    throw new KitError('fetch-failed', `The picture “${address}” could not be loaded. ${reason}`, { cause });
  }
  if (!response.ok) {
    throw new KitError(
      'fetch-failed',
      `The picture “${address}” could not be loaded: the server answered ${response.status}.`,
    );
  }
  return readPicture(await response.blob(), size, address);
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

/** A number for an object, to tell it from others in a key. */
function identity(object: object): number {
  const known = identities.get(object);
  if (known !== undefined) return known;
  identities.set(object, nextIdentity);
  return nextIdentity++;
}
