/**
 * What an optimised image is to have more of, as one differentiable number for each image of a batch, from what the
 * network gives. Which layers that takes is said before; what a guide image gives is computed once.
 */
import * as tf from '@tensorflow/tfjs-core';
import { lastMapLayer } from '../attribution/layers.js';
import { score as classScore } from '../attribution/target.js';
import { KitError } from '../errors.js';
import { INPUT } from '../models/graph.js';
import type { Network } from '../models/network.js';
import type { SynthesisSettings } from '../types.js';

type Taps = Readonly<Record<string, tf.Tensor>>;

export interface Objective {
  /** Layers whose output it reads. */
  readonly taps: readonly string[];
  /** [n], to be made larger. */
  score(logits: tf.Tensor2D, taps: Taps): tf.Tensor1D;
  /** What a reader is told instead of the score, [n]; default: the score. */
  told?(taps: Taps): tf.Tensor1D;
  dispose(): void;
}

export interface Aim {
  /** A class for each image. */
  readonly targets: readonly number[];
  /** Image whose code, or whose style, is looked for, [1, h, w, c] in [-1, 1]. */
  readonly guide?: tf.Tensor4D | undefined;
  /** The image that optimisation starts from, for the content of style. */
  readonly content: tf.Tensor4D;
}

/** @throws KitError invalid-argument for a class, layer, channel or position that there is not, or a missing guide */
export function objectiveOf(network: Network, settings: SynthesisSettings, aim: Aim): Objective {
  switch (settings.objective) {
    case 'class-logit':
      return plain([], (logits) => classScore(logits, { quantity: 'logit', classes: aim.targets }));
    case 'class-probability':
      // The logarithm rises with it, and does not vanish where the class is all but impossible.
      return plain([], (logits) => tf.sum(tf.mul(tf.logSoftmax(logits), oneHot(aim.targets, network.classes)), 1));
    case 'largest-logit':
      return plain([], (logits) => tf.max(logits, 1) as tf.Tensor1D);
    case 'channel':
    case 'unit':
      return activation(network, settings);
    case 'deep-dream': {
      const layer = layerOf(network, settings.layer);
      return plain([layer], (_, taps) => {
        const map = taps[layer]!;
        return tf.mean(tf.square(tf.reshape(map, [map.shape[0]!, -1])), 1);
      });
    }
    case 'inversion':
      return inversion(network, settings, guideOf(aim, 'The inversion of a code'));
    case 'style':
      return style(network, settings, guideOf(aim, 'A style'), aim.content);
  }
}

/** @throws KitError invalid-argument */
export function layerOf(network: Network, name: string | undefined): string {
  if (name === undefined) return lastMapLayer(network);
  if (!network.layers.some(({ layer }) => layer.name === name)) {
    throw new KitError('invalid-argument', `The network has no layer “${name}”.`, { layer: name });
  }
  return name;
}

function plain(
  taps: readonly string[],
  score: (logits: tf.Tensor2D, taps: Taps) => tf.Tensor1D,
  owned: readonly tf.Tensor[] = [],
): Objective {
  return { taps, score, dispose: () => tf.dispose([...owned]) };
}

function oneHot(classes: readonly number[], depth: number): tf.Tensor2D {
  return tf.cast(tf.oneHot(tf.tensor1d([...classes], 'int32'), depth), 'float32') as tf.Tensor2D;
}

/**
 * A channel's mean, or its value at one position; what a dense layer gives has no positions. Of a rectifier its input is
 * taken, which has a gradient also where the rectifier gives nothing: from grey many channels could never begin.
 */
function activation(network: Network, { objective, layer: name, channel, position }: SynthesisSettings): Objective {
  const asked = network.layers.find(({ layer: { name: own } }) => own === layerOf(network, name))!;
  const [source] = asked.inputs;
  const planned = asked.layer.type.endsWith('elu') && source !== INPUT ? network.layers[source!]! : asked;
  const layer = planned.layer.name;
  const channels = planned.outputShape.at(-1)!;
  if (!Number.isInteger(channel) || channel < 0 || channel >= channels) {
    const message = `Layer “${layer}” has the channels 0 to ${channels - 1}, no ${channel}.`;
    throw new KitError('invalid-argument', message, { layer });
  }
  return plain([layer], (_, taps) => {
    const map = taps[layer]!;
    const own = tf.slice(map, [...map.shape.slice(0, -1).map(() => 0), channel], [...map.shape.slice(0, -1), 1]);
    if (map.rank < 4) return tf.reshape(own, [map.shape[0]!]);
    if (objective === 'channel') return tf.mean(own, [1, 2, 3]);
    const [rows, columns] = [map.shape[1]!, map.shape[2]!];
    const [row, column] = position ?? [Math.floor(rows / 2), Math.floor(columns / 2)];
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      const message = `The maps of “${layer}” have ${rows} × ${columns} positions; there is no (${row}, ${column}).`;
      throw new KitError('invalid-argument', message, { layer });
    }
    return tf.reshape(tf.slice(own, [0, row, column, 0], [map.shape[0]!, 1, 1, 1]), [map.shape[0]!]);
  });
}

function guideOf({ guide }: Aim, what: string): tf.Tensor4D {
  if (guide === undefined) throw new KitError('invalid-argument', `${what} needs an image to be taken from.`);
  return guide;
}

/** −‖Φ(x) − Φ₀‖² / ‖Φ₀‖² (Mahendran and Vedaldi 2015); told as −‖Φ(x) − Φ₀‖ / ‖Φ₀‖. */
function inversion(network: Network, settings: SynthesisSettings, guide: tf.Tensor4D): Objective {
  const layer = layerOf(network, settings.layer);
  const { code, size } = tf.tidy(() => {
    const own = network.apply(guide, { taps: [layer] }).taps[layer]!;
    return { code: own, size: tf.sum(tf.square(own)) };
  });
  const distance = (taps: Taps): tf.Tensor1D =>
    tf.tidy(() => {
      const difference = tf.squaredDifference(taps[layer]!, code);
      return tf.div(tf.sum(tf.reshape(difference, [difference.shape[0]!, -1]), 1), size);
    });
  return {
    taps: [layer],
    score: (_, taps) => tf.neg(distance(taps)),
    told: (taps) => tf.tidy(() => tf.neg(tf.sqrt(distance(taps)))),
    dispose: () => tf.dispose([code, size]),
  };
}

/** Gram matrices of one image and the maps of another (Gatys, Ecker and Bethge 2016), each relative to its own size. */
function style(network: Network, settings: SynthesisSettings, guide: tf.Tensor4D, content: tf.Tensor4D): Objective {
  const layers = settings.styleLayers?.map((name) => layerOf(network, name)) ?? firstOfEachSize(network);
  const contentLayer = layerOf(network, settings.layer ?? layers.at(-1));
  const { grams, maps } = tf.tidy(() => {
    const own = network.apply(guide, { taps: [...layers] }).taps;
    return {
      grams: layers.map((name) => gram(own[name] as tf.Tensor4D, 0)),
      maps: network.apply(content, { taps: [contentLayer] }).taps[contentLayer]!,
    };
  });
  const score = (taps: Taps): tf.Tensor1D =>
    tf.tidy(() => {
      const n = maps.shape[0]!;
      const each = Array.from({ length: n }, (_, i) => {
        const parts = layers.map((name, k) => relativeDistance(gram(taps[name] as tf.Tensor4D, i), grams[k]!));
        const styled = tf.div(tf.addN(parts), layers.length);
        const map = taps[contentLayer]!;
        const rest = map.shape.slice(1).map(() => 0);
        const own = tf.slice(map, [i, ...rest], [1, ...map.shape.slice(1)]);
        const kept = tf.slice(maps, [i, ...rest], [1, ...maps.shape.slice(1)]);
        return tf.neg(tf.add(styled, tf.mul(relativeDistance(own, kept), settings.contentWeight)));
      });
      return tf.stack(each) as tf.Tensor1D;
    });
  return plain([...new Set([...layers, contentLayer])], (_, taps) => score(taps), [...grams, maps]);
}

function relativeDistance(x: tf.Tensor, to: tf.Tensor): tf.Scalar {
  return tf.div(tf.sum(tf.squaredDifference(x, to)), tf.add(tf.sum(tf.square(to)), 1e-12));
}

/** How often two channels of image `i` are strong at the same place: [k, k], per position. */
export function gram(map: tf.Tensor4D, i: number): tf.Tensor2D {
  const [, height, width, channels] = map.shape;
  return tf.tidy(() => {
    const flat = tf.reshape(tf.slice(map, [i, 0, 0, 0], [1, height, width, channels]), [height * width, channels]);
    return tf.div(tf.matMul(tf.transpose(flat), flat), height * width);
  });
}

/** The first rectified map of each size: where a network has seen something, and not yet thrown the place away. */
function firstOfEachSize({ layers }: Network): string[] {
  const seen = new Set<string>();
  return layers.flatMap(({ layer, outputShape }) => {
    const [height, width, channels] = outputShape;
    const size = `${height}×${width}`;
    if (channels === undefined || height! * width! === 1 || !layer.type.endsWith('elu') || seen.has(size)) return [];
    seen.add(size);
    return [layer.name];
  });
}
