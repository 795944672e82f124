/**
 * Keeps a session's run in this browser and goes on with one that was kept, where the page asked for it by `keep`. When
 * that happens is decided here; what is stored, and how, in kept-run.ts.
 */
import { KitError } from '../errors.js';
import { askedFor, forgetKept, type KeptRun, keptRun, readKept, writeKept } from './kept-run.js';
import { locateModel, readySource } from './model-file.js';
import { EMPTY_RUN, type SessionCore } from './parts.js';
import type { SessionNetwork } from './session-network.js';

/** While it runs a run is kept at evaluations, this long apart at least, in ms: reading all weights takes time. */
const EVERY_MS = 10_000;

export class RunKeeper {
  /** The page's own settings, which a kept run belongs to. */
  private asked = '';
  private keptAt = 0;
  private writing: Promise<void> = Promise.resolve();

  /** @param takesRuns whether nothing has happened yet that a kept run would undo */
  constructor(
    private readonly session: SessionCore,
    private readonly network: SessionNetwork,
    private readonly takesRuns: () => boolean,
  ) {}

  /** Stores the run as it stands. Never fails: a run is worth more than its copy. */
  save(): void {
    this.keptAt = performance.now();
    this.writing = this.write();
  }

  saveNowAndThen(): void {
    if (performance.now() - this.keptAt > EVERY_MS) this.save();
  }

  /** Resolves when what was to be stored is. */
  settled(): Promise<void> {
    return this.writing;
  }

  async forget(): Promise<void> {
    const { keep } = this.session.store.snapshot.settings;
    await this.writing;
    if (keep === undefined) return;
    await forgetKept(keep).catch(() => undefined);
  }

  /** Reads what was kept and shows it. */
  async goOn(): Promise<void> {
    const { session, network } = this;
    const { keep } = session.store.snapshot.settings;
    if (keep === undefined) return;
    const kept = await readKept(keep);
    const { settings } = session.store.snapshot;
    this.asked = askedFor(settings);
    // The page may have gone on while the browser read.
    if (!kept || !this.takesRuns() || settings.keep !== keep || kept.asked !== this.asked) return;
    const merged = { ...kept.settings, backend: settings.backend, labels: settings.labels, keep };
    const file = locateModel(merged);
    const plan = network.plan(merged, kept.report);
    network.resume = () => this.resume(kept);
    network.file = file;
    network.report = kept.report;
    const source = kept.report && file && readySource(file, kept.report);
    const notice = `Goes on from step ${kept.run.step}, which this browser had kept.`;
    session.store.change({ ...plan, ...kept.run, settings: merged, source, notice });
  }

  /** What was kept may have been damaged; then the run begins anew, and says so. */
  private async resume({ state }: KeptRun): Promise<unknown> {
    const { network, session } = this;
    try {
      return await network.createInWorker(state);
    } catch (thrown) {
      if (KitError.from(thrown).code !== 'bad-weights') throw thrown;
      network.resume = undefined;
      const notice = 'The run that this browser had kept is damaged; it begins anew.';
      session.store.change({ ...EMPTY_RUN, phase: 'idle', notice });
      return network.createFresh();
    }
  }

  private async write(): Promise<void> {
    const { store } = this.session;
    const { keep } = store.snapshot.settings;
    if (keep === undefined || store.snapshot.step === 0) return;
    const current = this.session.whileCurrent();
    try {
      const { client } = await this.session.runtime();
      const state = await client.run('model.save', { model: this.network.id }).result;
      if (state && current()) await writeKept(keep, keptRun(store.snapshot, state, this.asked, this.network.report));
    } catch (thrown) {
      if (current()) store.change({ notice: KitError.from(thrown).message });
    }
  }
}
