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

  /** @param load imports the part, and makes of it what the host needs */
  constructor(host: ReactiveControllerHost, load: () => Promise<T>, failed: (error: unknown) => void) {
    this.#host = host;
    this.#load = load;
    this.#failed = failed;
  }

  /** The part, or undefined while it is on its way. Asking for it the first time sends for it. */
  get value(): T | undefined {
    this.#loading ??= this.#load().then(
      (value) => {
        this.#value = value;
        this.#host.requestUpdate();
      },
      (cause: unknown) => {
        const sentence = 'A part of this figure could not be loaded. Reload the page to try again.';
        this.#failed(new KitError('fetch-failed', sentence, { cause }));
      },
    );
    return this.#value;
  }

  /** Resolves when nothing is on its way, whether or not it came. */
  get settled(): Promise<void> {
    return this.#loading ?? Promise.resolve();
  }
}
