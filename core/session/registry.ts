/**
 * The page's live models by name, shared by every copy of the library on the page. Only the list and its watchers:
 * light enough for an element that follows a model without ever computing. acquire.ts makes and frees what is listed.
 */
import type { ModelSession } from './types.js';

/** The name that elements without a `model` attribute share. */
export const DEFAULT_MODEL = 'default';

type Watcher = (session: ModelSession | undefined) => void;
export interface RegistryEntry {
  readonly session: ModelSession & { dispose(): Promise<void> };
  /** Somebody asked for settings; before that the model is what it is by default. */
  particular: boolean;
  /** The shipped network that it was given because nobody said where weights come from. */
  implied: string | undefined;
  /** Somebody is here who trains it: nothing is implied. */
  trained: boolean;
  users: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}
interface Registry {
  readonly entries: Map<string, RegistryEntry>;
  readonly watchers: Map<string, Set<Watcher>>;
}

const KEY = Symbol.for('convnet-elements.registry@1');

export function registry(): Registry {
  const scope = globalThis as { [KEY]?: Registry };
  scope[KEY] ??= { entries: new Map(), watchers: new Map() };
  return scope[KEY];
}

/** Calls back with the session of that name, now and whenever it comes or goes; keeps nothing alive. */
export function watchSession(name: string, watcher: Watcher): () => void {
  const { entries, watchers } = registry();
  const set = watchers.get(name) ?? new Set();
  watchers.set(name, set);
  set.add(watcher);
  watcher(entries.get(name)?.session);
  return () => {
    set.delete(watcher);
    if (set.size === 0) watchers.delete(name);
  };
}

/** Tells the watchers of a name that its session came or went. */
export function announceSession(name: string, session: ModelSession | undefined): void {
  for (const watcher of [...(registry().watchers.get(name) ?? [])]) watcher(session);
}
