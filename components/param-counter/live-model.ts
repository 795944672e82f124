/**
 * Follows a model of the page without starting or keeping one: what it is made of, and how well it last did. Only these
 * two re-render the element; a running training does not.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { watchSession, type Evaluation, type ModelSession, type SessionSnapshot } from '../../core/index.js';

export class LiveModel implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #wanted: () => ModelSession | string | undefined;
  #following: ModelSession | string | undefined;
  #session: ModelSession | undefined;
  #stopWatching: (() => void) | undefined;
  #unsubscribe: (() => void) | undefined;
  #drawn: readonly [unknown, unknown] = [undefined, undefined];

  /** `wanted`: a session that the page gave, or the name of one that may come. */
  constructor(host: ReactiveControllerHost & Element, wanted: () => ModelSession | string | undefined) {
    this.#host = host;
    this.#wanted = wanted;
    host.addController(this);
  }

  get snapshot(): SessionSnapshot | undefined {
    return this.#session?.snapshot;
  }

  get evaluation(): Evaluation | undefined {
    return this.snapshot?.evaluations.at(-1);
  }

  /** The model's name, also while it is yet to come. */
  get label(): string {
    return typeof this.#following === 'string' ? this.#following : (this.#session?.name ?? '');
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const wanted = this.#wanted();
    if (wanted === this.#following) return;
    this.hostDisconnected();
    this.#following = wanted;
    if (typeof wanted === 'string') this.#stopWatching = watchSession(wanted, (session) => this.#attach(session));
    else this.#attach(wanted);
  }

  hostDisconnected(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#attach(undefined);
    this.#following = undefined;
  }

  #attach(session: ModelSession | undefined): void {
    if (session === this.#session) return;
    this.#unsubscribe?.();
    this.#session = session;
    this.#unsubscribe = session?.subscribe(() => this.#changed());
    this.#changed();
  }

  #changed(): void {
    const now = [this.snapshot?.spec, this.evaluation] as const;
    if (now[0] === this.#drawn[0] && now[1] === this.#drawn[1]) return;
    this.#drawn = now;
    this.#host.requestUpdate();
  }
}
