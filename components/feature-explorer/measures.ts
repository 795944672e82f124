/** What can be said of a layer's maps without looking: how strong each channel answers, where, and on what scale to draw. */
import type { PlainTensor } from '../../core/index.js';
import type { RampName } from '../shared/heat-map.js';
import type { Looked, Place } from './view.js';

export interface Measures {
  /** By channel. */
  readonly most: Float32Array;
  readonly mean: Float32Array;
  /** Of the largest magnitude, which is what a ramp ends at. */
  readonly magnitude: Float32Array;
  /** Flat position of the largest number. */
  readonly strongest: Int32Array;
  /** Over all channels. */
  readonly largest: number;
  /** Whether there is anything below zero: then the ramp has two sides. */
  readonly ramp: RampName;
  /** Channels that are zero everywhere. */
  readonly silent: number;
}

const known = new WeakMap<PlainTensor, Measures>();

/** @param maps [height, width, channels] */
export function measure(maps: PlainTensor): Measures {
  let measures = known.get(maps);
  if (measures === undefined) known.set(maps, (measures = compute(maps)));
  return measures;
}

function compute({ data, shape }: PlainTensor): Measures {
  const channels = shape[2]!;
  const most = new Float32Array(channels).fill(-Infinity);
  const mean = new Float32Array(channels);
  const magnitude = new Float32Array(channels);
  const strongest = new Int32Array(channels);
  const positions = data.length / channels;
  let signed = false;
  for (let at = 0, i = 0; at < positions; at += 1) {
    for (let c = 0; c < channels; c += 1, i += 1) {
      const value = data[i]!;
      mean[c]! += value / positions;
      if (value < 0) signed = true;
      if (Math.abs(value) > magnitude[c]!) magnitude[c] = Math.abs(value);
      if (value <= most[c]!) continue;
      most[c] = value;
      strongest[c] = at;
    }
  }
  return {
    most,
    mean,
    magnitude,
    strongest,
    largest: magnitude.reduce((a, b) => Math.max(a, b), 0),
    ramp: signed ? 'div' : 'seq',
    silent: magnitude.filter((value) => value === 0).length,
  };
}

/** The channel that answers most strongly to the image. */
export const strongestChannel = (maps: PlainTensor): number => {
  const { most } = measure(maps);
  return most.reduce((best, value, c) => (value > most[best]! ? c : best), 0);
};

export function strongestPlace({ maps }: Pick<Looked, 'maps'>, channel: number): Place {
  const width = maps.shape[1]!;
  const at = measure(maps).strongest[channel] ?? 0;
  return { row: Math.floor(at / width), column: at % width };
}

export const valueAt = ({ data, shape }: PlainTensor, { row, column }: Place, channel: number): number =>
  data[(row * shape[1]! + column) * shape[2]! + channel] ?? 0;

const cut = new WeakMap<PlainTensor, Map<number, PlainTensor>>();

/** One channel of [height, width, channels] as [height, width]; the same object for the same channel. */
export function channelOf(maps: PlainTensor, channel: number): PlainTensor {
  let own = cut.get(maps);
  if (own === undefined) cut.set(maps, (own = new Map<number, PlainTensor>()));
  let map = own.get(channel);
  if (map === undefined) {
    const [height = 1, width = 1, channels = 1] = maps.shape;
    const data = Float32Array.from({ length: height * width }, (_, i) => maps.data[i * channels + channel]!);
    own.set(channel, (map = { data, shape: [height, width] }));
  }
  return map;
}
