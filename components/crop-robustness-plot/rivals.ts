/**
 * The other networks of a comparison, by name: live models of the page, or networks that ship with the library. Holds them
 * as long as the element is in the page and compares.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { acquireSession } from '../../core/index.js';
import type { ModelSession, SessionLease } from '../../core/index.js';

export class Rivals implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #names: () => readonly string[];
  readonly #failed: (error: unknown) => void;
  readonly #leases = new Map<string, SessionLease>();

  constructor(
    host: ReactiveControllerHost & Element,
    names: () => readonly string[],
    failed: (error: unknown) => void,
  ) {
    this.#host = host;
    this.#names = names;
    this.#failed = failed;
    host.addController(this);
  }

  get sessions(): ReadonlyMap<string, ModelSession> {
    return new Map([...this.#leases].map(([name, { session }]) => [name, session]));
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const names = this.#names();
    for (const [name, lease] of [...this.#leases]) {
      if (names.includes(name)) continue;
      lease.release();
      this.#leases.delete(name);
    }
    for (const name of names) {
      if (this.#leases.has(name)) continue;
      try {
        this.#leases.set(name, acquireSession(name, {}, 'look'));
      } catch (thrown) {
        this.#failed(thrown);
      }
    }
  }

  hostDisconnected(): void {
    for (const lease of this.#leases.values()) lease.release();
    this.#leases.clear();
  }
}
