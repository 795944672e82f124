/**
 * A run that outlives its page, for a page that asks for it: curves, settings and all that the next step depends on, in
 * this browser's IndexedDB. The only place of the library that stores anything; loaded by the first page that asks for it.
 */
import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import { KitError } from '../errors.js';
import type { ModelFileReport, SavedState } from '../runtime/protocol.js';
import { truncate } from './history.js';
import type { SessionSettings, SessionSnapshot } from './types.js';

export interface KeptRun {
  readonly version: typeof VERSION;
  /** The page's own settings, before the reader changed any: those of another page are not gone on with. */
  readonly asked: string;
  readonly settings: SessionSettings;
  readonly run: Pick<SessionSnapshot, 'phase' | 'step' | 'points' | 'evaluations' | 'samples'>;
  readonly report: ModelFileReport | undefined;
  readonly state: SavedState;
}

/** Grows when what was kept by an older version can't be gone on with. */
const VERSION = 1;
const DATABASE = 'convnet-elements';
const STORE = 'runs';

/** What two pages must have in common; where the computation happens is not part of it. */
export function askedFor({ backend: _backend, keep: _keep, labels: _labels, ...settings }: SessionSettings): string {
  return JSON.stringify(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .sort(),
  );
}

/** What of a session is kept, as of the step of its state. */
export function keptRun(
  { settings, points, evaluations, samples, phase }: SessionSnapshot,
  state: SavedState,
  asked: string,
  report: ModelFileReport | undefined,
): KeptRun {
  const run = {
    phase: phase === 'finished' ? phase : ('paused' as const),
    step: state.step,
    points: truncate(points, state.step),
    evaluations: truncate(evaluations, state.step),
    samples,
  };
  return { version: VERSION, asked, settings, run, report, state };
}

/** Undefined where nothing was kept under that name, or nothing that this version of the library can go on with. */
export async function readKept(name: string): Promise<KeptRun | undefined> {
  const kept = await get<Partial<KeptRun>>(name, database());
  return kept?.version === VERSION ? (kept as KeptRun) : undefined;
}

/** @throws KitError internal, in words: storage that is full or forbidden */
export async function writeKept(name: string, run: KeptRun): Promise<void> {
  try {
    await set(name, run, database());
  } catch (cause) {
    const why =
      cause instanceof DOMException && cause.name === 'QuotaExceededError'
        ? 'its storage is full'
        : 'it has no storage for this page';
    throw new KitError('internal', `This browser could not keep the run: ${why}.`, { cause });
  }
}

export async function forgetKept(name: string): Promise<void> {
  await del(name, database());
}

let opened: UseStore | undefined;

/** Opened by the first use, so that a page which keeps nothing leaves no trace. */
function database(): UseStore {
  return (opened ??= createStore(DATABASE, STORE));
}
