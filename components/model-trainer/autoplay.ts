/**
 * What `autoplay` means: train while somebody can see it, pause off-screen and in hidden tabs, and leave the run alone
 * as soon as the reader or the page takes it over. What a reader started is never paused from here.
 */
import type { ModelSession, SessionPhase } from '../../core/index.js';

export interface AutoplayHost {
  wanted(): boolean;
  visible(): boolean;
  session(): ModelSession | undefined;
}

const BUSY: readonly SessionPhase[] = ['downloading', 'preparing', 'running'];

export class Autoplay {
  readonly #host: AutoplayHost;
  /** The run that goes on was started here. */
  #started = false;
  #paused = false;
  #over = false;

  constructor(host: AutoplayHost) {
    this.#host = host;
  }

  /** True while a run rests only because nobody can see it. */
  get outOfSight(): boolean {
    return this.#paused;
  }

  /** From now on the reader or the page decides. */
  takeOver(): void {
    this.#over = true;
    this.#started = false;
    this.#paused = false;
  }

  /** Starts, pauses or goes on, as the moment asks. */
  check(): void {
    const session = this.#host.session();
    if (session === undefined || this.#over || !this.#host.wanted()) return;
    const { phase } = session.snapshot;
    if (this.#host.visible()) {
      if (phase === 'idle' || (phase === 'paused' && this.#paused)) {
        this.#started = true;
        this.#paused = false;
        session.train().catch(() => undefined);
      }
    } else this.#rest(session);
  }

  /** The element leaves the page: what it started itself must not go on unseen. */
  leave(): void {
    const session = this.#host.session();
    if (session !== undefined) this.#rest(session);
  }

  #rest(session: ModelSession): void {
    if (!this.#started || this.#paused || !BUSY.includes(session.snapshot.phase)) return;
    this.#paused = true;
    session.pause().catch(() => undefined);
  }
}
