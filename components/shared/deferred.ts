/**
 * A part of an element that arrives in a chunk of its own, when it is first asked for. Says whether it is here, draws
 * the host again when it comes, and reports once if it does not. It knows nothing of what the part is.
 */
import type { ReactiveControllerHost } from 'lit';
import { KitError } from '../../core/index.js';

export class Deferred<T> {
  readonly #host: ReactiveControllerHost;
  readonly #load: () => Promise<T>;
  readonly #failed: (error: unknown) => void;
  #value: T | undefined;
  #loading: Promise<void> | undefined;
  #pending = false;

  /** @param load imports the part, and makes of it what the host needs */
  constructor(host: ReactiveControllerHost, load: () => Promise<T>, failed: (error: unknown) => void) {
    this.#host = host;
    this.#load = load;
    this.#failed = failed;
  }

  /** The part, or undefined while it is on its way. Asking for it the first time sends for it. */
  get value(): T | undefined {
    this.#loading ??= this.#fetch();
    return this.#value;
  }

  /** True from the first time it is asked for until it is here or has failed. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Resolves when nothing is on its way, whether or not it came. */
  get settled(): Promise<void> {
    return this.#loading ?? Promise.resolve();
  }

  async #fetch(): Promise<void> {
    this.#pending = true;
    try {
      this.#value = await this.#load();
      this.#host.requestUpdate();
    } catch (cause) {
      const sentence = 'A part of this figure could not be loaded. Reload the page to try again.';
      this.#failed(new KitError('fetch-failed', sentence, { cause }));
    }
    this.#pending = false;
  }
}
