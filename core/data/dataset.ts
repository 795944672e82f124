/**
 * A data set as it lives beside the computation: files fetched in the order in which they are needed, held as bytes.
 * Training can start after the first file while the rest is on its way; what has arrived is kept, whatever happens to
 * the rest. Knows nothing of batches, augmentation or tensors.
 */
import { KitError } from '../errors.js';
import type { DatasetSource } from '../runtime/protocol.js';
import type { DatasetInfo, DownloadProgress } from '../types.js';
import { describeSource } from './catalogue.js';
import { decodeImages, decodeLabels, IMAGE_BYTES } from './decode.js';
import { download, type DownloadOptions } from './download.js';

export type Split = 'train' | 'test';

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called on each change while this call waits; received bytes never fall and end at the total. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/** A file of the source; `keep` decodes and stores it. */
interface Item {
  readonly url: string;
  readonly bytes: number;
  readonly keep: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Bytes received so far, the most of any try. */
  received: number;
  here: boolean;
}

interface Waiter extends WaitOptions {
  readonly isMet: () => boolean;
  readonly wants: readonly (readonly Item[])[];
  readonly settle: (error?: KitError) => void;
}

/**
 * All waiting methods start the download, or join the one that runs: it goes on while anyone waits, with what they wait
 * for, and stops, keeping what has arrived, when nobody does or a file fails. Calling again goes on from there.
 */
export class Dataset {
  readonly info: DatasetInfo;
  /** Images in each training file, in the order in which they arrive. */
  readonly shardSizes: readonly number[];
  private readonly trainShards: (Uint8Array | undefined)[];
  private readonly items: readonly (readonly Item[])[];
  private readonly waiters = new Set<Waiter>();
  private readonly request: DownloadOptions['fetch'];
  private trainLabels: Uint8Array | undefined;
  private testLabels: Uint8Array | undefined;
  private testImages: Uint8Array | undefined;
  private running: AbortController | undefined;

  /** @param options.fetch Stands in for the global fetch. */
  constructor(source: DatasetSource, options: Pick<DownloadOptions, 'fetch'> = {}) {
    this.info = describeSource(source);
    this.shardSizes = source.train.map(({ count }) => count);
    this.trainShards = source.train.map(() => undefined);
    this.request = options.fetch;
    this.items = this.listItems(source);
  }

  get progress(): DownloadProgress {
    let receivedBytes = 0;
    for (const item of this.items.flat()) receivedBytes += item.here ? item.bytes : Math.min(item.received, item.bytes);
    return { receivedBytes, totalBytes: this.info.totalBytes, ready: this.trainArrived > 0 };
  }

  /** Training images that have arrived, counted in file order up to the first that is missing. */
  get trainArrived(): number {
    if (!this.trainLabels) return 0;
    const missing = this.trainShards.indexOf(undefined);
    const present = missing < 0 ? this.shardSizes : this.shardSizes.slice(0, missing);
    return present.reduce((sum, size) => sum + size, 0);
  }

  /**
   * Resolves when every file is here.
   * @throws KitError fetch-failed, bad-data or aborted; what has arrived is kept.
   */
  load(options: WaitOptions = {}): Promise<void> {
    return this.wait(() => this.items.flat().every(({ here }) => here), this.items, options);
  }

  /** Resolves when that many training images (in file order) and their labels are here. Throws as `load` does. */
  whenTrainImages(count: number, options: WaitOptions = {}): Promise<void> {
    const most = Math.min(count, this.info.trainSize);
    let last = 0;
    for (let images = this.shardSizes[0] ?? 0; images < most; last += 1) images += this.shardSizes[last + 1]!;
    // The test files come second: a run looks at them soon after its start.
    const wants = this.items.slice(0, last === 0 ? 1 : last + 2);
    return this.wait(() => this.trainArrived >= most, wants, options);
  }

  /** Resolves when all test images and their labels are here. Throws as `load` does. */
  whenTestImages(options: WaitOptions = {}): Promise<void> {
    const arrived = () => this.testImages !== undefined && this.testLabels !== undefined;
    return this.wait(arrived, this.items.slice(1, 2), options);
  }

  /**
   * Copies of images, uint8 RGB, [indices.length, 32, 32, 3].
   * @throws KitError invalid-argument for an index outside the split or an image that has not arrived.
   */
  images(split: Split, indices: ArrayLike<number>): Uint8Array {
    const out = new Uint8Array(indices.length * IMAGE_BYTES);
    for (let i = 0; i < indices.length; i++) {
      const { shard, position } = this.locate(split, indices[i]!);
      out.set(shard.subarray(position * IMAGE_BYTES, (position + 1) * IMAGE_BYTES), i * IMAGE_BYTES);
    }
    return out;
  }

  /**
   * Class indices, [indices.length].
   * @throws KitError invalid-argument for an index outside the split or labels that have not arrived.
   */
  labels(split: Split, indices: ArrayLike<number>): Int32Array {
    const labels = split === 'train' ? this.trainLabels : this.testLabels;
    return Int32Array.from(indices, (index) => labels?.[index] ?? this.missing(split, index));
  }

  private locate(split: Split, index: number): { shard: Uint8Array; position: number } {
    if (split === 'test') {
      const inside = Number.isInteger(index) && index >= 0 && index < this.info.testSize;
      return inside && this.testImages ? { shard: this.testImages, position: index } : this.missing(split, index);
    }
    let position = index;
    for (const [i, size] of this.shardSizes.entries()) {
      if (Number.isInteger(position) && position >= 0 && position < size) {
        const shard = this.trainShards[i];
        return shard ? { shard, position } : this.missing(split, index);
      }
      position -= size;
    }
    return this.missing(split, index);
  }

  private missing(split: Split, index: number): never {
    const size = split === 'train' ? this.info.trainSize : this.info.testSize;
    const words = split === 'train' ? 'training' : 'test';
    const inside = Number.isInteger(index) && index >= 0 && index < size;
    throw new KitError(
      'invalid-argument',
      inside
        ? `Image ${index} of the ${words} set has not been downloaded yet.`
        : `There is no image ${index} in the ${words} set; it has 0 to ${size - 1}.`,
    );
  }

  /** In the order of need; the files of one group come together. */
  private listItems(source: DatasetSource): Item[][] {
    const { classNames, train, test } = source;
    const item = (url: string, bytes: number, keep: Item['keep']): Item => ({
      url,
      bytes,
      keep,
      received: 0,
      here: false,
    });
    const shards = train.map(({ url, count, bytes }, i) =>
      item(url, bytes, (data) => void (this.trainShards[i] = decodeImages(data, count, url))),
    );
    const trainLabels = item(source.trainLabelsUrl, source.trainLabelsBytes, (data) => {
      this.trainLabels = decodeLabels(data, this.info.trainSize, classNames.length, source.trainLabelsUrl);
    });
    const testImages = item(test.url, test.bytes, (data) => {
      this.testImages = decodeImages(data, test.count, test.url);
    });
    const testLabels = item(source.testLabelsUrl, source.testLabelsBytes, (data) => {
      this.testLabels = decodeLabels(data, test.count, classNames.length, source.testLabelsUrl);
    });
    const [first, ...others] = shards;
    return [[trainLabels, ...(first ? [first] : [])], [testLabels, testImages], ...others.map((shard) => [shard])];
  }

  private wait(isMet: () => boolean, wants: Waiter['wants'], { signal, onProgress }: WaitOptions): Promise<void> {
    if (isMet()) {
      onProgress?.(this.progress);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        waiter.settle(new KitError('aborted', 'The download was cancelled.'));
        if (this.waiters.size === 0) this.stop();
      };
      const waiter: Waiter = {
        isMet,
        wants,
        onProgress,
        settle: (error) => {
          this.waiters.delete(waiter);
          signal?.removeEventListener('abort', abort);
          if (error) reject(error);
          else resolve();
        },
      };
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort);
      this.waiters.add(waiter);
      if (!this.running) void this.run();
    });
  }

  /** Fetches what is waited for, group by group; a failure ends it and every wait that it leaves unmet. */
  private async run(): Promise<void> {
    const controller = new AbortController();
    this.running = controller;
    try {
      for (let group = this.nextGroup(); group; group = this.nextGroup()) {
        await Promise.all(group.filter(({ here }) => !here).map((item) => this.fetchItem(item, controller.signal)));
      }
    } catch (thrown) {
      controller.abort();
      // Stopped on purpose: nobody waits, or a later run has taken over.
      if (this.running !== controller) return;
      const error = KitError.from(thrown);
      for (const waiter of [...this.waiters]) waiter.settle(error);
    } finally {
      if (this.running === controller) this.running = undefined;
    }
  }

  /** In the order of the list, not of the asking. */
  private nextGroup(): readonly Item[] | undefined {
    const wanted = new Set([...this.waiters].flatMap(({ wants }) => wants));
    return this.items.find((group) => wanted.has(group) && group.some(({ here }) => !here));
  }

  private stop(): void {
    this.running?.abort();
    this.running = undefined;
  }

  private async fetchItem(item: Item, signal: AbortSignal): Promise<void> {
    const onBytes = (received: number) => {
      if (received <= item.received) return;
      item.received = received;
      this.report();
    };
    const bytes = await download(item.url, { signal, onBytes, fetch: this.request });
    item.keep(bytes);
    item.here = true;
    this.report();
    for (const waiter of [...this.waiters]) if (waiter.isMet()) waiter.settle();
  }

  private report(): void {
    const { progress } = this;
    for (const waiter of [...this.waiters]) waiter.onProgress?.(progress);
  }
}

/** What runs, exams and figures ask of a data set, wherever its images come from. */
export type ImageSet = Pick<Dataset, keyof Dataset>;
