/**
 * One model's life on the page: what was asked for, the jobs that serve it, and the snapshot that elements draw. It
 * holds no tensors; the worker does. It never guesses: a phase changes when the worker says so.
 */
import { KitError } from '../errors.js';
import type { Job, JobOptions, RuntimeClient } from '../runtime/client.js';
import type { JobParams, JobResult, ModelFileReport, PickedFile, TrainFrame } from '../runtime/protocol.js';
import type { Evaluation, TrainProgress, WeightMap } from '../types.js';
import { appendPoints, truncate } from './history.js';
import { acquireRuntime, openDevice, type RuntimeLease } from './runtimes.js';
import { datasetRequest } from './dataset-request.js';
import {
  loadModel,
  locateFiles,
  type LocatedModel,
  locateModel,
  locateSrc,
  metadataOf,
  readySource,
  waitingSource,
} from './model-file.js';
import { askedFor, forgetKept, type KeptRun, keptRun, readKept, writeKept } from './kept-run.js';
import { importPictures, type OwnPictures, pickedFiles } from './own-pictures.js';
import { type Question, type QuestionOptions, type QuestionParams, QUESTIONS } from './questions.js';
import { DEFAULT_SETTINGS, needsNewNetwork, type Plan, planRun } from './settings.js';
import { SnapshotStore } from './store.js';
import type {
  ExportOptions,
  ImportDatasetOptions,
  ImportOptions,
  LeftOut,
  ModelSession,
  ModelSource,
  SessionSettings,
  SessionSnapshot,
} from './types.js';

const EMPTY_RUN = {
  step: 0,
  progress: undefined,
  points: [],
  evaluations: [],
  seen: undefined,
  samples: [],
  error: undefined,
  notice: undefined,
} as const;

export class LiveModelSession implements ModelSession {
  private readonly store: SnapshotStore;
  /** Name of the model in the worker; a new one for new weights, so that a late answer can't reach the wrong model. */
  private modelId: string;
  private generation = 0;
  private lease: Promise<RuntimeLease> | undefined;
  private created: Promise<unknown> | undefined;
  private opened: Promise<unknown> | undefined;
  private run: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  private disposed = false;
  /** Where the network comes from, if it is not made of random weights; and what it says once it was read. */
  private file: LocatedModel | undefined;
  private report: ModelFileReport | undefined;
  /** The reader's own pictures, in place of the data set that the settings name. */
  private pictures: OwnPictures | undefined;
  /** A run that this browser had kept, to go on with; and the page's settings that it belongs to. */
  private kept: KeptRun | undefined;
  private asked = '';
  /** Whether the network that `created` promises is being made: too late to go on with another. */
  private begun = false;
  private keptAt = 0;
  private keeping: Promise<void> = Promise.resolve();
  private restored: Promise<void> = Promise.resolve();
  private imports = 0;
  /** Resolves when what was given up is gone from the worker; what is new waits for it. */
  private ending: Promise<void> = Promise.resolve();

  /** @throws KitError invalid-argument if the settings can't be met. */
  constructor(
    readonly name: string,
    settings: Partial<SessionSettings> = {},
  ) {
    const complete = merge(DEFAULT_SETTINGS, settings);
    this.modelId = `${name}#0`;
    this.file = locateModel(complete);
    this.store = new SnapshotStore({
      ...EMPTY_RUN,
      ...planRun(complete),
      name,
      phase: 'idle',
      settings: complete,
      source: this.file && waitingSource(this.file),
      download: undefined,
      device: undefined,
    });
    if (complete.keep !== undefined) this.goOnWithKept();
  }

  get snapshot(): SessionSnapshot {
    return this.store.snapshot;
  }

  subscribe(listener: (snapshot: SessionSnapshot) => void): () => void {
    return this.store.subscribe(listener);
  }

  configure(changes: Partial<SessionSettings>): void {
    const before = this.snapshot.settings;
    const settings = merge(before, changes);
    if (settings.keep !== undefined && settings.keep !== before.keep) this.goOnWithKept();
    const pictures = 'dataset' in changes || 'dataUrl' in changes ? undefined : this.pictures;
    if (!needsNewNetwork(before, settings) && pictures === this.pictures) {
      this.store.change({ settings, ...this.plan(settings) });
      this.restartWithNewConfiguration();
      return;
    }
    const file = this.fileAfter(before, settings);
    const plan = planRun(settings, { pictures: pictures?.info });
    void this.discardNetwork();
    this.file = file;
    this.report = undefined;
    if (pictures !== this.pictures) this.replaceData(pictures);
    if (before.backend !== settings.backend) this.releaseRuntime();
    if (before.dataset !== settings.dataset || before.dataUrl !== settings.dataUrl) this.opened = undefined;
    this.store.change({
      ...EMPTY_RUN,
      ...plan,
      settings,
      source: file && waitingSource(file),
      phase: 'idle',
      ...(this.lease ? {} : { device: undefined }),
      ...(this.opened ? {} : { download: undefined }),
    });
  }

  train(): Promise<void> {
    return this.startRun();
  }

  step(): Promise<void> {
    return this.startRun(1);
  }

  async pause(): Promise<void> {
    const { run } = this;
    if (!run) return;
    run.abort.abort();
    await run.done.catch(() => undefined);
    await this.keeping;
  }

  reset(): Promise<void> {
    const gone = this.discardNetwork();
    this.store.change({ ...EMPTY_RUN, phase: 'idle' });
    const { keep } = this.snapshot.settings;
    return keep === undefined ? gone : gone.then(() => forgetKept(keep)).catch(() => undefined);
  }

  async evaluate(): Promise<Evaluation> {
    const { client } = await this.prepare();
    const { evaluation, samples } = await client.run(
      'train.evaluate',
      { model: this.modelId, dataset: this.datasetKey },
      { priority: 'gesture' },
    ).result;
    this.store.change({ evaluations: withEvaluation(this.snapshot.evaluations, evaluation), samples });
    return evaluation;
  }

  async exportWeights(): Promise<WeightMap> {
    const { client } = await this.runtime();
    await this.createNetwork();
    return client.run('model.weights', { model: this.modelId }, { priority: 'gesture' }).result;
  }

  async load(): Promise<void> {
    await this.ending;
    if (this.disposed) throw new KitError('invalid-argument', 'This model was already freed.');
    await this.createNetwork();
  }

  async importModel(model: string | URL | readonly File[], options: ImportOptions = {}): Promise<void> {
    const src = typeof model === 'string' || model instanceof URL ? String(model) : undefined;
    const file = src === undefined ? locateFiles(model as readonly File[]) : locateSrc(src);
    const current = this.whileCurrent();
    await this.ending;
    const settings = merge(this.snapshot.settings, { ...NO_FILE, ...options, src });
    const modelId = `${this.name}#import ${++this.imports}`;
    const { client } = await this.runtime();
    const report = await loadModel(client, modelId, file, settings);
    try {
      if (!current()) throw new KitError('aborted', 'Another network was asked for meanwhile.');
      const plan = planRun(settings, { file: report, pictures: this.pictures?.info });
      void this.discardNetwork();
      this.modelId = modelId;
      this.file = file;
      this.report = report;
      this.created = Promise.resolve();
      this.begun = true;
      this.store.change({ ...EMPTY_RUN, ...plan, settings, source: readySource(file, report), phase: 'idle' });
    } catch (thrown) {
      await client.run('model.dispose', { model: modelId }).result.catch(() => undefined);
      throw thrown;
    }
  }

  async exportModel({ precision = 'float32' }: ExportOptions = {}): Promise<Blob> {
    const { client } = await this.runtime();
    await this.createNetwork();
    const metadata = metadataOf(this.snapshot);
    const job = client.run('model.export', { model: this.modelId, precision, metadata }, { priority: 'gesture' });
    return new Blob([(await job.result).zip], { type: 'application/zip' });
  }

  async importDataset(
    files: readonly (File | PickedFile)[],
    options: ImportDatasetOptions = {},
  ): Promise<readonly LeftOut[]> {
    const current = this.whileCurrent();
    await this.ending;
    const { imageSize, fit, testShare } = options;
    const { settings } = this.snapshot;
    const key = `${this.name}: pictures ${++this.imports}`;
    const { client } = await this.runtime();
    const chosen = { key, files: pickedFiles(files), settings: { imageSize, fit, testShare, seed: settings.seed } };
    const pictures = await importPictures(client, chosen, options);
    try {
      if (!current()) throw new KitError('aborted', 'Another network or data set was asked for meanwhile.');
      // A network that learns anew gets its last layer for the new classes when it is read again.
      const report = settings.init === undefined ? this.report : undefined;
      const plan = planRun(settings, { file: report, pictures: pictures.info });
      void this.discardNetwork();
      this.report = report;
      this.replaceData(pictures);
      this.opened = Promise.resolve();
      const { totalBytes } = pictures.info;
      const download = { receivedBytes: totalBytes, totalBytes, ready: true };
      this.store.change({ ...EMPTY_RUN, ...plan, download, phase: 'idle' });
      return pictures.leftOut;
    } catch (thrown) {
      await client.run('dataset.free', { dataset: key }).result.catch(() => undefined);
      throw thrown;
    }
  }

  async ask<Q extends Question>(
    question: Q,
    params: QuestionParams<Q>,
    options: QuestionOptions<Q> = {},
  ): Promise<JobResult<Q>> {
    await this.ending;
    if (this.disposed) throw new KitError('invalid-argument', 'This model was already freed.');
    const current = this.whileCurrent();
    try {
      return await this.askOnce(question, params, options);
    } catch (thrown) {
      const error = KitError.from(thrown);
      if (!current()) throw new KitError('aborted', 'The network was replaced by another.', { cause: error });
      if (error.code !== 'device-lost' || options.signal?.aborted) throw error;
      await this.recoverDevice();
      return this.askOnce(question, params, options);
    }
  }

  private async askOnce<Q extends Question>(
    question: Q,
    params: QuestionParams<Q>,
    options: QuestionOptions<Q>,
  ): Promise<JobResult<Q>> {
    const { client } = await this.runtime();
    const about = await this.subjectOf(question);
    return client.run(question, { ...params, ...about } as unknown as JobParams<Q>, options).result;
  }

  /** What a question is about, ready to be asked. */
  private async subjectOf(question: Question): Promise<object> {
    switch (QUESTIONS[question]) {
      case 'model':
        await this.createNetwork();
        return { model: this.modelId };
      case 'dataset':
        if (!this.pictures) return { dataset: this.datasetKey, source: datasetRequest(this.snapshot.settings) };
        await this.openDataset(await this.runtime());
        return { dataset: this.datasetKey };
      case 'neither':
        return {};
    }
  }

  /** Ends everything; for the registry, once the last user has gone. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await this.discardNetwork();
    this.replaceData(undefined);
    this.releaseRuntime();
  }

  // ---- the run ----------------------------------------------------------------------------------------------------

  private startRun(steps?: number): Promise<void> {
    if (this.disposed) return Promise.reject(new KitError('invalid-argument', 'This model was already freed.'));
    if (this.run) return this.run.done;
    const abort = new AbortController();
    const run = { abort, done: this.ending.then(() => this.drive(abort.signal, steps)) };
    this.run = run;
    const over = () => {
      if (this.run === run) this.run = undefined;
    };
    // The failure is in the snapshot as well; a caller that does not await must not cause an unhandled rejection.
    run.done.then(over, over);
    return run.done.then(() => this.keeping);
  }

  private async drive(signal: AbortSignal, steps: number | undefined): Promise<void> {
    const current = this.whileCurrent();
    if (!current()) return;
    this.store.change({ error: undefined, notice: undefined, phase: this.dataReady ? 'preparing' : 'downloading' });
    try {
      for (;;) {
        try {
          await this.prepare(signal);
          const result = await this.trainJob(signal, steps);
          if (current()) this.store.change({ phase: result.done ? 'finished' : 'paused', step: result.step });
          this.keeping = this.keepRun();
          return;
        } catch (thrown) {
          const error = KitError.from(thrown);
          if (error.code !== 'device-lost' || signal.aborted) throw error;
          await this.recoverDevice();
        }
      }
    } catch (thrown) {
      if (current()) this.endWith(KitError.from(thrown));
    }
  }

  /** False once the network was given up for another: what then still comes in is about the past. */
  private whileCurrent(): () => boolean {
    const { generation } = this;
    return () => this.generation === generation && !this.disposed;
  }

  /** What a failure or a cancel leaves: a paused run where there is one, or the element as it was. */
  private endWith(error: KitError): void {
    if (error.code === 'aborted') {
      this.store.change({ phase: this.snapshot.step > 0 ? 'paused' : 'idle' });
      this.keeping = this.keepRun();
      return;
    }
    this.store.change({ phase: 'failed', error });
    throw error;
  }

  private async trainJob(signal: AbortSignal, steps: number | undefined): Promise<JobResult<'train.run'>> {
    const { client } = await this.runtime();
    const { config } = this.snapshot;
    checkClasses(this.snapshot);
    const current = this.whileCurrent();
    const job: Job<'train.run'> = client.run(
      'train.run',
      { model: this.modelId, dataset: this.datasetKey, config, ...(steps === undefined ? {} : { steps }) },
      {
        signal,
        priority: 'background',
        onProgress: (progress) => current() && this.onProgress(progress),
        onFrame: (frame) => current() && this.onFrame(frame),
      },
    );
    return job.result;
  }

  private onProgress(progress: TrainProgress): void {
    this.store.change({
      phase: 'running',
      step: progress.step,
      progress,
      points: appendPoints(this.snapshot.points, progress.points),
    });
  }

  private onFrame(frame: TrainFrame): void {
    const { snapshot } = this;
    if (frame.kind === 'seen') this.store.change({ phase: 'running', seen: frame.batch });
    if (frame.kind === 'evaluation') {
      this.store.change({
        evaluations: withEvaluation(snapshot.evaluations, frame.evaluation),
        samples: frame.samples,
      });
      if (performance.now() - this.keptAt > KEEP_EVERY_MS) void this.keepRun();
    }
    if (frame.kind === 'rollback') {
      this.store.change({
        step: frame.step,
        points: truncate(snapshot.points, frame.step),
        evaluations: truncate(snapshot.evaluations, frame.step),
      });
    }
  }

  /** Learning rate and the like hold from the next step on: the run is asked to stop and to go on with them. */
  private restartWithNewConfiguration(): void {
    const { run } = this;
    if (!run || this.snapshot.phase !== 'running') return;
    run.abort.abort();
    void run.done.then(() => {
      if (this.snapshot.phase === 'paused') void this.train();
    });
  }

  private async recoverDevice(): Promise<void> {
    const lost = this.snapshot.device;
    const { client } = await this.runtime();
    const device = await openDevice(client, this.snapshot.settings.backend);
    const where = `The device (${lost?.backend ?? 'GPU'}) was lost; `;
    this.store.change({
      device,
      ...(this.run
        ? { phase: 'preparing', notice: `${where}training goes on with ${device.backend} from the last saved step.` }
        : { notice: `${where}the model goes on with ${device.backend} from its last saved state.` }),
    });
  }

  // ---- what outlives the page -------------------------------------------------------------------------------------

  /** Reads what was kept and shows it; whoever asks for the network waits for that. */
  private goOnWithKept(): void {
    this.restored = this.restored.then(() => this.restoreKept()).catch(() => undefined);
    this.ending = this.ending.then(() => this.restored);
  }

  private async restoreKept(): Promise<void> {
    const { keep } = this.snapshot.settings;
    const kept = keep === undefined ? undefined : await readKept(keep);
    const { settings, step } = this.snapshot;
    this.asked = askedFor(settings);
    // The page may have gone on while the browser read.
    const pristine = step === 0 && !this.begun && !this.pictures && !this.disposed;
    if (!kept || !pristine || settings.keep !== keep || kept.asked !== this.asked) return;
    const merged = { ...kept.settings, backend: settings.backend, labels: settings.labels, keep };
    const plan = planRun(merged, { file: kept.report });
    this.kept = kept;
    this.report = kept.report;
    const source = kept.report && this.file && readySource(this.file, kept.report);
    const notice = `Goes on from step ${kept.run.step}, which this browser had kept.`;
    this.store.change({ ...EMPTY_RUN, ...plan, ...kept.run, settings: merged, ...(source ? { source } : {}), notice });
  }

  /** Stores the run as it stands, if the page asked for it. Never fails: a run is worth more than its copy. */
  private async keepRun(): Promise<void> {
    const { keep } = this.snapshot.settings;
    if (keep === undefined || this.pictures || this.snapshot.step === 0) return;
    this.keptAt = performance.now();
    const current = this.whileCurrent();
    try {
      const { client } = await this.runtime();
      const state = await client.run('model.save', { model: this.modelId }).result;
      if (state && current()) await writeKept(keep, keptRun(this.snapshot, state, this.asked, this.report));
    } catch (thrown) {
      if (current()) this.store.change({ notice: KitError.from(thrown).message });
    }
  }

  // ---- what a run stands on ---------------------------------------------------------------------------------------

  private get datasetKey(): string {
    return this.pictures?.key ?? datasetRequest(this.snapshot.settings).name;
  }

  private get dataReady(): boolean {
    return this.snapshot.download?.ready ?? false;
  }

  /** Runtime, data (its first part) and network; each once, again after a failure. */
  private async prepare(signal?: AbortSignal): Promise<RuntimeLease> {
    const lease = await this.runtime();
    await this.openDataset(lease, signal);
    if (this.snapshot.phase === 'downloading') this.store.change({ phase: 'preparing' });
    await this.createNetwork();
    if (signal?.aborted) throw new KitError('aborted', 'The request was cancelled.');
    return lease;
  }

  private runtime(): Promise<RuntimeLease> {
    if (!this.lease) {
      const lease = acquireRuntime(this.snapshot.settings.backend);
      this.lease = lease;
      lease.then(
        ({ device }) => this.lease === lease && this.store.change({ device }),
        () => this.lease === lease && (this.lease = undefined),
      );
    }
    return this.lease;
  }

  private releaseRuntime(): void {
    this.lease?.then(
      (lease) => lease.release(),
      () => undefined,
    );
    this.lease = undefined;
    this.created = undefined;
    this.opened = undefined;
  }

  /** Resolves when enough images are here to start; the others go on arriving. */
  private openDataset({ client }: RuntimeLease, signal?: AbortSignal): Promise<unknown> {
    if (this.opened) return this.opened;
    if (this.pictures) return this.reopenPictures(client, this.pictures);
    const opened = new Promise<void>((resolve, reject) => {
      const job = client.run(
        'dataset.open',
        { source: datasetRequest(this.snapshot.settings) },
        {
          signal,
          onProgress: (download) => {
            this.store.change({ download });
            if (download.ready) resolve();
          },
        },
      );
      job.result.then(
        () => resolve(),
        (error: KitError) => {
          // What arrived is kept in the worker; the next request asks for the rest.
          this.opened = undefined;
          reject(error);
        },
      );
    });
    this.opened = opened;
    return opened;
  }

  /** For a worker that does not have them yet. */
  private reopenPictures(client: RuntimeClient, pictures: OwnPictures): Promise<unknown> {
    this.opened = importPictures(client, pictures);
    this.opened.catch(() => (this.opened = undefined));
    return this.opened;
  }

  private replaceData(pictures: OwnPictures | undefined): void {
    const { lease, pictures: before } = this;
    this.pictures = pictures;
    this.opened = undefined;
    if (!before) return;
    void this.ending
      .then(() => lease)
      .then((held) => held?.client.run('dataset.free', { dataset: before.key }).result)
      .catch(() => undefined);
  }

  private plan(settings: SessionSettings): Plan {
    return planRun(settings, { file: this.report, pictures: this.pictures?.info });
  }

  private createNetwork(): Promise<unknown> {
    this.created ??= this.restored
      .then(() => {
        this.begun = true;
        return this.kept ? this.createFromKept(this.kept) : this.createFresh();
      })
      .catch((thrown: unknown) => {
        this.created = undefined;
        throw thrown;
      });
    return this.created;
  }

  private createFresh(): Promise<unknown> {
    return this.file ? this.loadFile(this.file) : this.createFromSeed();
  }

  /** What was kept may have been damaged; then the run begins anew, and says so. */
  private async createFromKept({ state }: KeptRun): Promise<unknown> {
    const { client } = await this.runtime();
    const { spec, config } = this.snapshot;
    try {
      return await client.run('model.create', { model: this.modelId, spec, seed: config.seed, saved: state }).result;
    } catch (thrown) {
      if (KitError.from(thrown).code !== 'bad-weights') throw thrown;
      this.kept = undefined;
      this.store.change({ ...EMPTY_RUN, notice: 'The run that this browser had kept is damaged; it begins anew.' });
      return this.createFresh();
    }
  }

  private async createFromSeed(): Promise<unknown> {
    const { client } = await this.runtime();
    const { spec, config } = this.snapshot;
    return client.run('model.create', { model: this.modelId, spec, seed: config.seed }).result;
  }

  private async loadFile(file: LocatedModel): Promise<void> {
    const current = this.whileCurrent();
    const tell = (change: Partial<ModelSource>) => {
      if (current()) this.store.change({ source: { ...waitingSource(file), ...change } });
    };
    tell({ status: 'loading' });
    try {
      const { settings } = this.snapshot;
      const onProgress: JobOptions<'model.load'>['onProgress'] = (progress) => tell({ status: 'loading', progress });
      const { client } = await this.runtime();
      const report = await loadModel(client, this.modelId, file, settings, {
        onProgress,
        classNames: this.snapshot.dataset.classNames,
        // What can be counted of it is shown, whether it runs or not.
        onReport: (file) => {
          if (current()) this.store.change(planRun(settings, { file, pictures: this.pictures?.info }));
        },
      });
      if (!current()) return;
      this.report = report;
      this.store.change({ source: readySource(file, report) });
    } catch (thrown) {
      tell({ status: 'failed', error: KitError.from(thrown) });
      throw thrown;
    }
  }

  /** Files that a reader chose stay until another source, or none, is asked for. */
  private fileAfter(before: SessionSettings, settings: SessionSettings): LocatedModel | undefined {
    const named = locateModel(settings);
    if (named) return named;
    const same = before.src === undefined && before.init === undefined && before.architecture === settings.architecture;
    return same && before.width === settings.width ? this.file : undefined;
  }

  /** Gives up the weights: at once for the page, in the worker as soon as the step in flight is done. */
  private discardNetwork(): Promise<void> {
    const { modelId, lease, created, run } = this;
    this.generation += 1;
    this.modelId = `${this.name}#${this.generation}`;
    this.created = undefined;
    this.begun = false;
    this.kept = undefined;
    this.run = undefined;
    run?.abort.abort();
    this.ending = this.ending.then(async () => {
      await run?.done.catch(() => undefined);
      if (!created) return;
      await created.catch(() => undefined);
      const runtime = await lease?.catch(() => undefined);
      await runtime?.client.run('model.dispose', { model: modelId }).result.catch(() => undefined);
    });
    return this.ending;
  }
}

/** While it runs a run is kept at evaluations, this long apart at least, in ms: reading all weights takes time. */
const KEEP_EVERY_MS = 10_000;

/** What a file's own settings are before the page says more. */
const NO_FILE = {
  init: undefined,
  freeze: undefined,
  labels: undefined,
  inputRange: undefined,
  inputSize: undefined,
} as const;

function merge(base: SessionSettings, changes: Partial<SessionSettings>): SessionSettings {
  return { ...base, ...changes };
}

function checkClasses({ classNames, dataset }: SessionSnapshot): void {
  const [outputs, classes] = [classNames.length, dataset.classNames.length];
  if (outputs === classes) return;
  throw new KitError(
    'invalid-argument',
    `The network tells ${outputs} classes apart, but ${dataset.name} has ${classes}: it can be asked, not trained on that.`,
  );
}

function withEvaluation(evaluations: readonly Evaluation[], added: Evaluation): readonly Evaluation[] {
  return [...evaluations.filter(({ step }) => step < added.step), added];
}
