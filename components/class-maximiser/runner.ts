/**
 * A run of the optimiser as a reader has it: played, paused, gone on with, stepped, looked back on. Frames of the worker
 * hold all that a run goes on from, so nothing is lost by a pause, a lost device or a tab in the background. It knows
 * nothing of what is asked; the host says that, and a run whose question has changed is forgotten.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { KitError } from '../../core/index.js';
import type { SynthesisFrame, SynthesisPoint, SynthesisState } from '../../core/index.js';
import type { RunView } from './view.js';

export interface RunRequest {
  readonly from: SynthesisState | undefined;
  /** Stops there, to be gone on from. */
  readonly until: number | undefined;
  /** Steps whose frames are kept. */
  readonly keep: readonly number[];
  readonly signal: AbortSignal;
  readonly priority: 'gesture' | 'visible' | 'background';
  readonly onFrame: (frame: SynthesisFrame) => void;
}
export interface RunClient {
  /** What is asked, as text to compare; undefined while there is nothing to ask. */
  key(): string | undefined;
  /** Steps in all. */
  steps(): number;
  run(request: RunRequest): Promise<{ readonly frame: SynthesisFrame; readonly milliseconds: number }>;
  /** Whether the start is asked for before anybody plays. */
  eager(): boolean;
  /** False starts nothing by itself: nobody can see it. */
  looked(): boolean;
  arrived?(frame: SynthesisFrame, done: boolean): void;
  failed(error: KitError): void;
}

/** Frames that are kept: enough to scrub through, some kilobytes each. */
const KEPT = 64;
/** Points of a curve, past which every other one goes. */
const MOST_POINTS = 2048;
/** Longer than this, a run shares the device with everything else. */
const LONG_RUN = 1000;
/** Between frames that are played again, in ms. */
const REPLAY_MS = 60;

export class Runner implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #client: RunClient;
  #key: string | undefined;
  #failedKey: string | undefined;
  #frames: SynthesisFrame[] = [];
  #points: SynthesisPoint[] = [];
  #every = 1;
  #latest: SynthesisFrame | undefined;
  #at: number | undefined;
  #abort: AbortController | undefined;
  #opening = false;
  #milliseconds = 0;
  #replay: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, client: RunClient) {
    this.#host = host;
    this.#client = client;
    host.addController(this);
  }

  get view(): RunView {
    return {
      status: this.#status,
      frames: this.#frames,
      points: this.#points,
      latest: this.#latest,
      shown: this.#at === undefined ? this.#latest : this.#frames[this.#at],
      replaying: this.#replay !== undefined,
      milliseconds: this.#milliseconds,
    };
  }

  /** The start is on its way. */
  get opening(): boolean {
    return this.#opening;
  }

  get #status(): RunView['status'] {
    if (this.#abort !== undefined && !this.#opening) return 'running';
    const latest = this.#latest;
    if (latest === undefined) return 'empty';
    if (latest.step >= this.#client.steps()) return 'finished';
    return latest.step === 0 ? 'ready' : 'paused';
  }

  hostUpdated(): void {
    // Not in the middle of an update: asking changes what is drawn.
    queueMicrotask(() => this.check());
  }

  hostDisconnected(): void {
    this.pause();
    this.#stopReplay();
  }

  /** Forgets a run whose question has changed, and asks for the start. */
  check(): void {
    const key = this.#client.key();
    // While a new question takes shape, or out of the document, what was made for the old one stays.
    if (key === undefined) return;
    if (key !== this.#key) this.#forget(key);
    if (this.#latest !== undefined || this.#abort !== undefined || key === this.#failedKey) return;
    if (this.#client.eager() && this.#client.looked()) void this.#open();
  }

  async play(): Promise<void> {
    this.#failedKey = undefined;
    if (this.#status === 'finished') return this.#startReplay();
    if (this.#client.key() === undefined) return;
    this.#stopReplay();
    this.#at = undefined;
    await this.#run(undefined, this.#client.steps() > LONG_RUN ? 'background' : 'visible');
  }

  async step(): Promise<void> {
    if (this.#status === 'running' || this.#status === 'finished') return;
    this.#failedKey = undefined;
    this.#at = undefined;
    await this.#run((this.#latest?.step ?? 0) + 1, 'gesture');
  }

  pause(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#opening = false;
    this.#stopReplay();
    this.#host.requestUpdate();
  }

  /** Back to the start. */
  restart(): void {
    this.#forget(this.#key);
    this.#host.requestUpdate();
  }

  retry(): void {
    this.#failedKey = undefined;
    this.check();
  }

  look(index: number | undefined): void {
    this.#stopReplay();
    const last = this.#frames.length - 1;
    const newest = index === undefined || (index >= last && this.#frames[last] === this.#latest);
    this.#at = newest ? undefined : Math.max(0, Math.min(last, index));
    this.#host.requestUpdate();
  }

  #forget(key: string | undefined): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#opening = false;
    this.#stopReplay();
    this.#key = key;
    this.#frames = [];
    this.#points = [];
    this.#every = 1;
    this.#latest = undefined;
    this.#at = undefined;
    this.#milliseconds = 0;
    this.#host.requestUpdate();
  }

  #open(): Promise<void> {
    this.#opening = true;
    return this.#run(0, 'visible');
  }

  async #run(until: number | undefined, priority: RunRequest['priority']): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    if (until !== 0) this.#opening = false;
    const key = this.#key ?? this.#client.key();
    this.#key = key;
    const steps = this.#client.steps();
    const mine = () => this.#key === key && (this.#abort === abort || this.#abort === undefined);
    const keep = Array.from({ length: KEPT + 1 }, (_, i) => Math.round((i * steps) / KEPT));
    this.#host.requestUpdate();
    try {
      const { frame, milliseconds } = await this.#client.run({
        from: this.#latest,
        until,
        keep,
        signal: abort.signal,
        priority,
        // What comes after a pause still counts: it is what the run goes on from.
        onFrame: (one) => mine() && this.#take(one, keep, steps),
      });
      if (!mine()) return;
      this.#milliseconds += milliseconds;
      this.#end(abort);
      this.#take(frame, keep, steps);
    } catch (thrown) {
      const error = KitError.from(thrown);
      const current = mine();
      this.#end(abort);
      if (!current || error.code === 'aborted') return;
      this.#failedKey = key;
      this.#client.failed(error);
    }
  }

  #end(abort: AbortController): void {
    if (this.#abort !== abort) return;
    this.#abort = undefined;
    this.#opening = false;
    this.#host.requestUpdate();
  }

  #take(frame: SynthesisFrame, keep: readonly number[], steps: number): void {
    if (this.#latest !== undefined && frame.step <= this.#latest.step) return;
    this.#points.push(...frame.points.filter(({ step }) => step % this.#every === 0 || step === steps));
    while (this.#points.length > MOST_POINTS) {
      this.#every *= 2;
      this.#points = this.#points.filter(({ step }) => step % this.#every === 0 || step === steps);
    }
    const last = this.#frames.at(-1);
    // A frame that was only the newest makes room; one of each kept step stays.
    if (last !== undefined && last.step > 0 && !keep.includes(last.step)) this.#frames.pop();
    this.#frames = [...this.#frames, frame];
    this.#latest = frame;
    this.#client.arrived?.(frame, frame.step >= steps);
    this.#host.requestUpdate();
  }

  #startReplay(): void {
    if (this.#replay !== undefined) return this.#stopReplay();
    this.#at = 0;
    this.#replay = setInterval(() => {
      this.#at = (this.#at ?? 0) + 1;
      if (this.#at >= this.#frames.length - 1) {
        this.#at = undefined;
        this.#stopReplay();
      }
      this.#host.requestUpdate();
    }, REPLAY_MS);
    this.#host.requestUpdate();
  }

  #stopReplay(): void {
    if (this.#replay === undefined) return;
    clearInterval(this.#replay);
    this.#replay = undefined;
    this.#host.requestUpdate();
  }
}
