/**
 * Makes, shares and frees the live models of the page. A name is a promise: whoever comes first makes the model,
 * everybody else shares it, in whatever order tags and scripts arrive.
 */
import { LiveModelSession } from './model-session.js';
import { impliedNetwork } from './pretrained.js';
import { announceSession, registry, type RegistryEntry } from './registry.js';
import type { ModelSession, SessionSettings } from './types.js';

/** A model outlives its last user by so many ms: moving an element in the page must not lose a training run. */
const KEEP_MS = 5_000;

/**
 * What somebody wants of a model. train: where nobody says where weights come from, it begins with random ones. look: it
 * is then a network that ships with the library, as long as nobody is there who trains.
 */
export type SessionPurpose = 'train' | 'look';

export interface SessionLease {
  readonly session: ModelSession;
  /**
   * Asks for other settings as the session's own method does. To somebody who looks, `src: undefined` means what the name
   * alone means, not random weights.
   * @throws KitError invalid-argument; the last good settings stay
   */
  configure(settings: Partial<SessionSettings>): void;
  /** Say it once, when the session is no longer used. */
  release(): void;
}

/**
 * The session of that name, made with `settings` if it does not exist yet. One that was made for somebody who asked for
 * nothing in particular takes them as long as nothing was trained, and a shipped network that nobody named gives way to
 * somebody who trains: the order of tags decides nothing. Otherwise they are not looked at.
 * @throws KitError invalid-argument if the settings count and can't be met.
 */
export function acquireSession(
  name: string,
  settings: Partial<SessionSettings> = {},
  purpose: SessionPurpose = 'train',
): SessionLease {
  const { entries } = registry();
  let entry = entries.get(name);
  if (!entry) {
    entry = create(name, settings, purpose);
    entries.set(name, entry);
    announceSession(name, entry.session);
  } else {
    join(entry, settings, purpose);
  }
  const held = entry;
  clearTimeout(held.timer);
  held.users += 1;
  let released = false;
  return {
    session: held.session,
    configure: (changes) => configure(name, held, changes, purpose),
    release: () => {
      if (released) return;
      released = true;
      held.users -= 1;
      if (held.users === 0) held.timer = setTimeout(() => free(name, held), KEEP_MS);
    },
  };
}

function create(name: string, settings: Partial<SessionSettings>, purpose: SessionPurpose): RegistryEntry {
  const trained = purpose === 'train';
  const implied = trained || saysWhatNetwork(settings) ? undefined : impliedNetwork(name);
  const session = new LiveModelSession(name, implied === undefined ? settings : { ...settings, src: implied });
  return { session, particular: isParticular(settings), implied, trained, users: 0, timer: undefined };
}

function join(entry: RegistryEntry, settings: Partial<SessionSettings>, purpose: SessionPurpose): void {
  const { session, implied } = entry;
  const { step, settings: present } = session.snapshot;
  if (purpose === 'train') entry.trained = true;
  if (step > 0) return;
  const givesWay =
    implied !== undefined && present.src === implied && (purpose === 'train' || saysWhatNetwork(settings));
  const counts = isParticular(settings) && (givesWay || !entry.particular);
  if (givesWay) session.configure({ src: undefined, ...settings });
  else if (counts) session.configure(settings);
  if (givesWay) entry.implied = undefined;
  if (counts) entry.particular = true;
}

function configure(
  name: string,
  entry: RegistryEntry,
  changes: Partial<SessionSettings>,
  purpose: SessionPurpose,
): void {
  const implied =
    purpose === 'look' && !entry.trained && 'src' in changes && !saysWhatNetwork(changes)
      ? impliedNetwork(name)
      : undefined;
  entry.session.configure(implied === undefined ? changes : { ...changes, src: implied });
  if (implied !== undefined) entry.implied = implied;
}

const isParticular = (settings: Partial<SessionSettings>): boolean => Object.keys(settings).length > 0;

/** Whether settings decide what the network is and where its weights come from. */
function saysWhatNetwork({ src, init, architecture, width, keep }: Partial<SessionSettings>): boolean {
  return [src, init, architecture, width, keep].some((setting) => setting !== undefined);
}

function free(name: string, entry: RegistryEntry): void {
  const { entries } = registry();
  if (entries.get(name) !== entry) return;
  entries.delete(name);
  announceSession(name, undefined);
  void entry.session.dispose();
}
