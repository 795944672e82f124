/**
 * What the element asks of its model for its main picture, one answer kept up to date for each: the image and a layer's
 * answer to it. It decides what is asked, not when; what stands below asks for itself.
 */
import type { ReactiveControllerHost } from 'lit';
import { KitError } from '../../core/index.js';
import type { ModelSession } from '../../core/index.js';
import { identity } from '../shared/identity.js';
import type { Picked } from '../shared/image-picker.js';
import { batchOf, heldOutImages, pictureAt } from '../shared/images.js';
import { JobController, type JobClient, type JobRun } from '../shared/job-controller.js';
import { layerNamed, layersOf, type LayerChoice } from './layers.js';
import type { Choices, Looked, Space } from './view.js';

export interface Asker {
  session(): ModelSession | undefined;
  choices(): Choices;
  /** The channel that is chosen. */
  channel(): number;
  /** Number of a held-out image, address of a picture, or the picture itself. */
  image(): number | string | Picked;
  /** Whether the space of codes is asked for without a press. */
  embeds(): boolean;
  live(): boolean;
  looked(): boolean;
  answered(looked: Looked): void;
  embedded(space: Space): void;
  /** Points have moved: draw them, nothing else. */
  framed(): void;
  failed(error: KitError): void;
}

export class Questions {
  readonly image: JobController<Picked>;
  readonly activations: JobController<Looked>;
  readonly asker: Asker;

  constructor(host: ReactiveControllerHost, asker: Asker) {
    this.asker = asker;
    const looked = () => asker.session() !== undefined && asker.looked();
    const failed = (error: KitError) => asker.failed(error);
    const once = { subject: () => '', looked, follows: () => false, failed };
    const live = { subject: () => this.subject(), looked, follows: () => asker.live(), failed };
    const job = <T>(client: JobClient<T>) => new JobController<T>(host, client);
    this.image = job<Picked>({ ...once, key: () => this.#imageKey(), run: (run) => this.#fetchImage(run) });
    this.activations = job<Looked>({
      ...live,
      key: () => {
        const picked = asker.session() && this.image.current;
        return picked && `${identity(picked)} ${this.layer()?.shown.name ?? asker.choices().layer}`;
      },
      run: (run) => this.#look(run),
      answered: (found) => asker.answered(found),
    });
  }

  /** What follows waits for a reader. */
  gesture(): void {
    this.image.gesture();
    this.activations.gesture();
  }

  retry(): void {
    this.image.retry();
    this.activations.retry();
  }

  /** The model as it stands: another network, other first weights, another step. */
  subject(): string {
    return `${this.networkKey()} ${this.asker.session()?.snapshot.step}`;
  }

  networkKey(): string {
    const snapshot = this.asker.session()?.snapshot;
    return snapshot ? `${identity(snapshot.spec)} ${snapshot.settings.seed} ${snapshot.source?.name}` : '';
  }

  dataKey(): string {
    const snapshot = this.asker.session()?.snapshot;
    return snapshot
      ? `${snapshot.dataset.name} ${snapshot.source?.name} ${snapshot.spec.inputShape.slice(0, 2).join()}`
      : '';
  }

  #imageKey(): string | undefined {
    if (this.asker.session() === undefined) return undefined;
    const image = this.asker.image();
    return typeof image === 'object' ? `own ${identity(image)}` : `${image} ${this.dataKey()}`;
  }

  layers(): readonly LayerChoice[] {
    const session = this.asker.session();
    return session === undefined ? [] : layersOf(session.snapshot.spec);
  }

  layer(): LayerChoice | undefined {
    return layerNamed(this.layers(), this.asker.choices().layer);
  }

  #fetchImage(run: JobRun): Promise<Picked> {
    const session = this.asker.session()!;
    const image = this.asker.image();
    if (typeof image === 'object') return Promise.resolve(image);
    if (typeof image === 'string' && !/^\d+$/.test(image)) return pictureAt(session, image, run);
    return heldOutImages(session, [Number(image)], run).then(([picked]) => picked!);
  }

  async #look(run: JobRun): Promise<Looked> {
    const picked = this.image.current!;
    const layer = this.layer();
    const session = this.asker.session()!;
    if (layer === undefined) {
      const names = this.layers().map(({ name }) => name);
      const { layer: asked } = this.asker.choices();
      throw new KitError('invalid-argument', `The network has no layer “${asked}”. It has ${names.join(', ')}.`);
    }
    const params = { images: batchOf([picked]), layer: layer.shown.name };
    const { maps, ...rest } = await session.ask('features.activations', params, quiet(run));
    return { picked, layer, maps: { data: maps.data, shape: [...layer.size, layer.channels] }, ...rest };
  }
}

/** Jobs that say nothing of how far they are. */
export const quiet = ({ signal, priority }: JobRun) => ({ signal, priority });
