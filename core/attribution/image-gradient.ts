/**
 * Derivatives of the explained number: with respect to the pixels, and with respect to what a layer gives. The one place
 * where attribution differentiates; all methods that use gradients stand on it.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { ApplyOptions, Network } from '../models/network.js';
import { inferShapes } from '../models/validate.js';
import { checkTarget, score, type Target } from './target.js';

/** How gradients go back through rectifiers: as they are, or by another rule. */
export type Rule = ApplyOptions['relu'];

/**
 * ∂score/∂image in inference mode. Images of a batch do not influence each other.
 * @param images [n, h, w, c] in [-1, 1]
 * @param rule for the rectifiers' gradient, such as guided backprop's; default: the true one
 * @returns [n, h, w, c]
 */
export function imageGradient(network: Network, images: tf.Tensor4D, target: Target, rule?: Rule): tf.Tensor4D {
  checkTarget(network, target, images.shape[0]);
  return tf.tidy(() =>
    tf.grad((x) => tf.sum(score(network.apply(x as tf.Tensor4D, { relu: rule }).logits, target)))(images),
  ) as tf.Tensor4D;
}

export interface LayerGradient {
  /** What the layer gives, [n, h', w', k]. */
  readonly activations: tf.Tensor4D;
  /** ∂score/∂activations, of the same shape. */
  readonly gradient: tf.Tensor4D;
}

/**
 * What a layer gives for the images, and the derivative of the score with respect to it: through all ways that lead
 * on from the layer, wherever in the graph it is.
 * @throws KitError invalid-argument for a layer that the network lacks or whose output is no map
 */
export function layerGradient(network: Network, images: tf.Tensor4D, target: Target, layer: string): LayerGradient {
  checkTarget(network, target, images.shape[0]);
  const shape = mapShape(network, images, layer);
  return tf.tidy(() => {
    let activations: tf.Tensor | undefined;
    try {
      // A zero that is added to the layer's output changes nothing, and its gradient is that of the output.
      const gradient = tf.grad((zero) => {
        const { logits, taps } = network.apply(images, { taps: [layer], offsets: { [layer]: zero } });
        activations = tf.keep(taps[layer]!);
        return tf.sum(score(logits, target));
      })(tf.zeros([images.shape[0], ...shape]));
      return { activations: tf.clone(activations!), gradient } as LayerGradient & tf.NamedTensorMap;
    } finally {
      activations?.dispose();
    }
  });
}

/** [h', w', k] of a layer's output for images of that size. */
function mapShape(network: Network, images: tf.Tensor4D, layer: string): readonly number[] {
  const index = network.layers.findIndex((planned) => planned.layer.name === layer);
  if (index < 0) {
    throw new KitError('invalid-argument', `The network has no layer “${layer}”.`, { layer });
  }
  const shape = inferShapes(network.layers, images.shape.slice(1))[index]!;
  if (shape.length !== 3) {
    throw new KitError(
      'invalid-argument',
      `Layer “${layer}” gives no map but ${shape[0]} numbers; choose one before it.`,
      {
        layer,
      },
    );
  }
  return shape;
}
