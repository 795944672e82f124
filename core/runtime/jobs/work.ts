/** How jobs of many passes through a network work: how much at once, a breath and a word on progress after each pass. */
import * as tf from '@tensorflow/tfjs-core';
import { analyse } from '../../analysis/index.js';
import type { Work } from '../../attribution/work.js';
import type { Network } from '../../models/network.js';
import type { JobContext } from '../host.js';

/**
 * Multiply–adds of the forward passes between two breaths: some tenths of a second on one core. By arithmetic, not by a
 * clock, because how images are put together decides the last digits of a result.
 */
const PASS_MACS = 2e9;
/** On a processor more would leave its cache; a GPU wants more to do at once. */
const MOST_IMAGES = { processor: 32, gpu: 128 } as const;

/** Time on the device: what passes while others have it does not count. */
export class Clock {
  private readonly started = performance.now();
  private away = 0;

  get working(): number {
    return performance.now() - this.started - this.away;
  }

  async pause(wait: Promise<void>): Promise<void> {
    const from = performance.now();
    await wait;
    this.away += performance.now() - from;
  }
}

/** What jobs of many passes share of their contexts. */
type Context = Pick<JobContext<'attribution.explain'>, 'state' | 'breathe' | 'due' | 'progress'>;

/** How much goes through the network at once, and the breath after each pass. `imageShape`: [h, w, c]. */
export function workOf(
  network: Network,
  imageShape: readonly number[],
  { state, breathe, due, progress }: Context,
  clock: Clock,
  overall: (share: number) => number = (share) => share,
): Work {
  const { macs } = analyse({ ...network.spec, inputShape: imageShape as [number, number, number] });
  const backend = tf.getBackend();
  const most = MOST_IMAGES[backend === 'wasm' || backend === 'cpu' ? 'processor' : 'gpu'];
  const batchSize = Math.max(1, Math.min(most, state.evaluationBatch, Math.floor(PASS_MACS / macs)));
  return {
    batchSize,
    between: async (share) => {
      await clock.pause(breathe());
      if (due()) progress({ share: overall(share) });
    },
  };
}
