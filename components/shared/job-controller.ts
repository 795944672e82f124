/**
 * Keeps one answer of the worker up to date: asks when what is asked has changed and somebody looks, cancels what is no
 * longer wanted, follows a model that is being trained at a pace that leaves it most of the device. It knows nothing of
 * what is asked; hosts give it keys to compare.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { KitError } from '../../core/index.js';

export interface JobRun {
  readonly signal: AbortSignal;
  /** A reader waits for it, or it only keeps a picture fresh. */
  readonly priority: 'gesture' | 'visible';
  /** Share done in [0, 1]. */
  readonly onProgress: (share: number) => void;
}

export interface JobClient<T> {
  /** What is asked, as text to compare; undefined while there is nothing to ask. */
  key(): string | undefined;
  /** What it is asked of: changes while a model is trained. */
  subject(): string;
  run(job: JobRun): Promise<T>;
  /** False stops asking: nobody can see the answer. */
  looked(): boolean;
  /** Whether an answer is asked for anew when only its subject has changed. */
  follows(): boolean;
  /** After each answer. */
  answered?(value: T): void;
  failed(error: KitError): void;
}

/** Following takes a quarter of the device's time at most: the rest is for what is being followed. */
const REST_SHARE = 3;
/** And no more than some answers a second, in ms: eyes can't follow faster. */
const LEAST_REST_MS = 120;

export class JobController<T> implements ReactiveController {
  /** The last answer, whatever was asked since. */
  value: T | undefined;
  /** Share done of the job that runs; undefined while none does. */
  share: number | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #client: JobClient<T>;
  #asked: { readonly key: string; readonly subject: string; readonly abort: AbortController } | undefined;
  #running = false;
  #valueKey: string | undefined;
  #failedKey: string | undefined;
  #byGesture = false;
  #restUntil = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, client: JobClient<T>) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  /** The last answer if it is one to what is asked now, of whatever subject. */
  get current(): T | undefined {
    return this.#valueKey !== undefined && this.#valueKey === this.#client.key() ? this.value : undefined;
  }

  /** True while the answer to what is asked now is on its way for the first time. */
  get waiting(): boolean {
    return this.#running && this.current === undefined;
  }

  hostUpdated(): void {
    // Not in the middle of an update: asking changes what is drawn.
    queueMicrotask(() => this.check());
  }

  hostDisconnected(): void {
    this.#cancel();
  }

  /** What is asked next, a reader waits for. */
  gesture(): void {
    this.#byGesture = true;
  }

  /** Asks again what failed. */
  retry(): void {
    this.#failedKey = undefined;
    this.#asked = undefined;
    this.gesture();
    this.check();
  }

  /** Asks if there is something to ask. Cheap when there is not. */
  check(): void {
    const key = this.#client.key();
    if (key === undefined) {
      if (this.#running) this.#cancel();
      this.#asked = undefined;
      return;
    }
    if (!this.#client.looked() || key === this.#failedKey) return;
    const subject = this.#client.subject();
    const sameQuestion = this.#asked?.key === key;
    if (sameQuestion && (this.#running || this.#asked?.subject === subject)) return;
    if (sameQuestion && !this.#byGesture) {
      if (!this.#client.follows() || this.#rests()) return;
    }
    void this.#ask(key, subject);
  }

  #rests(): boolean {
    const rest = this.#restUntil - performance.now();
    if (rest <= 0) return false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.check(), rest);
    return true;
  }

  async #ask(key: string, subject: string): Promise<void> {
    this.#asked?.abort.abort();
    const abort = new AbortController();
    const mine = { key, subject, abort };
    const priority = this.#byGesture ? 'gesture' : 'visible';
    this.#asked = mine;
    this.#running = true;
    this.#byGesture = false;
    this.#failedKey = undefined;
    this.#tell(undefined);
    const started = performance.now();
    const current = () => this.#asked === mine && !abort.signal.aborted;
    try {
      const onProgress = (share: number) => current() && this.#tell(share);
      const value = await this.#client.run({ signal: abort.signal, priority, onProgress });
      if (!current()) return;
      this.value = value;
      this.#valueKey = key;
      this.#end(started);
      this.#client.answered?.(value);
    } catch (thrown) {
      if (!current()) return;
      const error = KitError.from(thrown);
      this.#end(started);
      if (error.code === 'aborted') {
        // Replaced under the job's feet: what is there now is asked instead, after a breath.
        this.#asked = undefined;
        this.#timer = setTimeout(() => this.check(), LEAST_REST_MS);
        return;
      }
      this.#failedKey = key;
      this.#client.failed(error);
    }
    this.check();
  }

  #end(started: number): void {
    this.#running = false;
    const now = performance.now();
    this.#restUntil = now + Math.max(LEAST_REST_MS, REST_SHARE * (now - started));
    this.#tell(undefined);
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort.abort();
    this.#asked = undefined;
    this.#running = false;
    this.share = undefined;
  }

  #tell(share: number | undefined): void {
    this.share = share;
    this.#host.requestUpdate();
  }
}
