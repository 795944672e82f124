/**
 * A model in memory: does what core/session/types.ts says of a live model, but computes nothing and changes only when
 * told to. For stories and tests. Settings are checked by the library itself, so that its sentences are the real ones.
 */
import {
  acquireSession,
  KitError,
  type Evaluation,
  type LeftOut,
  type ModelSession,
  type PickedFile,
  type SessionLease,
  type SessionSettings,
  type SessionSnapshot,
  type WeightMap,
} from '../../core/index.js';

let made = 0;

export class FakeSession implements ModelSession {
  readonly name: string;
  /** What was asked of it, in order: "train", "configure {"seed":2}". */
  readonly requests: string[] = [];
  /** Does what a request asks at once; off in tests that look at requests alone. */
  obedient = false;
  leftOut: readonly LeftOut[] = [];
  #snapshot: SessionSnapshot;
  readonly #planner: SessionLease;
  readonly #listeners = new Set<(snapshot: SessionSnapshot) => void>();

  constructor(settings: Partial<SessionSettings> = {}, name = 'sample') {
    this.name = name;
    made += 1;
    // A live model that is never asked to compute downloads and starts nothing; it only plans.
    this.#planner = acquireSession(`fake-session-${made}`, settings);
    this.#snapshot = { ...this.#planner.session.snapshot, name };
    this.#planner.release();
  }

  get snapshot(): SessionSnapshot {
    return this.#snapshot;
  }

  /** Elements that listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: (snapshot: SessionSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts the model into another state and tells everybody at once. */
  show(change: Partial<SessionSnapshot>): this {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...change, revision: this.#snapshot.revision + 1 });
    for (const listener of [...this.#listeners]) listener(this.#snapshot);
    return this;
  }

  configure(settings: Partial<SessionSettings>): void {
    this.requests.push(`configure ${JSON.stringify(settings)}`);
    const { session } = this.#planner;
    session.configure(settings);
    const { settings: all, spec, parameters, config, totalSteps, dataset } = session.snapshot;
    this.show({ settings: all, spec, parameters, config, totalSteps, dataset });
  }

  train(): Promise<void> {
    return this.#do('train', { phase: 'running', error: undefined });
  }

  pause(): Promise<void> {
    return this.#do('pause', { phase: this.#snapshot.step > 0 ? 'paused' : 'idle' });
  }

  step(): Promise<void> {
    return this.#do('step', { phase: 'paused', step: this.#snapshot.step + 1 });
  }

  reset(): Promise<void> {
    const blank = { step: 0, points: [], evaluations: [], samples: [], seen: undefined, progress: undefined };
    return this.#do('reset', { ...blank, phase: 'idle', error: undefined });
  }

  evaluate(): Promise<Evaluation> {
    this.requests.push('evaluate');
    const last = this.#snapshot.evaluations.at(-1);
    return last === undefined
      ? Promise.reject(new KitError('invalid-argument', 'This sample has no evaluation.'))
      : Promise.resolve(last);
  }

  exportWeights(): Promise<WeightMap> {
    this.requests.push('exportWeights');
    return Promise.resolve({ 'logits/bias': { data: new Float32Array(10), shape: [10] } });
  }

  load(): Promise<void> {
    return this.#do('load', {});
  }

  importModel(): Promise<void> {
    return this.#do('importModel', {});
  }

  /** `leftOut` is what it gives. */
  importDataset(files: readonly (File | PickedFile)[]): Promise<readonly LeftOut[]> {
    this.requests.push(`importDataset ${files.map((file) => ('path' in file ? file.path : file.name)).join(' ')}`);
    if (this.obedient) {
      const dataset = { ...this.snapshot.dataset, name: 'own pictures', classNames: ['cat', 'dog'] };
      this.show({ dataset: { ...dataset, trainSize: 30, testSize: 8 }, classNames: dataset.classNames });
    }
    return Promise.resolve(this.leftOut);
  }

  exportModel(): Promise<Blob> {
    this.requests.push('exportModel');
    return Promise.resolve(new Blob(['zip'], { type: 'application/zip' }));
  }

  ask: ModelSession['ask'] = (question) => {
    this.requests.push(`ask ${question}`);
    return Promise.reject(new KitError('invalid-argument', 'This sample model computes nothing.'));
  };

  #do(request: string, outcome: Partial<SessionSnapshot>): Promise<void> {
    this.requests.push(request);
    if (this.obedient) this.show(outcome);
    return Promise.resolve();
  }
}
