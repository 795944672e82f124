/**
 * All units of some layers over many images, in one pass: which images and places excite each channel most, how much of
 * its answer is zero, and which channels never answer at all.
 */
import * as tf from '@tensorflow/tfjs-core';
import { passes, type Work } from '../attribution/work.js';
import { isZero } from './activations.js';
import type { Network } from '../models/network.js';

/** Where a channel answered strongly. */
export interface Excitation {
  /** Number of the image among those surveyed. */
  readonly image: number;
  /** Position in the layer's map; 0, 0 where it has none. */
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

export interface ChannelSurvey {
  /** The strongest answers, at most one an image, strongest first. */
  readonly strongest: readonly Excitation[];
  /** Share of all positions of all images where the answer is exactly zero. */
  readonly zeroShare: number;
  /** True where no position of any image gives anything but zero: a dead filter, if a rectifier follows. */
  readonly dead: boolean;
}

export interface SurveyOptions extends Work {
  readonly layers: readonly string[];
  /** Strongest answers kept per channel. */
  readonly top: number;
}

/**
 * In inference mode.
 * @param images makes the images from … to − 1 as [to − from, h, w, c] in [-1, 1]; the survey disposes of them
 * @returns by layer, then by channel
 * @throws KitError invalid-argument for a layer that the network does not have
 */
export async function survey(
  network: Network,
  count: number,
  images: (from: number, to: number) => tf.Tensor4D,
  { layers, top, ...work }: SurveyOptions,
): Promise<Readonly<Record<string, readonly ChannelSurvey[]>>> {
  const tallies = new Map<string, Tally[]>();
  for await (const { from, to } of passes(count, 1, work)) {
    const batch = images(from, to);
    let seen: Seen[];
    try {
      seen = look(network, batch, layers);
    } finally {
      batch.dispose();
    }
    for (const { layer, width, positions, tensors } of seen) {
      const [values, places, zeros] = await read(tensors);
      const channels = zeros.length;
      const own = tallies.get(layer) ?? Array.from({ length: channels }, () => new Tally(top));
      tallies.set(layer, own);
      own.forEach((tally, channel) => {
        tally.count(zeros[channel]!, positions * (to - from));
        for (let i = 0; i < to - from; i++) {
          const place = places[i * channels + channel]!;
          const [row, column] = [Math.floor(place / width), place % width];
          tally.offer({ image: from + i, row, column, value: values[i * channels + channel]! });
        }
      });
    }
  }
  return Object.fromEntries([...tallies].map(([layer, own]) => [layer, own.map((tally) => tally.result())]));
}

/** One layer's answer to a batch, still on the device. */
interface Seen {
  readonly layer: string;
  readonly width: number;
  /** Positions of one image. */
  readonly positions: number;
  /** Maximum and its flat position, both [n, channels], and zeros [channels]. */
  readonly tensors: readonly [tf.Tensor, tf.Tensor, tf.Tensor];
}

function look(network: Network, batch: tf.Tensor4D, layers: readonly string[]): Seen[] {
  return tf.tidy(() => {
    const { taps } = network.apply(batch, { taps: layers });
    return layers.map((layer) => {
      const tap = taps[layer]!;
      const channels = tap.shape.at(-1)!;
      const positions = tap.size / channels / batch.shape[0];
      const flat = tf.reshape(tap, [batch.shape[0], positions, channels]);
      const zeros = tf.sum(isZero(flat), [0, 1]);
      return {
        layer,
        width: tap.rank === 4 ? tap.shape[2]! : 1,
        positions,
        tensors: [tf.max(flat, 1), tf.argMax(flat, 1), zeros],
      };
    }) as unknown as tf.TensorContainer;
  }) as unknown as Seen[];
}

/** Reads and frees. */
async function read([values, places, zeros]: Seen['tensors']) {
  try {
    return await Promise.all([values.data<'float32'>(), places.data<'int32'>(), zeros.data<'float32'>()]);
  } finally {
    tf.dispose([values, places, zeros]);
  }
}

/** What is known so far of a channel. */
class Tally {
  private readonly strongest: Excitation[] = [];
  private zeros = 0;
  private positions = 0;

  constructor(private readonly top: number) {}

  count(zeros: number, positions: number): void {
    this.zeros += zeros;
    this.positions += positions;
  }

  offer(excitation: Excitation): void {
    const { strongest, top } = this;
    const place = strongest.findIndex(({ value }) => excitation.value > value);
    strongest.splice(place < 0 ? strongest.length : place, 0, excitation);
    if (strongest.length > top) strongest.pop();
  }

  result(): ChannelSurvey {
    const { strongest, zeros, positions } = this;
    return { strongest, zeroShare: zeros / positions, dead: zeros === positions };
  }
}
