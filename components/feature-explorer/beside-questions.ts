/**
 * What the element asks besides, once the main picture is there: what all units answer to held-out images, the layer's
 * kernel, a drawn image, the space of codes, who is near the image in it. Each kept up to date as the image is.
 */
import type { ReactiveControllerHost } from 'lit';
import { KitError, resolveSynthesis } from '../../core/index.js';
import type { KernelLook, PlainTensor } from '../../core/index.js';
import { identity } from '../shared/identity.js';
import type { Picked } from '../shared/image-picker.js';
import { batchOf, someOfEachClass } from '../shared/images.js';
import { JobController, type JobClient, type JobRun } from '../shared/job-controller.js';
import { type Asker, type Questions, quiet } from './questions.js';
import { layOut } from './space.js';
import type { Beside, Drawn, Near, Space, Surveyed } from './view.js';

type Kernel = KernelLook & { readonly step: number };

/** Shapes are there by then; more steps only make them stronger. */
const DRAWING_STEPS = 128;
/** Neighbours of the image that are shown. */
const NEAREST = 8;

export class BesideQuestions {
  readonly #held: JobController<readonly Picked[]>;
  readonly #survey: JobController<Surveyed>;
  readonly #kernel: JobController<Kernel>;
  readonly #drawing: JobController<Drawn>;
  readonly #embedding: JobController<Space>;
  readonly #near: JobController<Near>;
  /** The space as far as it has come, also when it was stopped. */
  #space: Space | undefined;
  /** What the chosen channel looks for, as far as it is drawn. */
  #drawn: Drawn | undefined;
  /** Dead filters of the network at the steps that were seen. */
  #history: Beside['history'] = [];
  /** The questions that a reader has asked by a press; another question is another press. */
  #pressed: string | undefined;
  #pressedToDraw: string | undefined;
  readonly #main: Questions;
  readonly #asker: Asker;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost, main: Questions) {
    const { asker } = main;
    this.#main = main;
    this.#asker = asker;
    this.#host = host;
    const looked = () => asker.session() !== undefined && asker.looked();
    const failed = (error: KitError) => asker.failed(error);
    const once = { subject: () => '', looked, follows: () => false, failed };
    const live = { subject: () => main.subject(), looked, follows: () => asker.live(), failed };
    const job = <T>(client: JobClient<T>) => new JobController<T>(host, client);
    this.#held = job<readonly Picked[]>({
      ...once,
      // After the main picture, so that it never waits for the others.
      key: () => (main.activations.value === undefined ? undefined : `${asker.choices().setSize} ${main.dataKey()}`),
      run: (run) => someOfEachClass(asker.session()!, asker.choices().setSize, run),
    });
    this.#survey = job<Surveyed>({
      ...live,
      key: () => this.#surveyKey(),
      run: (run) => this.#surveyUnits(run),
      answered: (found) => this.#remember(found),
    });
    this.#kernel = job<Kernel>({
      ...live,
      key: () => {
        const layer = main.activations.value && main.layer();
        return layer && `${main.networkKey()} ${layer.kernel}`;
      },
      run: (run) => asker.session()!.ask('features.kernel', { layer: main.layer()!.kernel, seed: 1 }, quiet(run)),
    });
    this.#drawing = job<Drawn>({
      ...once,
      key: () => (this.#pressedToDraw === this.#drawingKey() ? this.#pressedToDraw : undefined),
      run: (run) => this.#draw(run),
    });
    this.#embedding = job<Space>({
      ...once,
      key: () => (main.activations.value === undefined ? undefined : this.#wanted()),
      run: (run) => this.#layOut(run),
      answered: (space) => asker.embedded(space),
    });
    this.#near = job<Near>({
      ...once,
      key: () => {
        const [space, picked] = [this.#embedding.current, main.image.current];
        return space && picked && space.step === asker.session()?.snapshot.step
          ? `${identity(space)} ${identity(picked)}`
          : undefined;
      },
      run: (run) => this.#findNear(run),
    });
  }

  /** All that is known now. */
  get beside(): Beside {
    const embedding = this.#embedding;
    return {
      surveyed: this.#survey.current,
      history: this.#history,
      kernel: this.#kernel.current,
      drawn: this.#drawn,
      drawing: this.#drawing.waiting,
      space: this.#space,
      spacing: embedding.waiting ? { share: embedding.share } : undefined,
      near: this.#near.current,
    };
  }

  /** What follows waits for a reader. */
  gesture(): void {
    for (const job of this.#all) job.gesture();
  }

  retry(): void {
    for (const job of this.#all) job.retry();
  }

  /** Draws what the chosen channel looks for, or stops where it is. */
  draw(start: boolean): void {
    this.#pressedToDraw = start ? this.#drawingKey() : undefined;
    if (!start) this.#drawing.check();
    else if (this.#drawing.current !== undefined) this.#drawing.retry();
    else this.#drawing.gesture();
    this.#host.requestUpdate();
  }

  /** Lays the codes out as they are chosen, again if it was done; or stops where it is. */
  embed(start: boolean): void {
    if (!start) {
      this.#pressed = '';
      // At once: what is drawn next must know.
      this.#embedding.check();
    } else {
      const again = this.#embedding.current !== undefined;
      this.#pressed = this.#spaceKey();
      if (again) this.#embedding.retry();
      else this.#embedding.gesture();
    }
    this.#host.requestUpdate();
  }

  get #all(): readonly JobController<unknown>[] {
    return [this.#held, this.#survey, this.#kernel, this.#drawing, this.#embedding, this.#near];
  }

  #surveyKey(): string | undefined {
    const held = this.#held;
    if (this.#asker.session() === undefined || held.current === undefined) return undefined;
    return `${identity(held.current)} ${this.#surveyed().join()} ${this.#asker.choices().patches}`;
  }

  /** All rectifiers, and what the reader looks at. */
  #surveyed(): readonly string[] {
    const rectified = this.#main.layers().filter((choice) => choice.rectified);
    return [...new Set([...rectified, this.#main.layer()].flatMap((choice) => (choice ? [choice.shown.name] : [])))];
  }

  #spaceKey(): string {
    const { embedSize, projection, perplexity, neighbours, seed } = this.#asker.choices();
    return `${this.#main.networkKey()} ${this.#main.dataKey()} ${[embedSize, projection, perplexity, neighbours, seed].join()}`;
  }

  /** The space's question if somebody wants it answered. */
  #wanted(): string | undefined {
    const key = this.#spaceKey();
    return this.#pressed === key || (this.#asker.embeds() && this.#pressed !== '') ? key : undefined;
  }

  async #surveyUnits(run: JobRun): Promise<Surveyed> {
    const picked = this.#held.current!;
    if (picked.length === 0) throw new KitError('bad-data', 'The data set has no held-out images.');
    const top = Math.min(this.#asker.choices().patches, picked.length);
    const { layers, step } = await this.#asker
      .session()!
      .ask(
        'features.survey',
        { images: batchOf(picked), layers: this.#surveyed(), top },
        { signal: run.signal, priority: 'visible', onProgress: ({ share }) => run.onProgress(share) },
      );
    return { picked, layers, step };
  }

  /** A model that goes back, or another one, begins another history. */
  #remember({ layers, step }: Surveyed): void {
    const rectified = this.#main.layers().filter((choice) => choice.rectified);
    const dead = rectified.reduce((sum, { shown }) => sum + deadIn(layers[shown.name]?.zeroShares), 0);
    if (step < (this.#history.at(-1)?.step ?? 0)) this.#history = [];
    this.#history = [...this.#history.filter((point) => point.step !== step), { step, dead }];
  }

  /** What is drawn of which network: asked once more after more training. */
  #drawingKey(): string {
    return `${this.#main.subject()} ${this.#drawnOf()}`;
  }

  #drawnOf(): string {
    return `${this.#main.layer()?.shown.name} ${this.#asker.channel()}`;
  }

  async #draw({ signal, priority }: JobRun): Promise<Drawn> {
    const of = this.#drawnOf();
    const layer = this.#main.layer()!.shown.name;
    const settings = resolveSynthesis('feature', { layer, channel: this.#asker.channel(), steps: DRAWING_STEPS });
    const seen = ({ images, step }: { readonly images: PlainTensor; readonly step: number }): Drawn => {
      const data = Uint8Array.from(images.data, (value) => Math.round((value + 1) * 127.5));
      return (this.#drawn = { of, step, steps: DRAWING_STEPS, pixels: { data, shape: images.shape.slice(1) } });
    };
    const { frame } = await this.#asker.session()!.ask(
      'synthesis.run',
      { settings },
      {
        signal,
        priority,
        onFrame: (now) => {
          seen(now);
          this.#host.requestUpdate();
        },
      },
    );
    return seen(frame);
  }

  async #layOut(run: JobRun): Promise<Space> {
    const session = this.#asker.session()!;
    this.#space = undefined;
    return layOut(session, this.#asker.choices(), run, (space) => {
      const first = this.#space === undefined || space.inCodes.result !== this.#space.inCodes.result;
      this.#space = space;
      if (first) this.#host.requestUpdate();
      this.#asker.framed();
    });
  }

  async #findNear(run: JobRun): Promise<Near> {
    const [session, picked, space] = [this.#asker.session()!, this.#main.image.current!, this.#embedding.current!];
    const { codes } = await session.ask('features.codes', { images: batchOf([picked]) }, quiet(run));
    const nearest = async (points: typeof codes | typeof picked.pixels, point: Float32Array | Uint8Array) => {
      const { indices } = await session.ask('features.neighbours', { points, point, count: NEAREST + 1 }, quiet(run));
      const others = [...indices].filter((i) => picked.index === undefined || space.picked[i]!.index !== picked.index);
      return others.slice(0, NEAREST);
    };
    const { data, shape } = batchOf(space.picked);
    const pixels = { data, shape: [shape[0]!, data.length / shape[0]!] };
    return {
      picked,
      inCodes: await nearest(space.codes, codes.data),
      inPixels: await nearest(pixels, picked.pixels.data),
    };
  }
}

/** Channels of nothing but zeros. */
export function deadIn(zeroShares: ArrayLike<number> | undefined): number {
  return zeroShares === undefined ? 0 : Array.from(zeroShares).filter((share) => share === 1).length;
}
