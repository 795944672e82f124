/**
 * How methods of many passes work: how much at once, and what happens between two passes. The device decides the first,
 * the job the second.
 */
import * as tf from '@tensorflow/tfjs-core';

export interface Work {
  /** Images in one pass through the network. Default 32. */
  readonly batchSize?: number | undefined;
  /** Awaited after each pass with the share done in (0, 1]; throws to cancel. */
  readonly between?: ((share: number) => Promise<void> | void) | undefined;
}

/** Large enough that a small network is bound by arithmetic, small enough that its maps stay in a processor's cache. */
const DEFAULT_BATCH = 32;

/** Variants of a batch of images that a method looks at: copies from `from` up to, not including, `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The spans that cut `count` variants of `images` images into passes, each followed by `between`.
 * @throws whatever `between` throws
 */
export async function* passes(
  count: number,
  images: number,
  { batchSize = DEFAULT_BATCH, between }: Work,
): AsyncGenerator<Span> {
  const most = Math.max(1, Math.floor(batchSize / images));
  // Passes of equal size: a last one of three images costs as much as one of thirty on a wide device.
  const each = Math.ceil(count / Math.ceil(count / most));
  for (let from = 0; from < count; from += each) {
    const to = Math.min(count, from + each);
    yield { from, to };
    await between?.(to / count);
  }
}

/**
 * Sums over all variants of the images, pass by pass; nothing is left behind if a pass fails.
 * @param compute sums over the variants of one span; always as many tensors, of the same shapes
 */
export async function sumOverPasses(
  count: number,
  images: number,
  work: Work,
  compute: (span: Span) => readonly tf.Tensor[],
): Promise<tf.Tensor[]> {
  let sums: tf.Tensor[] = [];
  try {
    for await (const span of passes(count, images, work)) {
      const before = sums;
      sums = tf.tidy(() => {
        const parts = compute(span);
        return before.length === 0 ? [...parts] : parts.map((part, i) => tf.add(before[i]!, part));
      });
      tf.dispose(before);
    }
    return sums;
  } catch (thrown) {
    tf.dispose(sums);
    throw thrown;
  }
}
