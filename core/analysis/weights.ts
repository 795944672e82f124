/**
 * What one layer learns and what it multiplies, from its settings and the shapes around it. Multiply–adds (MACs) are
 * those of convolutions, dense and locally connected layers at every output position, padding included; biases, batch
 * normalisation, activations, pooling and element-wise sums or products are not counted.
 */
import type { LayerSpec } from '../types.js';
import { pair } from './geometry.js';
import type { Shape } from './shapes.js';

/** Numbers that a layer keeps, by what they are. */
export interface LayerWeights {
  /** Kernels, and the factors of a scaleShift layer. */
  readonly kernel: number;
  readonly bias: number;
  /** γ and β. */
  readonly batchNorm: number;
  /** Moving mean and variance of batch normalisation: kept, never trained. */
  readonly movingStatistics: number;
}

export const NO_WEIGHTS: LayerWeights = { kernel: 0, bias: 0, batchNorm: 0, movingStatistics: 0 };

export function layerWeights(layer: LayerSpec, input: Shape, output: Shape): LayerWeights {
  const channelsIn = input[input.length - 1]!;
  const channelsOut = output[output.length - 1]!;
  const withBias = (kernel: number, bias = channelsOut): LayerWeights => ({
    ...NO_WEIGHTS,
    kernel,
    bias: 'useBias' in layer && layer.useBias === false ? 0 : bias,
  });
  switch (layer.type) {
    case 'conv2d':
      return withBias((windowArea(layer.kernelSize) * channelsIn * channelsOut) / (layer.groups ?? 1));
    case 'depthwiseConv2d':
      return withBias(windowArea(layer.kernelSize) * channelsOut);
    case 'locallyConnected2d': {
      // A kernel and a bias of its own at every position.
      const positions = output[0]! * output[1]!;
      return withBias(windowArea(layer.kernelSize) * channelsIn * channelsOut * positions, channelsOut * positions);
    }
    case 'dense':
      return withBias(channelsIn * channelsOut);
    case 'scaleShift':
      return withBias(channelsOut);
    case 'batchNorm': {
      const learned = Number(layer.scale !== false) + Number(layer.center !== false);
      return { ...NO_WEIGHTS, batchNorm: learned * channelsOut, movingStatistics: 2 * channelsOut };
    }
    default:
      return NO_WEIGHTS;
  }
}

/** Multiply–adds for one image. */
export function layerMacs(layer: LayerSpec, weights: LayerWeights, output: Shape): number {
  switch (layer.type) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return weights.kernel * output[0]! * output[1]!;
    case 'locallyConnected2d':
    case 'dense':
      return weights.kernel;
    default:
      return 0;
  }
}

function windowArea(size: Parameters<typeof pair>[0]): number {
  const [height, width] = pair(size);
  return height * width;
}
