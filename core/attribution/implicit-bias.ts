/**
 * What each layer adds that is not in its inputs: y − J·x, where J is the layer's derivative at x. For a convolution that
 * is its bias, for batch normalisation its shift, for a smooth activation what its tangent misses, for a ReLU nothing.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../models/network.js';
import type { PlannedLayer } from '../models/validate.js';

/** Layers with a bias of their own, in the order of the graph. */
export function biasedLayers({ layers, variables }: Network): readonly PlannedLayer[] {
  return layers.filter(({ layer }) => {
    switch (layer.type) {
      case 'conv2d':
      case 'depthwiseConv2d':
      case 'dense':
        return variables.has(`${layer.name}/bias`);
      case 'batchNorm':
      case 'rescaling':
      case 'multiply':
      case 'relu6':
      case 'sigmoid':
      case 'tanh':
      case 'softmax':
        return true;
      default:
        // Additions, pools, rectifiers through the origin: what comes out is made of what goes in.
        return false;
    }
  });
}

/** Whether the bias is computed from what the layer reads, not only from its weights and what it gives. */
export function readsInput({ layer }: PlannedLayer): boolean {
  return layer.type === 'sigmoid' || layer.type === 'tanh' || layer.type === 'softmax';
}

/**
 * The bias of one of the `biasedLayers`, of a shape that broadcasts to its output.
 * @param x what the layer reads; looked at only where `readsInput`
 * @param y what it gives
 */
export function implicitBias({ layer, inputs }: PlannedLayer, network: Network, x: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const weight = (name: string) => network.variables.get(`${layer.name}/${name}`);
  switch (layer.type) {
    case 'batchNorm': {
      const inverse = tf.rsqrt(tf.add(weight('movingVariance')!, layer.epsilon ?? 1e-3));
      const gamma = weight('gamma');
      const beta = weight('beta');
      const moved = tf.neg(tf.mul(weight('movingMean')!, gamma ? tf.mul(gamma, inverse) : inverse));
      return beta ? tf.add(moved, beta) : moved;
    }
    case 'rescaling':
      return tf.tensor1d([layer.offset ?? 0].flat());
    case 'multiply':
      // A product of k factors is of degree k: its derivative times its inputs is k times itself.
      return tf.mul(y, 1 - inputs.length);
    case 'relu6':
      return tf.mul(tf.cast(tf.greaterEqual(y, 6), 'float32'), 6);
    case 'sigmoid':
      return tf.sub(y, tf.mul(x, tf.mul(y, tf.sub(1, y))));
    case 'tanh':
      return tf.sub(y, tf.mul(x, tf.sub(1, tf.square(y))));
    case 'softmax':
      return tf.sub(y, tf.mul(y, tf.sub(x, tf.sum(tf.mul(x, y), -1, true))));
    default:
      return weight('bias')!;
  }
}
