/**
 * Makes, shares and frees the live models of the page. A name is a promise: whoever comes first makes the model,
 * everybody else shares it, in whatever order tags and scripts arrive.
 */
import { LiveModelSession } from './model-session.js';
import { announceSession, registry, type RegistryEntry } from './registry.js';
import type { ModelSession, SessionSettings } from './types.js';

/** A model outlives its last user by so many ms: moving an element in the page must not lose a training run. */
const KEEP_MS = 5_000;

export interface SessionLease {
  readonly session: ModelSession;
  /** Say it once, when the session is no longer used. */
  release(): void;
}

/**
 * The session of that name, made with `settings` if it does not exist yet. One that was made for somebody who asked for
 * nothing in particular takes them as long as nothing was trained: the order of tags decides nothing. Otherwise they are
 * not looked at.
 * @throws KitError invalid-argument if the settings count and can't be met.
 */
export function acquireSession(name: string, settings: Partial<SessionSettings> = {}): SessionLease {
  const { entries } = registry();
  const particular = Object.keys(settings).length > 0;
  let entry = entries.get(name);
  if (!entry) {
    entry = { session: new LiveModelSession(name, settings), particular, users: 0, timer: undefined };
    entries.set(name, entry);
    announceSession(name, entry.session);
  } else if (particular && !entry.particular && entry.session.snapshot.step === 0) {
    entry.session.configure(settings);
    entry.particular = true;
  }
  const held = entry;
  clearTimeout(held.timer);
  held.users += 1;
  let released = false;
  return {
    session: held.session,
    release: () => {
      if (released) return;
      released = true;
      held.users -= 1;
      if (held.users === 0) held.timer = setTimeout(() => free(name, held), KEEP_MS);
    },
  };
}

function free(name: string, entry: RegistryEntry): void {
  const { entries } = registry();
  if (entries.get(name) !== entry) return;
  entries.delete(name);
  announceSession(name, undefined);
  void entry.session.dispose();
}
