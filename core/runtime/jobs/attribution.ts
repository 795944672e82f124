/** Jobs that ask why: maps of images, and the tests of whether a map is to be believed. */
import type * as tf from '@tensorflow/tfjs-core';
import { explain } from '../../attribution/explain.js';
import {
  areaUnder,
  deletionCurves,
  deletionOrder,
  insertionCurves,
  insertionOrder,
  randomOrder,
} from '../../attribution/perturbation-curves.js';
import { RandomisedNetwork } from '../../attribution/randomise.js';
import { rankCorrelation } from '../../attribution/rank-correlation.js';
import { structuralSimilarity } from '../../attribution/structural-similarity.js';
import { KitError } from '../../errors.js';
import type { Network } from '../../models/network.js';
import type { AttributionSettings, RandomisedMap } from '../../types.js';
import type { JobFunction } from '../host.js';
import { greyOf, imageTensor } from './images.js';
import { Clock, workOf } from './work.js';

/** Control orders: enough that their mean is steady, few enough to cost less than a second. */
const RANDOM_ORDERS = 8;

export const explainImages: JobFunction<'attribution.explain'> = async (params, context) => {
  const { network, step } = context.state.model(params.model);
  const images = imageTensor(params.images, network.spec.inputShape[2]);
  const clock = new Clock();
  try {
    const work = workOf(network, images.shape.slice(1), context, clock);
    const attributions = await explain(network, images, fitting(params.settings, network), params, work);
    return { attributions, step, milliseconds: clock.working };
  } finally {
    images.dispose();
  }
};

export const randomise: JobFunction<'attribution.randomise'> = async (params, context) => {
  const { target, against, seed } = params;
  const original = context.state.model(params.model).network;
  const settings = fitting(params.settings, original);
  const images = oneImage(imageTensor(params.images, original.spec.inputShape[2]));
  const scratch = new RandomisedNetwork(original, seed);
  // One for each unit, the network as it is, and another network of noise.
  const stages = scratch.units.length + 2;
  const maps: RandomisedMap[] = [];
  const mapOf = async (network: Network, done: number) => {
    const work = workOf(network, images.shape.slice(1), context, new Clock(), (share) => (done + share) / stages);
    const [attribution] = await explain(network, images, settings, { target, against }, work);
    await context.breathe();
    if (context.due()) context.progress({ share: (done + 1) / stages });
    return attribution!.map;
  };
  try {
    for (let layers: readonly string[] | undefined = []; layers; layers = scratch.next()) {
      const map = await mapOf(scratch.network, maps.length);
      maps.push({ layers, map, ...likeness(maps[0]?.map ?? map, map) });
    }
    scratch.drawAnew(seed + 1);
    const other = await mapOf(scratch.network, maps.length);
    return { maps, chance: rankCorrelation(maps.at(-1)!.map.data, other.data) };
  } finally {
    images.dispose();
    scratch.dispose();
  }
};

export const perturb: JobFunction<'attribution.curves'> = async (params, context) => {
  const { map, target, quantity, fill, seed } = params;
  const { network } = context.state.model(params.model);
  const image = oneImage(imageTensor(params.images, network.spec.inputShape[2]));
  const question = { quantity, classes: [target] };
  const random = Array.from({ length: RANDOM_ORDERS }, (_, i) => randomOrder(map.data.length, seed, i));
  // A random order backwards is one too: its deletion, read backwards, is the insertion's control.
  const all = RANDOM_ORDERS + 2;
  const half = (from: number, count: number) =>
    workOf(network, image.shape.slice(1), context, new Clock(), (share) => (from + share * count) / all);
  try {
    const deletion = await deletionCurves(network, image, question, [deletionOrder(map.data), ...random], {
      ...half(0, RANDOM_ORDERS + 1),
      fill,
    });
    const [insertion] = await insertionCurves(network, image, question, [insertionOrder(map.data)], {
      ...half(RANDOM_ORDERS + 1, 1),
      fill,
    });
    const [own, ...control] = deletion;
    const randomDeletion = mean(control);
    return {
      deletion: [...own!],
      insertion: [...insertion!],
      randomDeletion,
      randomInsertion: randomDeletion.toReversed(),
      deletionArea: areaUnder(own!),
      insertionArea: areaUnder(insertion!),
      randomDeletionAreas: control.map(areaUnder),
      randomInsertionAreas: control.map(areaUnder),
    };
  } finally {
    image.dispose();
  }
};

/** A baseline that is a picture becomes grey with the images. */
function fitting(settings: AttributionSettings, { spec }: Network): AttributionSettings {
  const { baseline } = settings;
  if (typeof baseline !== 'object' || spec.inputShape[2] !== 1 || baseline.shape[2] !== 3) return settings;
  const { data, shape } = baseline;
  return { ...settings, baseline: { data: greyOf(data), shape: [...shape.slice(0, 2), 1] } };
}

function oneImage(images: tf.Tensor4D): tf.Tensor4D {
  if (images.shape[0] === 1) return images;
  const { shape } = images;
  images.dispose();
  throw new KitError('invalid-argument', `This looks at one image at a time, not at ${shape[0]}.`);
}

function likeness(first: RandomisedMap['map'], map: RandomisedMap['map']): Omit<RandomisedMap, 'layers' | 'map'> {
  const [height, width] = map.shape;
  return {
    rankCorrelation: rankCorrelation(first.data, map.data),
    similarity: structuralSimilarity(first.data, map.data, height!, width!),
  };
}

function mean(curves: readonly Float32Array[]): number[] {
  return Array.from(curves[0]!, (_, i) => curves.reduce((sum, curve) => sum + curve[i]!, 0) / curves.length);
}
