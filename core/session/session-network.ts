/**
 * The network of one session while it is in the worker: made of random weights, of a file, or of a run that was kept;
 * once, and again after a failure. Asking and training it are others' business.
 */
import type { ModelFileReport, SavedState } from '../runtime/protocol.js';
import type { DatasetInfo } from '../types.js';
import { type LocatedModel, locateModel } from './model-file.js';
import type { SessionCore } from './parts.js';
import type { RuntimeLease } from './runtimes.js';
import { type Plan, planRun } from './settings.js';
import type { SessionSettings } from './types.js';

export class SessionNetwork {
  /** Name of the model in the worker; a new one for new weights, so that a late answer can't reach the wrong model. */
  id: string;
  /** Where it comes from, if it is not made of random weights; and what that says once it was read. */
  file: LocatedModel | undefined;
  report: ModelFileReport | undefined;
  /** Makes the network of a run that was kept, in place of a fresh one. */
  resume: (() => Promise<unknown>) | undefined;
  /** Awaited before the network is made: what was kept is being read. */
  restored: Promise<void> = Promise.resolve();
  private created: Promise<unknown> | undefined;
  private begun = false;
  private names = 0;

  constructor(
    private readonly session: SessionCore,
    private readonly pictures: () => DatasetInfo | undefined,
  ) {
    this.id = `${session.name}#0`;
  }

  /** True until the making of a network has begun: it could still be another. */
  get isOpen(): boolean {
    return !this.begun;
  }

  /** What settings come to with what file and pictures say. */
  plan(settings: SessionSettings, report = this.report): Plan {
    return planRun(settings, { file: report, pictures: this.pictures() });
  }

  create(): Promise<unknown> {
    this.created ??= this.restored
      .then(() => {
        this.begun = true;
        return this.resume ? this.resume() : this.createFresh();
      })
      .catch((thrown: unknown) => {
        this.created = undefined;
        throw thrown;
      });
    return this.created;
  }

  /** Puts a network that was read in place of the one that was given up. */
  use(id: string, file: LocatedModel, report: ModelFileReport): void {
    this.id = id;
    this.file = file;
    this.report = report;
    this.created = Promise.resolve();
    this.begun = true;
  }

  /**
   * Gives up the network.
   * @param lease on the worker that has it
   * @returns a way to free it there, undefined where none was made
   */
  giveUp(lease: Promise<RuntimeLease> | undefined): (() => Promise<void>) | undefined {
    const { id, created } = this;
    this.id = this.nextId();
    this.lose();
    this.resume = undefined;
    if (!created) return undefined;
    return async () => {
      await created.catch(() => undefined);
      const runtime = await lease?.catch(() => undefined);
      await runtime?.client.run('model.dispose', { model: id }).result.catch(() => undefined);
    };
  }

  /** The worker that had it is another. */
  lose(): void {
    this.created = undefined;
    this.begun = false;
  }

  /** Files that a reader chose stay until another source, or none, is asked for. */
  fileAfter(before: SessionSettings, settings: SessionSettings): LocatedModel | undefined {
    const named = locateModel(settings);
    if (named) return named;
    const same = before.src === undefined && before.init === undefined && before.architecture === settings.architecture;
    return same && before.width === settings.width ? this.file : undefined;
  }

  /** A name for another model in the worker. */
  nextId(): string {
    return `${this.session.name}#${++this.names}`;
  }

  createFresh(): Promise<unknown> {
    return this.file ? this.createFromFile(this.file) : this.createInWorker();
  }

  /** @param saved what its next step depends on, where it is to go on; else its weights are random, from the seed */
  async createInWorker(saved?: SavedState): Promise<unknown> {
    const { client } = await this.session.runtime();
    const { spec, config } = this.session.store.snapshot;
    return client.run('model.create', { model: this.id, spec, seed: config.seed, ...(saved ? { saved } : {}) }).result;
  }

  private async createFromFile(file: LocatedModel): Promise<void> {
    const { createFromFile } = await import('./file-actions.js');
    await createFromFile(this.session, this, file);
  }
}
