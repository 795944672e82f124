/** Images as a network's last decision sees them: the numbers that its last dense layer weighs. */
import * as tf from '@tensorflow/tfjs-core';
import { passes, type Work } from '../attribution/work.js';
import type { Network } from '../models/network.js';
import type { PlainTensor } from '../types.js';
import { codeLayer } from './layers.js';

/**
 * In inference mode.
 * @param images makes the images from … to − 1 as [to − from, h, w, c] in [-1, 1]; they are disposed of here
 * @returns [count, size of a code]
 * @throws KitError invalid-argument for a network that has no code
 */
export async function codes(
  network: Network,
  count: number,
  images: (from: number, to: number) => tf.Tensor4D,
  work: Work = {},
): Promise<PlainTensor> {
  const layer = codeLayer(network);
  let data = new Float32Array();
  let size = 0;
  for await (const { from, to } of passes(count, 1, work)) {
    const batch = images(from, to);
    let tap: tf.Tensor | undefined;
    try {
      tap = tf.tidy(() => network.apply(batch, { taps: [layer] }).taps[layer]!);
      size = tap.size / (to - from);
      if (from === 0) data = new Float32Array(count * size);
      data.set(await tap.data<'float32'>(), from * size);
    } finally {
      tf.dispose([batch, tap ?? []]);
    }
  }
  return { data, shape: [count, size] };
}
