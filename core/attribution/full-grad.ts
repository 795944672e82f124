/**
 * FullGrad: the score taken apart without remainder into what the pixels contribute (x·∂f/∂x) and what each unit's bias
 * does (b·∂f/∂y). Srinivas and Fleuret, "Full-Gradient Representation for Neural Network Visualization", NeurIPS 2019.
 */
import * as tf from '@tensorflow/tfjs-core';
import { INPUT } from '../models/graph.js';
import type { Network } from '../models/network.js';
import { inferShapes } from '../models/validate.js';
import { biasedLayers, implicitBias, readsInput } from './implicit-bias.js';
import { resampleMaps } from './resample.js';
import { checkTarget, score, type Target } from './target.js';

export interface FullGrad {
  /** Magnitudes of all parts laid over each other, [n, h, w]. */
  readonly map: tf.Tensor3D;
  /** The explained number of each image, [n], and the sum of all parts, which equals it. */
  readonly scores: tf.Tensor1D;
  readonly sums: tf.Tensor1D;
}

/**
 * For the map each part is taken as a magnitude, stretched to [0, 1] for its image, resampled and added up, as the
 * authors do; parts without a place (dense layers) count in the sum only.
 * @param images [n, h, w, c] in [-1, 1]
 */
export function fullGrad(network: Network, images: tf.Tensor4D, target: Target): FullGrad {
  checkTarget(network, target, images.shape[0]);
  const [n, height, width] = images.shape;
  const biased = biasedLayers(network);
  const shapes = inferShapes(network.layers, images.shape.slice(1));
  const nameOf = (index: number) => network.layers[index]!.layer.name;
  const tapped = biased.flatMap((layer) => [
    layer.layer.name,
    ...(readsInput(layer) ? layer.inputs.filter((source) => source !== INPUT).map(nameOf) : []),
  ]);
  return tf.tidy(() => {
    const { logits, taps } = network.apply(images, { taps: tapped });
    const read = (source: number) => (source === INPUT ? images : taps[nameOf(source)]!);
    const zeros = biased.map(({ index }) => tf.zeros([n, ...shapes[index]!]));
    // One backward pass gives the derivatives with respect to the pixels and to what every biased layer gives.
    const [inputGradient, ...gradients] = tf.grads((x, ...offsets) => {
      const named = Object.fromEntries(biased.map(({ layer }, i) => [layer.name, offsets[i]!]));
      return tf.sum(score(network.apply(x as tf.Tensor4D, { offsets: named }).logits, target));
    })([images, ...zeros]);
    const biasParts = biased.map((layer, i) =>
      tf.mul(implicitBias(layer, network, read(layer.inputs[0]!), taps[layer.layer.name]!), gradients[i]!),
    );
    const parts = [tf.mul(images, inputGradient!), ...biasParts];
    const perImage = (part: tf.Tensor) => tf.sum(tf.reshape(part, [n, -1]), 1);
    const scores = score(logits, target);
    const sums = [...parts.map(perImage), remainder(logits, target, scores)];
    const maps = parts
      .filter((part) => part.rank === 4)
      .map((part) => resampleMaps(tf.sum(stretched(tf.abs(part) as tf.Tensor4D), 3), height, width));
    return { map: total(maps), scores, sums: total(sums) } as FullGrad & tf.NamedTensorMap;
  });
}

/** One by one: addN of many tensors needs more buffers than a GPU must offer. */
function total(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tensors.reduce((sum, tensor) => tf.add(sum, tensor));
}

/** What is left of a score that is no linear function of the logits (a probability); 0 for one that is. */
function remainder(logits: tf.Tensor2D, target: Target, scores: tf.Tensor1D): tf.Tensor {
  const slope = tf.grad((z) => tf.sum(score(z as tf.Tensor2D, target)))(logits);
  return tf.sub(scores, tf.sum(tf.mul(slope, logits), 1));
}

/** Each image's values to [0, 1]; zeros where they are all the same. */
function stretched(x: tf.Tensor4D): tf.Tensor4D {
  const low = tf.min(x, [1, 2, 3], true);
  const range = tf.sub(tf.max(x, [1, 2, 3], true), low);
  return tf.divNoNan(tf.sub(x, low), range);
}
