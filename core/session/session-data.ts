/**
 * The images of one session: those that its settings name, downloaded once, or a reader's own in their place. What is
 * done with them is not its business.
 */
import type { KitError } from '../errors.js';
import type { DatasetSource } from '../runtime/protocol.js';
import type { DatasetInfo } from '../types.js';
import { datasetRequest } from './dataset-request.js';
import type { OwnPictures } from './own-pictures.js';
import type { SessionCore } from './parts.js';
import type { RuntimeLease } from './runtimes.js';

export class SessionData {
  private own: OwnPictures | undefined;
  private opened: Promise<unknown> | undefined;
  private imports = 0;

  constructor(private readonly session: SessionCore) {}

  /** The reader's own pictures, where they have taken the place of what the settings name. */
  get pictures(): DatasetInfo | undefined {
    return this.own?.info;
  }

  /** What the worker calls the data set. */
  get key(): string {
    return this.own?.key ?? this.request().name;
  }

  get isOpen(): boolean {
    return this.opened !== undefined;
  }

  /** Resolves when enough images are here to start; the others go on arriving. */
  open({ client }: RuntimeLease, signal?: AbortSignal): Promise<unknown> {
    if (this.opened) return this.opened;
    // What arrived is kept in the worker; the next request asks for the rest.
    const onFailure = () => {
      if (this.opened === opened) this.close();
    };
    const opened = this.own ? readAgain(client, this.own) : this.download(client, signal, onFailure);
    this.opened = opened;
    opened.catch(onFailure);
    return opened;
  }

  /** For a question about the images: what to ask. */
  async subject(): Promise<{ readonly dataset: string; readonly source?: DatasetSource }> {
    if (!this.own) return { dataset: this.key, source: this.request() };
    await this.open(await this.session.runtime());
    return { dataset: this.key };
  }

  /** Tells apart what one session has read. */
  nextNumber(): number {
    return ++this.imports;
  }

  /** Puts pictures that were read in place of the data set, or back what the settings name. */
  use(pictures: OwnPictures | undefined): void {
    this.own = pictures;
    this.opened = pictures && Promise.resolve();
  }

  /** Frees what is in use in the worker and goes back to what the settings name. */
  async drop(lease: Promise<RuntimeLease> | undefined, after: Promise<void>): Promise<void> {
    const { own } = this;
    this.use(undefined);
    if (!own) return;
    await after;
    const runtime = await lease?.catch(() => undefined);
    await runtime?.client.run('dataset.free', { dataset: own.key }).result.catch(() => undefined);
  }

  /** The worker that had the images is another, or others are asked for. */
  close(): void {
    this.opened = undefined;
  }

  /** @param onFailure called also when what was needed first is here already */
  private download(
    client: RuntimeLease['client'],
    signal: AbortSignal | undefined,
    onFailure: () => void,
  ): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const job = client.run(
        'dataset.open',
        { source: this.request() },
        {
          signal,
          onProgress: (download) => {
            this.session.store.change({ download });
            if (download.ready) resolve();
          },
        },
      );
      job.result.then(
        () => resolve(),
        (error: KitError) => {
          onFailure();
          reject(error);
        },
      );
    });
  }

  private request(): DatasetSource {
    return datasetRequest(this.session.store.snapshot.settings);
  }
}

/** For a worker that does not have them yet. */
async function readAgain(client: RuntimeLease['client'], pictures: OwnPictures): Promise<unknown> {
  const { importPictures } = await import('./own-pictures.js');
  return importPictures(client, pictures);
}
