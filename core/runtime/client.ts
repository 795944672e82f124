/**
 * The page's half of the protocol: turns calls into jobs on a host, wherever that host runs, and events back into
 * iterables and promises. Knows nothing of models; holds no tensors.
 */
import { KitError } from '../errors.js';
import type { HostApi, JobEvent, JobParams, JobResult, JobType, JobTypes, Priority, WireEvent } from './protocol.js';

export interface JobOptions<T extends JobType> {
  readonly signal?: AbortSignal | undefined;
  /** Default `visible`. */
  readonly priority?: Priority;
  readonly onProgress?: (progress: JobTypes[T]['progress']) => void;
  readonly onFrame?: (frame: JobTypes[T]['frame']) => void;
}

/** A running job: iterate its events, or await its result. Breaking out of the iteration cancels it. */
export class Job<T extends JobType> implements AsyncIterable<JobEvent<T>> {
  /** Rejects with a KitError; `aborted` when cancelled. */
  readonly result: Promise<JobResult<T>>;
  private readonly queue: JobEvent<T>[] = [];
  private wake: (() => void) | undefined;
  private failure: KitError | undefined;
  private ended = false;
  private iterated = false;
  private resolve!: (value: JobResult<T>) => void;
  private reject!: (error: KitError) => void;

  constructor(
    private readonly options: JobOptions<T>,
    readonly cancel: () => void,
  ) {
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A caller that iterates sees the failure there; without this the same failure would count as unhandled.
    this.result.catch(() => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JobEvent<T>> {
    this.iterated = true;
    try {
      for (;;) {
        const event = this.queue.shift();
        if (event) yield event;
        else if (this.failure) throw this.failure;
        else if (this.ended) return;
        else await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      if (!this.ended) this.cancel();
    }
  }

  /** For the client only. */
  receive(event: WireEvent<T>): void {
    if (this.ended) return;
    if (event.kind === 'error') {
      this.fail(KitError.revive(event.value));
      return;
    }
    if (event.kind === 'progress') this.options.onProgress?.(event.value);
    if (event.kind === 'frame') this.options.onFrame?.(event.value);
    if (event.kind === 'result') {
      this.ended = true;
      this.resolve(event.value);
    }
    if (this.iterated || event.kind === 'result') this.queue.push(event);
    this.wake?.();
  }

  /** For the client only. */
  fail(error: KitError): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = error;
    this.reject(error);
    this.wake?.();
  }
}

/** What the client needs of a host, whether it is behind a worker or in the page. */
export interface HostConnection {
  readonly api: { [K in keyof HostApi]: (...args: Parameters<HostApi[K]>) => Promise<unknown> };
  readonly place: 'worker' | 'page';
  /** Why it is not a worker, in words. */
  readonly reason: string | undefined;
  /** Moves the port to the host's side. */
  readonly transfer: <P extends MessagePort>(port: P) => P;
  /** Called at most once, if the host dies. */
  onDeath(listener: (error: KitError) => void): void;
  terminate(): void;
}

export class RuntimeClient {
  private nextId = 1;
  private readonly jobs = new Set<{ fail: (error: KitError) => void }>();
  private death: KitError | undefined;

  constructor(private readonly host: HostConnection) {
    host.onDeath((error) => this.die(error));
  }

  get reason(): string | undefined {
    return this.host.reason;
  }

  run<T extends JobType>(type: T, params: JobParams<T>, options: JobOptions<T> = {}): Job<T> {
    const id = this.nextId++;
    const { port1, port2 } = new MessageChannel();
    const cancel = () => void this.host.api.cancel(id);
    const job = new Job<T>(options, cancel);
    if (this.death) {
      job.fail(this.death);
      return job;
    }
    if (options.signal?.aborted) {
      job.fail(new KitError('aborted', 'The request was cancelled.'));
      return job;
    }
    options.signal?.addEventListener('abort', cancel, { once: true });
    this.jobs.add(job);
    const settle = () => {
      options.signal?.removeEventListener('abort', cancel);
      this.jobs.delete(job);
      port1.close();
    };
    job.result.then(settle, settle);
    port1.onmessage = ({ data }: MessageEvent<WireEvent<T>>) => job.receive(data);
    this.host.api
      .start({ id, type, params, priority: options.priority ?? 'visible' }, this.host.transfer(port2))
      .catch((thrown: unknown) => job.fail(KitError.from(thrown)));
    return job;
  }

  terminate(): void {
    this.die(new KitError('aborted', 'The worker was shut down.'));
    this.host.terminate();
  }

  private die(error: KitError): void {
    this.death = error;
    for (const job of [...this.jobs]) job.fail(error);
  }
}
