/**
 * A data set of a reader's own pictures, whole and in memory: what a run and an exam ask of any data set, without
 * downloads. How the pictures came in is import.ts's business.
 */
import { KitError } from '../../errors.js';
import type { DatasetInfo, DownloadProgress } from '../../types.js';
import type { ImageSet, Split, WaitOptions } from '../dataset.js';

/** Pictures of one size, uint8 RGB, one after another, and their classes. */
export interface LabelledImages {
  readonly images: Uint8Array;
  readonly labels: Int32Array;
}

export class ImageDataset implements ImageSet {
  readonly info: DatasetInfo;
  readonly shardSizes: readonly number[];
  readonly progress: DownloadProgress;
  readonly trainArrived: number;

  /** @param size side of the square pictures in pixels */
  constructor(
    name: string,
    classNames: readonly string[],
    size: number,
    private readonly splits: Readonly<Record<Split, LabelledImages>>,
  ) {
    const { train, test } = splits;
    const totalBytes = train.images.length + test.images.length;
    this.info = {
      name,
      classNames,
      imageShape: [size, size, 3],
      trainSize: train.labels.length,
      testSize: test.labels.length,
      firstBytes: train.images.length,
      totalBytes,
    };
    this.shardSizes = [this.info.trainSize];
    this.trainArrived = this.info.trainSize;
    this.progress = { receivedBytes: totalBytes, totalBytes, ready: true };
  }

  load({ onProgress }: WaitOptions = {}): Promise<void> {
    onProgress?.(this.progress);
    return Promise.resolve();
  }

  whenTrainImages(_count: number, options?: WaitOptions): Promise<void> {
    return this.load(options);
  }

  whenTestImages(options?: WaitOptions): Promise<void> {
    return this.load(options);
  }

  /** @throws KitError invalid-argument for an index outside the split */
  images(split: Split, indices: ArrayLike<number>): Uint8Array {
    const { images } = this.splits[split];
    const [height, width, channels] = this.info.imageShape;
    const bytes = height * width * channels;
    const out = new Uint8Array(indices.length * bytes);
    for (let i = 0; i < indices.length; i++) {
      const index = this.checked(split, indices[i]!);
      out.set(images.subarray(index * bytes, (index + 1) * bytes), i * bytes);
    }
    return out;
  }

  /** @throws KitError invalid-argument for an index outside the split */
  labels(split: Split, indices: ArrayLike<number>): Int32Array {
    const { labels } = this.splits[split];
    return Int32Array.from(indices, (index) => labels[this.checked(split, index)]!);
  }

  private checked(split: Split, index: number): number {
    const size = this.splits[split].labels.length;
    if (Number.isInteger(index) && index >= 0 && index < size) return index;
    throw new KitError('invalid-argument', `There is no image ${index} in the ${split} set; it has ${size}.`);
  }
}
