/**
 * Ties an element to a live model: `.session` property → `model` attribute → the page's default model. It takes the
 * session when the element is first rendered in a document and lets go when it is removed; the registry keeps a model
 * some seconds longer, so that moving an element loses nothing. It never starts anything.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { acquireSession, DEFAULT_MODEL } from '../../core/index.js';
import type { ModelSession, SessionLease, SessionPurpose, SessionSettings, SessionSnapshot } from '../../core/index.js';

export interface SessionClient {
  /** Given by the page; goes before any name. */
  given(): ModelSession | undefined;
  /** Name in the page's registry. */
  model(): string | undefined;
  /** What for: an element that says nothing only looks, and gets a shipped network where nobody says which. */
  readonly purpose?: SessionPurpose;
  /** What the page's author asked for explicitly. Makes the model if its name is new. */
  asked(): Partial<SessionSettings>;
  /** After each change of the model, at most once a frame; also off-screen. */
  changed(now: SessionSnapshot, before: SessionSnapshot | undefined): void;
  /** Settings that can't be met. */
  failed(error: unknown): void;
  /** False keeps a change from being drawn until the element is seen. */
  drawn(): boolean;
}

export class SessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #client: SessionClient;
  #session: ModelSession | undefined;
  #configure: ((settings: Partial<SessionSettings>) => void) | undefined;
  #snapshot: SessionSnapshot | undefined;
  #name: string | undefined;
  #letGo: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & Element, client: SessionClient) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  get session(): ModelSession | undefined {
    return this.#session;
  }

  /** The snapshot last heard of; stays after the element is removed. */
  get snapshot(): SessionSnapshot | undefined {
    return this.#snapshot;
  }

  /** Asks for other settings; a refusal is reported, not thrown. True if they were taken. */
  configure(settings: Partial<SessionSettings>): boolean {
    try {
      this.#configure?.(settings);
      return true;
    } catch (error) {
      this.#client.failed(error);
      return false;
    }
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#letGo?.();
    this.#letGo = undefined;
    this.#session = undefined;
    this.#configure = undefined;
    this.#name = undefined;
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const given = this.#client.given();
    const name = given === undefined ? (this.#client.model() ?? DEFAULT_MODEL) : undefined;
    if (this.#session !== undefined && this.#name === name && (given ?? this.#session) === this.#session) return;
    this.#letGo?.();
    this.#name = name;
    if (given === undefined) this.#acquire(name!);
    else {
      this.#attach({ session: given, configure: (settings) => given.configure(settings), release: () => undefined });
      const asked = this.#client.asked();
      if (Object.keys(asked).length > 0) this.configure(asked);
    }
  }

  #acquire(name: string): void {
    const { purpose = 'look' } = this.#client;
    const asked = this.#client.asked();
    let lease: SessionLease;
    try {
      lease = acquireSession(name, asked, purpose);
    } catch {
      // One setting that can't be met must not cost the author all others: ask for each alone, say which failed.
      lease = acquireSession(name, {}, purpose);
      for (const [key, value] of Object.entries(asked)) {
        try {
          lease.configure({ [key]: value });
        } catch (error) {
          this.#client.failed(error);
        }
      }
    }
    this.#attach(lease);
  }

  #attach({ session, configure, release }: SessionLease): void {
    this.#session = session;
    this.#configure = configure;
    this.#snapshot = session.snapshot;
    const stop = session.subscribe((now) => {
      const before = this.#snapshot;
      this.#snapshot = now;
      this.#client.changed(now, before);
      if (this.#client.drawn()) this.#host.requestUpdate();
    });
    this.#letGo = () => {
      stop();
      release();
    };
  }
}
