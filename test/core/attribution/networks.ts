/** Small networks for the tests of attribution, and a group of tests that owns one. */
import * as tf from '@tensorflow/tfjs-core';
import { Network } from '../../../core/models/network.js';
import type { ArchitectureSpec, LayerSpec } from '../../../core/types.js';
import { randomArray, randomTensor } from '../../helpers/tensors.js';

export function spec(layers: readonly LayerSpec[], inputShape: [number, number, number] = [8, 8, 3]): ArchitectureSpec {
  return { name: 'test', inputShape, layers };
}

/** With random values in every weight, moving statistics and biases too: what a first initialisation leaves at zero. */
export function networkOf(layers: readonly LayerSpec[], inputShape?: [number, number, number], seed = 1): Network {
  return shaken(new Network(spec(layers, inputShape), { seed }), seed);
}

export function shaken(network: Network, seed: number): Network {
  let stream = seed;
  for (const [name, variable] of network.variables) {
    if (name.endsWith('kernel') || name.endsWith('Kernel')) continue;
    const positive = name.endsWith('movingVariance');
    const values = randomArray(variable.size, ++stream, positive ? 0.5 : -0.5, positive ? 2 : 0.5);
    const value = tf.tensor(values, [...variable.shape]);
    variable.assign(value);
    value.dispose();
  }
  return network;
}

export const images = (n = 2, height = 8, width = 8, seed = 5): tf.Tensor4D =>
  randomTensor<tf.Rank.R4>([n, height, width, 3], seed);

/** Logits that depend linearly on the pixels. */
export const LINEAR: readonly LayerSpec[] = [
  { name: 'flat', type: 'flatten' },
  { name: 'logits', type: 'dense', units: 4 },
];

/** Convolution, normalisation, rectifier, branches, pooling, a spatial mean and a dense layer. */
export const BRANCHED: readonly LayerSpec[] = [
  { name: 'conv1', type: 'conv2d', filters: 5, kernelSize: 3, padding: 'same' },
  { name: 'bn1', type: 'batchNorm' },
  { name: 'relu1', type: 'relu' },
  { name: 'left', type: 'conv2d', filters: 5, kernelSize: 3, padding: 'same' },
  { name: 'relu2', type: 'relu' },
  { name: 'right', type: 'depthwiseConv2d', kernelSize: 3, padding: 'same', inputs: ['relu1'] },
  { name: 'sum', type: 'add', inputs: ['relu2', 'right', 'relu1'] },
  { name: 'pool', type: 'maxPool2d', poolSize: 2 },
  { name: 'conv2', type: 'conv2d', filters: 6, kernelSize: 3, padding: 'same' },
  { name: 'relu3', type: 'relu' },
  { name: 'gap', type: 'globalAveragePooling2d' },
  { name: 'drop', type: 'dropout', rate: 0.5 },
  { name: 'logits', type: 'dense', units: 4 },
];

/** Smooth: the error of a rule of integration falls as the books say. */
export const SMOOTH: readonly LayerSpec[] = [
  { name: 'conv1', type: 'conv2d', filters: 4, kernelSize: 3, padding: 'same' },
  { name: 'tanh', type: 'tanh' },
  { name: 'conv2', type: 'conv2d', filters: 4, kernelSize: 3, strides: 2 },
  { name: 'sigmoid', type: 'sigmoid' },
  { name: 'flat', type: 'flatten' },
  { name: 'logits', type: 'dense', units: 3 },
];

/** No biases anywhere and only rectifiers and pools between: a function of degree one. */
export const HOMOGENEOUS: readonly LayerSpec[] = [
  { name: 'conv1', type: 'conv2d', filters: 5, kernelSize: 3, padding: 'same', useBias: false },
  { name: 'relu1', type: 'relu' },
  { name: 'pool1', type: 'averagePool2d', poolSize: 3, strides: 2, padding: 'same' },
  { name: 'conv2', type: 'conv2d', filters: 6, kernelSize: 3, useBias: false },
  { name: 'leaky', type: 'leakyRelu', alpha: 0.1 },
  { name: 'pool2', type: 'maxPool2d', poolSize: 2 },
  { name: 'flat', type: 'flatten' },
  { name: 'logits', type: 'dense', units: 4, useBias: false },
];
