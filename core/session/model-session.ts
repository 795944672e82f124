/**
 * One model's life on the page: what was asked for, the jobs that serve it, and the snapshot that elements draw. It
 * holds no tensors; the worker does. It never guesses: a phase changes when the worker says so.
 */
import { KitError } from '../errors.js';
import type { JobParams, JobResult, PickedFile } from '../runtime/protocol.js';
import type { Evaluation, WeightMap } from '../types.js';
import type { Hands } from './file-actions.js';
import { locateModel, waitingSource } from './model-file.js';
import { EMPTY_RUN, type SessionCore } from './parts.js';
import { type Question, type QuestionOptions, type QuestionParams, QUESTIONS } from './questions.js';
import type { RunKeeper } from './run-keeper.js';
import { acquireRuntime, openDevice, type RuntimeLease } from './runtimes.js';
import { SessionData } from './session-data.js';
import { SessionNetwork } from './session-network.js';
import type { RunHands } from './session-run.js';
import { DEFAULT_SETTINGS, needsNewNetwork, planRun } from './settings.js';
import { type SnapshotStore, Store } from './store.js';
import type {
  ExportOptions,
  ImportDatasetOptions,
  ImportOptions,
  LeftOut,
  ModelSession,
  SessionSettings,
  SessionSnapshot,
} from './types.js';

export class LiveModelSession implements ModelSession {
  private readonly store: SnapshotStore;
  private readonly core: SessionCore;
  private readonly network: SessionNetwork;
  private readonly data: SessionData;
  /** Only where the page asked for runs to be kept. */
  private keeper: Promise<RunKeeper> | undefined;
  private generation = 0;
  private lease: Promise<RuntimeLease> | undefined;
  private run: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  private disposed = false;
  /** Resolves when what was given up is gone from the worker; what is new waits for it. */
  private ending: Promise<void> = Promise.resolve();

  /** @throws KitError invalid-argument if the settings can't be met. */
  constructor(
    readonly name: string,
    settings: Partial<SessionSettings> = {},
  ) {
    const complete = merge(DEFAULT_SETTINGS, settings);
    const file = locateModel(complete);
    this.store = new Store<SessionSnapshot>({
      ...EMPTY_RUN,
      ...planRun(complete),
      name,
      phase: 'idle',
      settings: complete,
      source: file && waitingSource(file),
      download: undefined,
      device: undefined,
    });
    this.core = {
      name,
      store: this.store,
      runtime: () => this.runtime(),
      whileCurrent: () => this.whileCurrent(),
    };
    this.data = new SessionData(this.core);
    this.network = new SessionNetwork(this.core, () => this.data.pictures);
    this.network.file = file;
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
    const dropsPictures = this.data.pictures !== undefined && ('dataset' in changes || 'dataUrl' in changes);
    if (!needsNewNetwork(before, settings) && !dropsPictures) {
      this.store.change({ settings, ...this.network.plan(settings) });
      this.restartWithNewConfiguration();
      return;
    }
    const file = this.network.fileAfter(before, settings);
    const plan = planRun(settings, { pictures: dropsPictures ? undefined : this.data.pictures });
    void this.discardNetwork();
    this.network.file = file;
    this.network.report = undefined;
    if (dropsPictures) void this.data.drop(this.lease, this.ending);
    if (before.backend !== settings.backend) this.releaseRuntime();
    if (before.dataset !== settings.dataset || before.dataUrl !== settings.dataUrl) this.data.close();
    this.store.change({
      ...EMPTY_RUN,
      ...plan,
      settings,
      source: file && waitingSource(file),
      phase: 'idle',
      ...(this.lease ? {} : { device: undefined }),
      ...(this.data.isOpen ? {} : { download: undefined }),
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
    await this.kept();
  }

  reset(): Promise<void> {
    const gone = this.discardNetwork();
    this.store.change({ ...EMPTY_RUN, phase: 'idle' });
    return gone.then(async () => (await this.keeper)?.forget());
  }

  async evaluate(): Promise<Evaluation> {
    const { evaluate } = await import('./session-run.js');
    return evaluate(this.runHands(this.whileCurrent()));
  }

  async exportWeights(): Promise<WeightMap> {
    const { client } = await this.runtime();
    await this.network.create();
    return client.run('model.weights', { model: this.network.id }, { priority: 'gesture' }).result;
  }

  async load(): Promise<void> {
    await this.whenReady();
    await this.network.create();
  }

  importModel(model: string | URL | readonly File[], options: ImportOptions = {}): Promise<void> {
    return this.act((actions, hands) => actions.importModel(hands, model, options));
  }

  exportModel(options: ExportOptions = {}): Promise<Blob> {
    return this.act((actions, hands) => actions.exportModel(hands, options));
  }

  importDataset(
    files: readonly (File | PickedFile)[],
    options: ImportDatasetOptions = {},
  ): Promise<readonly LeftOut[]> {
    return this.act((actions, hands) => actions.importDataset(hands, files, options));
  }

  /** Resolves when what was given up before is gone. @throws KitError invalid-argument for a model that was freed */
  private async whenReady(): Promise<void> {
    await this.ending;
    if (this.disposed) throw new KitError('invalid-argument', 'This model was already freed.');
  }

  private async act<R>(action: (actions: typeof import('./file-actions.js'), hands: Hands) => Promise<R>): Promise<R> {
    const { core, network, data } = this;
    const hands = { ...core, network, data, current: this.whileCurrent(), discard: () => this.discardNetwork() };
    const actions = await import('./file-actions.js');
    await this.whenReady();
    return action(actions, hands);
  }

  async ask<Q extends Question>(
    question: Q,
    params: QuestionParams<Q>,
    options: QuestionOptions<Q> = {},
  ): Promise<JobResult<Q>> {
    await this.whenReady();
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
        await this.network.create();
        return { model: this.network.id };
      case 'dataset':
        return this.data.subject();
      case 'neither':
        return {};
    }
  }

  /** Ends everything; for the registry, once the last user has gone. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await this.discardNetwork();
    void this.data.drop(this.lease, this.ending);
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
    return run.done.then(() => this.kept());
  }

  /** What a run does is loaded with the first one. */
  private async drive(signal: AbortSignal, steps: number | undefined): Promise<void> {
    const current = this.whileCurrent();
    if (!current()) return;
    let run;
    try {
      run = await import('./session-run.js');
    } catch (cause) {
      const sentence = 'A part of the library did not arrive, so nothing can be trained. Is the network there?';
      const error = new KitError('fetch-failed', sentence, { cause });
      if (current()) this.store.change({ phase: 'failed', error });
      throw error;
    }
    await run.drive(this.runHands(current), signal, steps);
  }

  private runHands(current: () => boolean): RunHands {
    const { core, network, data } = this;
    return {
      ...core,
      network,
      data,
      current,
      session: this,
      prepare: (signal) => this.prepare(signal),
      recoverDevice: () => this.recoverDevice(),
      keep: (how) => this.keep(how),
    };
  }

  /** False once the network was given up for another: what then still comes in is about the past. */
  private whileCurrent(): () => boolean {
    const { generation } = this;
    return () => this.generation === generation && !this.disposed;
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

  /** Reads what was kept and shows it; whoever asks for the network waits for that. */
  private goOnWithKept(): void {
    this.keeper ??= import('./run-keeper.js').then(
      ({ RunKeeper }) => new RunKeeper(this.core, this.network, () => this.isUntouched),
    );
    const restored = this.keeper.then((keeper) => keeper.goOn()).catch(() => undefined);
    this.network.restored = restored;
    this.ending = this.ending.then(() => restored);
  }

  /** Pictures of the reader's are gone with the page, and a run on them with them. */
  private keep(how: (keeper: RunKeeper) => void): void {
    if (!this.data.pictures) void this.keeper?.then(how);
  }

  /** Resolves when what was to be kept is. */
  private async kept(): Promise<void> {
    await (await this.keeper)?.settled();
  }

  /** True while a run that was kept could take the place of all that there is. */
  private get isUntouched(): boolean {
    return this.snapshot.step === 0 && this.network.isOpen && !this.data.pictures && !this.disposed;
  }

  // ---- what a run stands on ---------------------------------------------------------------------------------------

  /** Runtime, data (its first part) and network; each once, again after a failure. */
  private async prepare(signal?: AbortSignal): Promise<RuntimeLease> {
    const lease = await this.runtime();
    await this.data.open(lease, signal);
    if (this.snapshot.phase === 'downloading') this.store.change({ phase: 'preparing' });
    await this.network.create();
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
    this.network.lose();
    this.data.close();
  }

  /** Gives up the weights: at once for the page, in the worker as soon as the step in flight is done. */
  private discardNetwork(): Promise<void> {
    const { run } = this;
    this.generation += 1;
    const free = this.network.giveUp(this.lease);
    this.run = undefined;
    run?.abort.abort();
    this.ending = this.ending.then(async () => {
      await run?.done.catch(() => undefined);
      await free?.();
    });
    return this.ending;
  }
}

function merge(base: SessionSettings, changes: Partial<SessionSettings>): SessionSettings {
  return { ...base, ...changes };
}
