/**
 * Which weights a layer has: names, shapes and starting values, by arithmetic on its input shape. No TensorFlow.js.
 */
import { pair } from '../analysis/geometry.js';
import type { Shape } from '../analysis/shapes.js';
import type { LayerSpec } from '../types.js';

/** What a weight starts from; `he` needs the number of inputs that a unit sums over. */
export type WeightInit = { readonly kind: 'zeros' | 'ones' } | { readonly kind: 'he'; readonly fanIn: number };

export interface WeightDefinition {
  /** Without the layer's name: `kernel`, `depthwiseKernel`, `bias`, `gamma`, `beta`, `movingMean`, `movingVariance`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly init: WeightInit;
  /** False for moving statistics, which no gradient reaches. */
  readonly learned: boolean;
}

const ZEROS: WeightInit = { kind: 'zeros' };
const ONES: WeightInit = { kind: 'ones' };

/**
 * @param input shape of the layer's (first) input without the batch axis, known to fit the layer
 */
export function weightDefinitions(layer: LayerSpec, input: Shape): readonly WeightDefinition[] {
  const channels = input[input.length - 1]!;
  switch (layer.type) {
    case 'conv2d': {
      const [kh, kw] = pair(layer.kernelSize);
      return [
        kernel('kernel', [kh, kw, channels, layer.filters], kh * kw * channels),
        ...bias(layer.useBias, layer.filters),
      ];
    }
    case 'depthwiseConv2d': {
      const [kh, kw] = pair(layer.kernelSize);
      const { depthMultiplier = 1 } = layer;
      return [
        kernel('depthwiseKernel', [kh, kw, channels, depthMultiplier], kh * kw),
        ...bias(layer.useBias, channels * depthMultiplier),
      ];
    }
    case 'dense':
      return [kernel('kernel', [channels, layer.units], channels), ...bias(layer.useBias, layer.units)];
    case 'batchNorm': {
      const { scale = true, center = true } = layer;
      const shape = [channels];
      return [
        ...(scale ? [{ name: 'gamma', shape, init: ONES, learned: true }] : []),
        ...(center ? [{ name: 'beta', shape, init: ZEROS, learned: true }] : []),
        { name: 'movingMean', shape, init: ZEROS, learned: false },
        { name: 'movingVariance', shape, init: ONES, learned: false },
      ];
    }
    default:
      return [];
  }
}

function kernel(name: string, shape: readonly number[], fanIn: number): WeightDefinition {
  return { name, shape, init: { kind: 'he', fanIn }, learned: true };
}

function bias(useBias = true, length: number): readonly WeightDefinition[] {
  return useBias ? [{ name: 'bias', shape: [length], init: ZEROS, learned: true }] : [];
}
