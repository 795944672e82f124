/**
 * Which training images make up which step: a pure function of the seed and the step, whatever order files arrive in
 * and however often a run was paused. Holds no images.
 */
import { KitError } from '../errors.js';
import { Random } from './random.js';

/** Keeps these draws apart from those of initialisation and augmentation under the same seed. */
const BATCH_STREAM = 0x6261;

export interface BatchPlanOptions {
  /** Images in each file of the training set, in the order in which the files arrive. */
  readonly shardSizes: readonly number[];
  readonly batchSize: number;
  readonly seed: number;
}

/**
 * Epoch 0 goes through the files one after another, shuffled within each, so that training can start after the first;
 * every later epoch is a new order of all images. An epoch ends with its last whole batch: the images left over (fewer
 * than a batch) are skipped, others in each epoch.
 */
export class BatchPlan {
  readonly trainSize: number;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  private readonly shardSizes: readonly number[];
  private readonly seed: number;
  /** The order of the epoch that was asked for last; a run asks for its steps one after another. */
  private held: { readonly epoch: number; readonly order: Int32Array } | undefined;

  /** @throws KitError invalid-argument where no whole batch fits the data. */
  constructor({ shardSizes, batchSize, seed }: BatchPlanOptions) {
    this.trainSize = shardSizes.reduce((sum, size) => sum + size, 0);
    if (!Number.isInteger(batchSize) || batchSize < 1) {
      throw new KitError('invalid-argument', `The batch size must be a whole number from 1 on, not ${batchSize}.`);
    }
    if (batchSize > this.trainSize) {
      throw new KitError(
        'invalid-argument',
        `A batch of ${batchSize} images is larger than the training set, which has ${this.trainSize}.`,
      );
    }
    this.shardSizes = shardSizes;
    this.batchSize = batchSize;
    this.seed = seed;
    this.stepsPerEpoch = Math.floor(this.trainSize / batchSize);
  }

  /** Indices into the training set, [batchSize], of the step's batch; steps count from 0. */
  indices(step: number): Int32Array {
    const start = (step % this.stepsPerEpoch) * this.batchSize;
    return this.order(this.epoch(step)).slice(start, start + this.batchSize);
  }

  epoch(step: number): number {
    return Math.floor(step / this.stepsPerEpoch);
  }

  /** How many training images must have arrived, in file order, before the step can run. */
  needs(step: number): number {
    if (this.epoch(step) > 0) return this.trainSize;
    const used = (step + 1) * this.batchSize;
    let arrived = 0;
    for (const size of this.shardSizes) {
      arrived += size;
      if (arrived >= used) break;
    }
    return arrived;
  }

  private order(epoch: number): Int32Array {
    if (this.held?.epoch !== epoch) {
      const random = new Random(this.seed, BATCH_STREAM, epoch);
      this.held = { epoch, order: epoch === 0 ? this.shardByShard(random) : random.permutation(this.trainSize) };
    }
    return this.held.order;
  }

  private shardByShard(random: Random): Int32Array {
    const order = Int32Array.from({ length: this.trainSize }, (_, i) => i);
    let start = 0;
    for (const size of this.shardSizes) {
      random.shuffle(order.subarray(start, start + size));
      start += size;
    }
    return order;
  }
}
