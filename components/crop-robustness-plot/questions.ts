/**
 * What the element asks of its model and of those that it is compared with, one answer kept up to date for each: the image,
 * its sweep, many images, the other networks, a worst case. It decides what is asked, not when.
 */
import type { ReactiveControllerHost } from 'lit';
import { KitError, planSweep } from '../../core/index.js';
import type { ModelSession, Sweep, SweepSettings, SweptImage, WorstCase } from '../../core/index.js';
import { identity } from '../shared/identity.js';
import type { Picked } from '../shared/image-picker.js';
import { batchOf, heldOutImages, pictureAt, someOfEachClass } from '../shared/images.js';
import { JobController, type JobRun } from '../shared/job-controller.js';
import { STATISTICS } from './options.js';
import type { Choices, Duel, Rival, Surveyed, Swept } from './view.js';

export interface Asker {
  session(): ModelSession | undefined;
  choices(): Choices;
  /** Number of a held-out image, address of a picture, or the picture itself. */
  image(): number | string | Picked;
  /** Whether many images are asked for without a press. */
  surveys(): boolean;
  /** The other networks, by name. */
  rivals(): ReadonlyMap<string, ModelSession>;
  live(): boolean;
  looked(): boolean;
  answered(swept: Swept): void;
  surveyed(surveyed: Surveyed): void;
  failed(error: KitError): void;
}

export class Questions {
  readonly image: JobController<Picked>;
  readonly sweep: JobController<Swept>;
  readonly survey: JobController<Surveyed>;
  readonly rivals: JobController<readonly Rival[]>;
  readonly duels: JobController<readonly Duel[]>;
  readonly worst: JobController<WorstCase>;
  /** Images of the survey that runs, as they come. */
  arrived: readonly SweptImage[] = [];
  /** The question that a reader has asked by a press; another question is another press. */
  #surveyed: string | undefined;
  #searched: string | undefined;
  readonly #asker: Asker;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost, asker: Asker) {
    this.#asker = asker;
    this.#host = host;
    const looked = () => asker.session() !== undefined && asker.looked();
    const failed = (error: KitError) => asker.failed(error);
    const once = { subject: () => '', looked, follows: () => false, failed };
    this.image = new JobController<Picked>(host, {
      ...once,
      key: () => this.#imageKey(),
      run: (job) => this.#fetchImage(job),
    });
    this.sweep = new JobController<Swept>(host, {
      subject: () => this.#subject(),
      looked,
      follows: () => asker.live(),
      failed,
      key: () => {
        const picked = asker.session() && this.image.current;
        return picked && `${identity(picked)} ${this.#settingsKey()}`;
      },
      run: (job) => this.#sweepOne(asker.session()!, this.image.current!, job),
      answered: (swept) => asker.answered(swept),
    });
    this.survey = new JobController<Surveyed>(host, {
      ...once,
      // After the main picture, so that it never waits for the others.
      key: () => (this.sweep.value === undefined ? undefined : this.#wanted(this.#surveyed, asker.surveys())),
      run: (job) => this.#surveyMany(job),
      answered: (surveyed) => asker.surveyed(surveyed),
    });
    this.rivals = new JobController<readonly Rival[]>(host, {
      ...once,
      key: () => {
        const picked = this.sweep.value && this.image.current;
        const names = [...asker.rivals().keys()];
        return picked && names.length > 0 ? `${identity(picked)} ${this.#settingsKey()} ${names.join()}` : undefined;
      },
      run: (job) => this.#sweepRivals(job),
    });
    this.duels = new JobController<readonly Duel[]>(host, {
      ...once,
      key: () => {
        const surveyed = this.survey.current;
        const names = [...asker.rivals().keys()];
        return surveyed && this.rivals.current && names.length > 0
          ? `${identity(surveyed)} ${names.join()}`
          : undefined;
      },
      run: (job) => this.#duel(this.survey.current!, job),
    });
    this.worst = new JobController<WorstCase>(host, {
      ...once,
      key: () => (this.#searched === this.#worstKey() ? this.#searched : undefined),
      run: (job) =>
        asker
          .session()!
          .ask(
            'robustness.worst-case',
            { images: batchOf([this.image.current!]), limits: { padding: asker.choices().padding } },
            { ...job, onProgress: ({ share }) => job.onProgress(share) },
          ),
    });
  }

  /** What follows waits for a reader. */
  gesture(): void {
    for (const job of this.#all) job.gesture();
  }

  retry(): void {
    for (const job of this.#all) job.retry();
  }

  /** Starts the survey of what is chosen, again if it was done; or cancels it. */
  startSurvey(start: boolean): void {
    if (!start) {
      this.#surveyed = '';
      // At once: what is drawn next must know.
      this.survey.check();
    } else {
      const again = this.survey.current !== undefined;
      this.#surveyed = this.#surveyKey();
      this.arrived = [];
      if (again) this.survey.retry();
      else this.survey.gesture();
    }
    this.#host.requestUpdate();
  }

  search(): void {
    this.#searched = this.#worstKey();
    this.worst.gesture();
    this.#host.requestUpdate();
  }

  settings(): SweepSettings {
    const { transform, cropSize, stride, range, padding } = this.#asker.choices();
    return { transform, cropSize, stride, range, padding };
  }

  get #all(): readonly JobController<unknown>[] {
    return [this.image, this.sweep, this.survey, this.rivals, this.duels, this.worst];
  }

  #settingsKey(): string {
    return JSON.stringify(this.settings());
  }

  #surveyKey(): string {
    const { setSize, seed } = this.#asker.choices();
    const snapshot = this.#asker.session()?.snapshot;
    return `${this.#settingsKey()} ${setSize} ${seed} ${snapshot?.dataset.name} ${snapshot?.source?.name} ${snapshot && identity(snapshot.spec)}`;
  }

  /** The survey's question if somebody wants it answered. */
  #wanted(pressed: string | undefined, always: boolean): string | undefined {
    const key = this.#surveyKey();
    return pressed === key || (always && pressed !== '') ? key : undefined;
  }

  #worstKey(): string | undefined {
    const picked = this.#asker.session() && this.image.current;
    return picked && `${identity(picked)} ${this.#asker.choices().padding} ${this.#subject()}`;
  }

  /** The model as it stands: another network, other first weights, another step. */
  #subject(): string {
    const session = this.#asker.session();
    if (session === undefined) return '';
    const { spec, settings, source, step } = session.snapshot;
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

  #fetchImage(job: JobRun): Promise<Picked> {
    const session = this.#asker.session()!;
    const image = this.#asker.image();
    if (typeof image === 'object') return Promise.resolve(image);
    if (typeof image === 'string' && !/^\d+$/.test(image)) return pictureAt(session, image, job);
    return heldOutImages(session, [Number(image)], job).then(([picked]) => picked!);
  }

  /** @throws KitError invalid-argument for a sweep that does not suit the picture */
  #plan(picked: Picked): Sweep {
    const [height = 0, width = 0] = picked.pixels.shape;
    return planSweep(this.settings(), height, width);
  }

  async #sweepOne(session: ModelSession, picked: Picked, { signal, priority, onProgress }: JobRun): Promise<Swept> {
    const sweep = this.#plan(picked);
    const { images, step, milliseconds } = await session.ask(
      'robustness.sweep',
      { images: batchOf([picked]), settings: this.settings() },
      { signal, priority, onProgress: ({ share }) => onProgress(share) },
    );
    return { picked, sweep, image: images[0]!, step, milliseconds };
  }

  async #surveyMany(job: JobRun): Promise<Surveyed> {
    const session = this.#asker.session()!;
    this.arrived = [];
    const picked = await someOfEachClass(session, this.#asker.choices().setSize, job);
    if (picked.length === 0) throw new KitError('bad-data', 'The data set has no held-out images.');
    const sweep = this.#plan(picked[0]!);
    const images: SweptImage[] = [];
    const { summary, step, milliseconds } = await this.#ask(session, picked, job, (some) => {
      images.push(...some);
      this.arrived = [...images];
      this.#host.requestUpdate();
    });
    return { sweep, picked, images, summary, step, milliseconds };
  }

  #ask(
    session: ModelSession,
    picked: readonly Picked[],
    { signal, onProgress }: JobRun,
    onImages: (images: readonly SweptImage[]) => void,
  ) {
    const { classNames } = session.snapshot;
    const truths = picked.map(({ truth }) => (truth === undefined ? -1 : classNames.indexOf(truth)));
    return session.ask(
      'robustness.survey',
      {
        images: batchOf(picked),
        truths: truths.includes(-1) ? undefined : truths,
        settings: this.settings(),
        seed: this.#asker.choices().seed,
      },
      // Minutes of work are nobody's gesture: what a reader does meanwhile goes first.
      { signal, priority: 'visible', onProgress: ({ share }) => onProgress(share), onFrame: (f) => onImages(f.images) },
    );
  }

  /** One after the other; a network that can't take the image says so in its place. */
  async #sweepRivals(job: JobRun): Promise<readonly Rival[]> {
    const picked = this.image.current!;
    const found: Rival[] = [];
    for (const [name, session] of this.#asker.rivals()) {
      try {
        await fitting(session, picked);
        found.push({ name, swept: await this.#sweepOne(session, picked, job) });
      } catch (thrown) {
        const problem = KitError.from(thrown);
        if (problem.code === 'aborted') throw problem;
        found.push({ name, problem });
      }
      job.onProgress(found.length / this.#asker.rivals().size);
    }
    return found;
  }

  async #duel(own: Surveyed, job: JobRun): Promise<readonly Duel[]> {
    const duels: Duel[] = [];
    const rivals = [...this.#asker.rivals()];
    for (const [name, session] of rivals) {
      const onProgress = (share: number) => job.onProgress((duels.length + share) / rivals.length);
      // A network that can't take the image has said so above, in its place.
      if (this.rivals.current?.some((rival) => rival.name === name && rival.problem !== undefined)) continue;
      await fitting(session, own.picked[0]!);
      const images: SweptImage[] = [];
      const { summary } = await this.#ask(session, own.picked, { ...job, onProgress }, (some) => images.push(...some));
      const columns = STATISTICS.map((statistic) =>
        Float32Array.from(images, ({ stability }, i) => stability[statistic] - own.images[i]!.stability[statistic]),
      );
      const means = await session.ask('statistics.means', { columns, seed: this.#asker.choices().seed }, job);
      const difference = Object.fromEntries(STATISTICS.map((statistic, i) => [statistic, means[i]!]));
      duels.push({ name, summary, difference: difference as Duel['difference'] });
    }
    return duels;
  }
}

/** @throws KitError invalid-argument where a network takes images of another size */
async function fitting(session: ModelSession, { pixels }: Picked): Promise<void> {
  await session.load();
  const [height, width] = session.snapshot.spec.inputShape;
  if (height === pixels.shape[0] && width === pixels.shape[1]) return;
  throw new KitError(
    'invalid-argument',
    `It takes images of ${height} × ${width} pixels, not ${pixels.shape.slice(0, 2).join(' × ')}.`,
  );
}
