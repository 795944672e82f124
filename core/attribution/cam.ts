/**
 * CAM, the class activation map: where the head is a spatial mean and one dense layer, a logit is the mean of a map plus
 * a bias, and this is that map. Zhou et al., "Learning Deep Features for Discriminative Localization", CVPR 2016.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import { checkTarget, type Target } from './target.js';

export interface ClassActivation {
  /** Σ_k w_kc·A_k, [n, h', w']. */
  readonly map: tf.Tensor3D;
  /** b_c, [n]: mean(map) + bias is the logit. */
  readonly bias: tf.Tensor1D;
  /** Name of the layer that gives A. */
  readonly layer: string;
}

interface Head {
  readonly layer: string;
  /** [features, classes]; undefined where the maps are the classes' own. */
  readonly kernel: tf.Tensor | undefined;
  readonly bias: tf.Tensor | undefined;
}

/**
 * @param images [n, h, w, c] in [-1, 1]
 * @throws KitError invalid-argument where the head is another one, or for a probability, which is the mean of no map
 */
export function classActivationMap(network: Network, images: tf.Tensor4D, target: Target): ClassActivation {
  checkTarget(network, target, images.shape[0]);
  if (target.quantity === 'probability') {
    throw new KitError(
      'invalid-argument',
      'CAM explains logits; a probability is the mean of no map. Choose the logit.',
    );
  }
  const { layer, kernel, bias } = headOf(network);
  const sums = tf.tidy(() => {
    const activations = network.apply(images, { taps: [layer] }).taps[layer] as tf.Tensor4D;
    const [n, height, width, features] = activations.shape;
    const weights = classWeights(kernel ?? tf.eye(features), target);
    const products = tf.mul(activations, tf.reshape(weights, [n, 1, 1, features]));
    const biases = bias ? classWeights(tf.reshape(bias, [1, -1]), target) : tf.zeros([n, 1]);
    return { map: tf.reshape(tf.sum(products, 3), [n, height, width]), bias: tf.reshape(biases, [n]) };
  }) as Pick<ClassActivation, 'map' | 'bias'>;
  return { ...sums, layer };
}

/** True where CAM is defined. */
export function hasClassActivationMap(network: Network): boolean {
  return findHead(network) !== undefined;
}

/** The columns of the explained classes as rows, [n, features]. */
function classWeights(kernel: tf.Tensor, { classes, against }: Target): tf.Tensor2D {
  const rows = tf.transpose(kernel);
  const pick = (indices: readonly number[]) => tf.gather(rows, tf.tensor1d([...indices], 'int32'));
  return (against ? tf.sub(pick(classes), pick(against)) : pick(classes)) as tf.Tensor2D;
}

function headOf(network: Network): Head {
  const head = findHead(network);
  if (head) return head;
  throw new KitError(
    'invalid-argument',
    'CAM needs a network that ends in a spatial mean and one dense layer, which this one does not. Grad-CAM works for any.',
  );
}

/** Walks back from the logits: a dense layer or none, dropout, the spatial mean, and the layer whose maps it takes. */
function findHead({ layers, variables }: Network): Head | undefined {
  let at = layers[layers.length - 1];
  const dense = at?.layer.type === 'dense' ? at.layer.name : undefined;
  if (dense !== undefined) at = layers[at!.inputs[0]!];
  while (at?.layer.type === 'dropout') at = layers[at.inputs[0]!];
  const maps = at?.layer.type === 'globalAveragePooling2d' ? layers[at.inputs[0]!] : undefined;
  if (!maps) return undefined;
  return {
    layer: maps.layer.name,
    kernel: dense === undefined ? undefined : variables.get(`${dense}/kernel`),
    bias: dense === undefined ? undefined : variables.get(`${dense}/bias`),
  };
}
