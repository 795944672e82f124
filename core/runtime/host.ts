/**
 * The computing side of the protocol: takes requests, runs each as a job under the scheduler, and sends its events.
 * Knows how jobs live and die, not what they do: that is in jobs/.
 */
import { KitError } from '../errors.js';
import { JOBS } from './jobs/index.js';
import {
  type HostApi,
  type HostInit,
  type JobParams,
  type JobRequest,
  type JobResult,
  type JobType,
  type JobTypes,
  PROTOCOL_VERSION,
  type WireEvent,
} from './protocol.js';
import { Scheduler, type Turn } from './scheduler.js';
import { HostState } from './state.js';

/** Progress is for eyes: no more than one message a frame at 60 Hz, in ms. */
const PROGRESS_MS = 16;

/** What a job may use. */
export interface JobContext<T extends JobType> {
  readonly state: HostState;
  readonly signal: AbortSignal;
  /** Await it between two batches: lets cancels in and more urgent jobs pass. @throws KitError aborted */
  readonly breathe: () => Promise<void>;
  /** Wait for something that is not computation without keeping others from the device. */
  readonly aside: Turn['aside'];
  /** True when a progress message would not be one too many; the last word belongs in the result. */
  due(): boolean;
  progress(value: JobTypes[T]['progress']): void;
  frame(value: JobTypes[T]['frame']): void;
}
export type JobFunction<T extends JobType> = (params: JobParams<T>, context: JobContext<T>) => Promise<JobResult<T>>;

export class Host implements HostApi {
  private readonly scheduler = new Scheduler();
  private readonly running = new Map<number, AbortController>();
  private readonly state = new HostState((error) => {
    for (const controller of this.running.values()) controller.abort(error);
  });

  hello(init: HostInit): number {
    if (init.protocol === PROTOCOL_VERSION) this.state.configure(init);
    return PROTOCOL_VERSION;
  }

  start(request: JobRequest, port: MessagePort): void {
    void this.perform(request, port);
  }

  cancel(id: number): void {
    this.running.get(id)?.abort(new KitError('aborted', 'The request was cancelled.'));
  }

  /** Frees everything; for a host in the page, where there is no worker to terminate. */
  close(): void {
    for (const id of this.running.keys()) this.cancel(id);
    this.state.dispose();
  }

  private async perform<T extends JobType>(request: JobRequest<T>, port: MessagePort): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.running.set(request.id, controller);
    const send = (event: WireEvent<T>) => port.postMessage(event, buffersOf(event.value));
    let lastProgress = -Infinity;
    try {
      const job = JOBS[request.type] as JobFunction<T>;
      const value = await this.scheduler.run(request.priority, signal, (turn) =>
        Promise.race([
          deviceLoss(signal),
          job(request.params, {
            state: this.state,
            signal,
            breathe: turn.breathe,
            aside: (wait) => turn.aside(wait),
            due: () => performance.now() - lastProgress >= PROGRESS_MS,
            progress: (progress) => {
              lastProgress = performance.now();
              send({ kind: 'progress', value: progress });
            },
            frame: (frame) => send({ kind: 'frame', value: frame }),
          }),
        ]),
      );
      send({ kind: 'result', value });
    } catch (thrown) {
      const error = await this.state.explain(thrown, signal);
      port.postMessage({ kind: 'error', value: error.serialize() } satisfies WireEvent<T>);
    } finally {
      this.running.delete(request.id);
      port.close();
    }
  }
}

/** Rejects when the device is lost: what a job awaits from a lost device may never come. */
function deviceLoss(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      const error = KitError.from(signal.reason);
      if (error.code === 'device-lost') reject(error);
    });
  });
}

/** The buffers inside plain data, each once, to be moved rather than copied. Jobs send only what they own. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) buffersOf(part, found);
  }
  return [...found];
}
