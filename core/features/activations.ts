/** What every channel of a layer answers to images: the maps themselves, and how much of each is zero. */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import type { LayerActivations } from '../types.js';

/**
 * In inference mode.
 * @param images [n, h, w, c] in [-1, 1]; stay the caller's
 * @throws KitError invalid-argument for a layer that the network does not have
 */
export async function activations(network: Network, images: tf.Tensor4D, layer: string): Promise<LayerActivations> {
  const [maps, zeroShares] = tf.tidy(() => {
    const tap = network.apply(images, { taps: [layer] }).taps[layer]!;
    const positions = tap.shape.slice(0, -1).map((_, axis) => axis);
    return [tap, tf.mean(isZero(tap), positions)];
  });
  try {
    const [data, shares] = await Promise.all([maps!.data(), zeroShares!.data()]);
    return { maps: { data: Float32Array.from(data), shape: maps!.shape }, zeroShares: [...shares] };
  } finally {
    tf.dispose([maps!, zeroShares!]);
  }
}

/** 1 where a number is exactly zero, else 0, as floats: the WebGPU backend cannot transpose truth values to sum them. */
export function isZero(x: tf.Tensor): tf.Tensor {
  return tf.sub(1, tf.abs(tf.sign(x)));
}
