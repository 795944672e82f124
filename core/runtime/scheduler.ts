/**
 * One baton for the device: of all jobs in a worker exactly one computes at a time, and at every breath (between two
 * batches or steps) the baton goes to the most urgent job that waits. So a reader's gesture overtakes a training run
 * within one step, two runs side by side take turns, and a cancel is heard because each breath is a macrotask.
 */
import { KitError } from '../errors.js';
import type { Priority } from './protocol.js';

const URGENCY: Readonly<Record<Priority, number>> = { gesture: 0, visible: 1, background: 2 };

interface Waiter {
  readonly urgency: number;
  readonly order: number;
  readonly take: () => void;
}

/** Resolves in a new macrotask, without the 4 ms clamp that nested timeouts get. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new KitError('aborted', 'The request was cancelled.');
}

export class Scheduler {
  private busy = false;
  private nextOrder = 0;
  private readonly waiting: Waiter[] = [];

  /** Runs `work` with the baton; `breathe` inside lends it to whoever is more urgent, or next in line. */
  async run<T>(priority: Priority, signal: AbortSignal, work: (turn: Turn) => Promise<T>): Promise<T> {
    const turn = new Turn(this, priority, signal);
    await turn.acquire();
    try {
      throwIfAborted(signal);
      return await work(turn);
    } finally {
      turn.end();
    }
  }

  /** For Turn only: the baton, at once or when it is this waiter's turn. */
  request(priority: Priority): Promise<void> {
    if (!this.busy) {
      this.busy = true;
      return Promise.resolve();
    }
    return new Promise((take) => {
      this.waiting.push({ urgency: URGENCY[priority], order: this.nextOrder++, take });
    });
  }

  /** For Turn only: whether somebody at least as urgent waits. Less urgent work waits until the job is over. */
  mustYield(priority: Priority): boolean {
    return this.waiting.some((waiter) => waiter.urgency <= URGENCY[priority]);
  }

  /** For Turn only. */
  handOn(): void {
    this.waiting.sort((a, b) => a.urgency - b.urgency || a.order - b.order);
    const next = this.waiting.shift();
    if (next) next.take();
    else this.busy = false;
  }
}

/** A job's hold on the baton. */
export class Turn {
  private held = false;
  private ended = false;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly priority: Priority,
    private readonly signal: AbortSignal,
  ) {}

  async acquire(): Promise<void> {
    // What a job that was given up (its device is gone) still tries must not take the baton again.
    if (this.ended) throw new KitError('aborted', 'The request was given up.');
    await this.scheduler.request(this.priority);
    if (this.ended) this.scheduler.handOn();
    else this.held = true;
  }

  release(): void {
    if (!this.held) return;
    this.held = false;
    this.scheduler.handOn();
  }

  end(): void {
    this.ended = true;
    this.release();
  }

  /**
   * Between two batches: lets messages in, lets jobs that are as urgent or more so compute, then goes on.
   * @throws KitError aborted, holding the baton, if the job was cancelled meanwhile.
   */
  readonly breathe = async (): Promise<void> => {
    await macrotask();
    if (this.scheduler.mustYield(this.priority)) {
      const turn = this.acquire();
      this.held = false;
      this.scheduler.handOn();
      await turn;
    }
    throwIfAborted(this.signal);
  };

  /** Waits for something that is not computation (a download) without keeping others from the device. */
  async aside<T>(wait: Promise<T>): Promise<T> {
    this.release();
    try {
      return await wait;
    } finally {
      await this.acquire();
    }
  }
}
