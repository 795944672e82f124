/**
 * Holds a session's one snapshot and tells listeners of changes, at most once a frame. Not the place for logic: what
 * changes is decided in model-session.ts.
 */
import { nextFrame } from './frame.js';
import type { SessionSnapshot } from './types.js';

export type SnapshotChange = Partial<Omit<SessionSnapshot, 'revision' | 'name'>>;

export class SnapshotStore {
  private current: SessionSnapshot;
  private readonly listeners = new Set<(snapshot: SessionSnapshot) => void>();
  private announced = true;

  constructor(first: Omit<SessionSnapshot, 'revision'>) {
    this.current = Object.freeze({ ...first, revision: 0 });
  }

  get snapshot(): SessionSnapshot {
    return this.current;
  }

  change(change: SnapshotChange): void {
    this.current = Object.freeze({ ...this.current, ...change, revision: this.current.revision + 1 });
    if (!this.announced) return;
    this.announced = false;
    nextFrame(() => {
      this.announced = true;
      for (const listener of [...this.listeners]) listener(this.current);
    });
  }

  subscribe(listener: (snapshot: SessionSnapshot) => void): () => void {
    // A wrapper of its own, so that one function subscribed twice can be taken off once.
    const entry = (snapshot: SessionSnapshot) => listener(snapshot);
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }
}
