/**
 * One layer on the graph, by its type. Batch normalisation records the statistics it saw; fusing it with a ReLU is the
 * network's decision.
 */
import * as tf from '@tensorflow/tfjs-core';
import { outputShape } from '../../analysis/shapes.js';
import { Random } from '../../data/random.js';
import { KitError } from '../../errors.js';
import { batchNormInference, batchNormTraining } from '../../kernels/index.js';
import type { ActivationLayer, BatchNormLayer, LayerSpec } from '../../types.js';
import { runConv2d, runDense, runDepthwiseConv2d } from './convolution.js';
import { runPool2d } from './pooling.js';

/** Activations that pass what is positive and hold back what is not. */
export type RectifierLayer = ActivationLayer & { readonly type: 'relu' | 'relu6' | 'leakyRelu' };

/** A layer's weights by their own names: `kernel`, `bias`, … */
export type LayerWeights = Readonly<Record<string, tf.Tensor>>;

export interface RunContext {
  /** Batch statistics and dropout; false: moving averages, no dropout. */
  readonly training: boolean;
  /** Takes the place of every rectifier's function, so that its gradient can follow another rule. */
  readonly relu?: ((x: tf.Tensor, layer: RectifierLayer) => tf.Tensor) | undefined;
  /** Decides which activations dropout sets to zero; [seed, step]. */
  readonly dropoutSeed: readonly [seed: number, step: number];
  /** Receives the batch's mean and biased variance of a batch-normalisation layer. */
  readonly recordStatistics: (layer: BatchNormLayer, mean: tf.Tensor1D, variance: tf.Tensor1D) => void;
}

/** Slope of a leaky rectifier below zero where its layer names none. */
const LEAK = 0.3;
/** Keeps dropout's random numbers apart from all others under the same seed. */
const DROPOUT_STREAM = 0xd209;

/**
 * @param index position of the layer in its network
 * @param x outputs of the layers that feed it, with batch axis
 */
export function runLayer(
  layer: LayerSpec,
  index: number,
  x: readonly tf.Tensor[],
  weights: LayerWeights,
  context: RunContext,
): tf.Tensor {
  const first = x[0]!;
  switch (layer.type) {
    case 'conv2d':
      return runConv2d(layer, first as tf.Tensor4D, weights);
    case 'depthwiseConv2d':
      return runDepthwiseConv2d(layer, first as tf.Tensor4D, weights);
    case 'dense':
      return runDense(first as tf.Tensor2D, weights);
    case 'batchNorm':
      return runBatchNorm(layer, first, weights, context, false);
    case 'maxPool2d':
    case 'averagePool2d':
      return runPool2d(layer, first as tf.Tensor4D);
    case 'globalAveragePooling2d':
      return tf.mean(first, [1, 2]);
    case 'globalMaxPooling2d':
      return globalMax(first as tf.Tensor4D);
    case 'relu':
    case 'relu6':
    case 'leakyRelu':
    case 'sigmoid':
    case 'tanh':
    case 'softmax':
      return runActivation(layer, first, context);
    case 'add':
      return x.slice(1).reduce<tf.Tensor>((sum, other) => tf.add(sum, other), first);
    case 'multiply':
      return runMultiply(x);
    case 'concatenate':
      return tf.concat([...x], -1);
    case 'flatten':
      return tf.reshape(first, [first.shape[0]!, -1]);
    case 'reshape':
      return tf.reshape(first, [first.shape[0]!, ...outputShape(layer, [first.shape.slice(1)])]);
    case 'rescaling':
      return tf.add(tf.mul(first, perChannel(layer.scale)), perChannel(layer.offset ?? 0));
    case 'dropout':
      return runDropout(layer.rate ?? 0, index, first, context);
    case 'zeroPadding2d': {
      const [top, bottom, left, right] = layer.padding;
      return tf.pad(first, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
    }
    default:
      // Planning refuses such layers before any tensor exists.
      throw new KitError('unsupported-layer', `Layer "${layer.name}" of type "${layer.type}" does not run here.`, {
        layer: layer.name,
      });
  }
}

/**
 * A layer that is not trainable normalises with its moving averages even while the others train: its statistics are
 * part of what is kept.
 * @param relu whether max(·, 0) follows in the same kernel
 */
export function runBatchNorm(
  layer: BatchNormLayer,
  x: tf.Tensor,
  weights: LayerWeights,
  context: RunContext,
  relu: boolean,
): tf.Tensor {
  const gamma = weights['gamma'] as tf.Tensor1D | undefined;
  const beta = weights['beta'] as tf.Tensor1D | undefined;
  const epsilon = layer.epsilon ?? 1e-3;
  if (context.training && layer.trainable !== false) {
    const { y, mean, variance } = batchNormTraining(x, { gamma, beta, epsilon, relu });
    context.recordStatistics(layer, mean, variance);
    return y;
  }
  const mean = weights['movingMean'] as tf.Tensor1D;
  const variance = weights['movingVariance'] as tf.Tensor1D;
  return batchNormInference(x, { mean, variance, gamma, beta, epsilon, relu });
}

function runActivation(layer: ActivationLayer, x: tf.Tensor, context: RunContext): tf.Tensor {
  switch (layer.type) {
    case 'relu':
    case 'relu6':
    case 'leakyRelu': {
      const rectifier = layer as RectifierLayer;
      return context.relu ? context.relu(x, rectifier) : rectify(x, rectifier);
    }
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'tanh':
      return tf.tanh(x);
    case 'softmax':
      return tf.softmax(x);
  }
}

export function rectify(x: tf.Tensor, layer: RectifierLayer): tf.Tensor {
  if (layer.type === 'relu') return tf.relu(x);
  return layer.type === 'relu6' ? tf.relu6(x) : tf.leakyRelu(x, layer.alpha ?? LEAK);
}

/** ∂rectify/∂x, elementwise; 0 where the ends of a rectifier's slope meet. */
export function rectifierSlope(x: tf.Tensor, layer: RectifierLayer): tf.Tensor {
  if (layer.type === 'relu6') return tf.mul(tf.step(x), tf.step(tf.sub(6, x)));
  return tf.step(x, layer.type === 'relu' ? 0 : (layer.alpha ?? LEAK));
}

/** By pooling: the gradient of tf.max goes to every position that shares the maximum, as if there were several outputs. */
function globalMax(x: tf.Tensor4D): tf.Tensor {
  const [n, height, width, channels] = x.shape;
  return tf.reshape(tf.maxPool(x, [height, width], 1, 'valid'), [n, channels]);
}

/** A gate of one number per channel, [n, c], multiplies each pixel of a map. */
function runMultiply(x: readonly tf.Tensor[]): tf.Tensor {
  const rank = Math.max(...x.map((factor) => factor.rank));
  const factors = x.map((factor) =>
    factor.rank === rank ? factor : tf.reshape(factor, [factor.shape[0]!, 1, 1, factor.shape[1]!]),
  );
  return factors.slice(1).reduce((product, factor) => tf.mul(product, factor), factors[0]!);
}

function perChannel(value: number | readonly number[]): number | tf.Tensor1D {
  return typeof value === 'number' ? value : tf.tensor1d([...value]);
}

function runDropout(rate: number, index: number, x: tf.Tensor, context: RunContext): tf.Tensor {
  if (!context.training || rate === 0) return tf.clone(x);
  const seed = new Random(context.dropoutSeed[0], DROPOUT_STREAM, index, context.dropoutSeed[1]).int(2 ** 31);
  return tf.dropout(x, rate, undefined, seed);
}
