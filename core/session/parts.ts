/** What the parts of one session share: its snapshot, its worker, and whether they still speak of the same network. */
import type { RuntimeLease } from './runtimes.js';
import type { SnapshotStore } from './store.js';

export interface SessionCore {
  readonly name: string;
  readonly store: SnapshotStore;
  /** The worker with its device, started when it is first needed. */
  runtime(): Promise<RuntimeLease>;
  /** A test that fails once the network was given up for another: what then still comes in is about the past. */
  whileCurrent(): () => boolean;
}

/** A snapshot's curves and figures before the first step. */
export const EMPTY_RUN = {
  step: 0,
  progress: undefined,
  points: [],
  evaluations: [],
  seen: undefined,
  samples: [],
  error: undefined,
  notice: undefined,
} as const;
