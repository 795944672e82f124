/**
 * Holds one frozen snapshot and tells listeners of changes, at most once a frame. Not the place for logic: what changes
 * of a model is decided in model-session.ts, of three that learn together in distillation.ts.
 */
import { nextFrame } from './frame.js';
import type { SessionSnapshot } from './types.js';

export type SnapshotStore = Store<SessionSnapshot>;

export class Store<S extends { readonly revision: number }> {
  private current: S;
  private readonly listeners = new Set<(snapshot: S) => void>();
  private announced = true;

  constructor(first: Omit<S, 'revision'>) {
    this.current = Object.freeze({ ...first, revision: 0 } as S);
  }

  get snapshot(): S {
    return this.current;
  }

  change(change: Partial<Omit<S, 'revision' | 'name'>>): void {
    this.current = Object.freeze({ ...this.current, ...change, revision: this.current.revision + 1 });
    if (!this.announced) return;
    this.announced = false;
    nextFrame(() => {
      this.announced = true;
      for (const listener of [...this.listeners]) listener(this.current);
    });
  }

  subscribe(listener: (snapshot: S) => void): () => void {
    // A wrapper of its own, so that one function subscribed twice can be taken off once.
    const entry = (snapshot: S) => listener(snapshot);
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }
}
