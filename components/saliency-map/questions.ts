/**
 * What the element asks of its model, one answer kept up to date for each: the image, its map, the gallery, the
 * comparison. It decides what is asked, not when: that is the job controller's.
 */
import type { ReactiveControllerHost } from 'lit';
import { KitError } from '../../core/index.js';
import type { AttributionMethod, AttributionSettings, ModelSession, SessionSnapshot } from '../../core/index.js';
import type { Picked } from '../shared/image-picker.js';
import { JobController, type JobRun } from '../shared/job-controller.js';
import { identity } from '../shared/identity.js';
import { heldOutImages, pictureAt, someOfEachClass } from '../shared/images.js';
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
      run: async (job) => (await this.#explain([this.image.current!], asker.choices().method, job))[0]!,
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
  #settings(method: AttributionMethod): AttributionSettings {
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
  #asked(): { readonly target?: number; readonly against?: number } {
    const { targetClass, against } = this.#asker.choices();
    const names = this.#snapshot.classNames;
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
    const { spec, settings, source, step } = this.#snapshot;
    return `${identity(spec)} ${settings.seed} ${source?.name} ${step}`;
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

  #question(method: AttributionMethod): string {
    const { targetClass, against } = this.#asker.choices();
    const settings = this.#settings(method);
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

  #fetchImage(job: JobRun): Promise<Picked> {
    const image = this.#asker.image();
    if (typeof image === 'object') return Promise.resolve(image);
    if (typeof image === 'string' && !/^\d+$/.test(image)) return pictureAt(this.#session, image, job);
    return heldOutImages(this.#session, [Number(image)], job).then(([picked]) => picked!);
  }

  /** In one batch. */
  async #explain(
    picked: readonly Picked[],
    method: AttributionMethod,
    { signal, priority, onProgress }: JobRun,
  ): Promise<readonly Explained[]> {
    const { shape } = picked[0]!.pixels;
    const size = shape.reduce((product, length) => product * length, 1);
    const data = new Uint8Array(picked.length * size);
    picked.forEach(({ pixels }, i) => data.set(pixels.data, i * size));
    const { attributions, step, milliseconds } = await this.#session.ask(
      'attribution.explain',
      { images: { data, shape: [picked.length, ...shape] }, settings: this.#settings(method), ...this.#asked() },
      { signal, priority, onProgress: ({ share }) => onProgress(share) },
    );
    return attributions.map((attribution, i) => ({
      picked: picked[i]!,
      attribution,
      measures: measure(attribution.map),
      step,
      milliseconds,
    }));
  }

  async #explainMany(count: number, job: JobRun): Promise<readonly Explained[]> {
    const picked = await someOfEachClass(this.#session, count, job);
    return this.#explain(picked, this.#asker.choices().method, job);
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
        const [explained] = await this.#explain([picked], method, { ...job, onProgress });
        found.push({ method, explained: explained! });
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
