/**
 * The same convolution built in other ways, and what each would cost: depthwise-separable, with a 1×1 bottleneck, as a
 * stack of 3×3, without sharing, fully connected. Biases are left out of all of them, so that the kernels compare.
 */
import { KitError } from '../errors.js';

export interface Cost {
  readonly weights: number;
  /** Multiply–adds for one image. */
  readonly macs: number;
}

/** An ungrouped convolution: everything that its cost depends on. */
export interface ConvolutionSize {
  readonly kernel: readonly [height: number, width: number];
  readonly channelsIn: number;
  readonly channelsOut: number;
  /** [height, width] of the output. */
  readonly positions: readonly [height: number, width: number];
}

export function standardCost({ kernel, channelsIn, channelsOut, positions }: ConvolutionSize): Cost {
  return shared(kernel[0] * kernel[1] * channelsIn * channelsOut, positions);
}

/**
 * A depthwise k×k convolution (at the layer's stride), then a 1×1: k²·M + M·N, the share 1/N + 1/k² of k²·M·N.
 * Howard et al., "MobileNets", 2017, section 3.1.
 */
export function separableCost({ kernel, channelsIn, channelsOut, positions }: ConvolutionSize): Cost & {
  readonly depthwise: Cost;
  readonly pointwise: Cost;
  /** 1/N + 1/k², of the standard convolution's cost. */
  readonly share: number;
} {
  const depthwise = shared(kernel[0] * kernel[1] * channelsIn, positions);
  const pointwise = shared(channelsIn * channelsOut, positions);
  return {
    weights: depthwise.weights + pointwise.weights,
    macs: depthwise.macs + pointwise.macs,
    depthwise,
    pointwise,
    share: 1 / channelsOut + 1 / (kernel[0] * kernel[1]),
  };
}

/**
 * 1×1 down to `narrow` channels, k×k on those, 1×1 up again, as a residual bottleneck does. The first 1×1 runs at the
 * input's positions, here taken as those of the output (stride 1).
 */
export function bottleneckCost(size: ConvolutionSize, narrow: number): Cost {
  const { kernel, channelsIn, channelsOut, positions } = size;
  return shared(channelsIn * narrow + kernel[0] * kernel[1] * narrow * narrow + narrow * channelsOut, positions);
}

/**
 * (k − 1)/2 layers of 3×3 that see as much as one k×k; all after the first have `channelsOut` inputs.
 * Simonyan and Zisserman, 2014, section 2.3.
 * @throws KitError invalid-argument unless the kernel is square and odd, at least 3
 */
export function stackedCost(size: ConvolutionSize): Cost & { readonly layers: number } {
  const { kernel, channelsIn, channelsOut, positions } = size;
  if (kernel[0] !== kernel[1] || kernel[0] % 2 === 0 || kernel[0] < 3) {
    throw new KitError('invalid-argument', 'Only a square kernel of odd size, 3 or more, is a stack of 3 × 3.');
  }
  const layers = (kernel[0] - 1) / 2;
  return { layers, ...shared(9 * channelsIn * channelsOut + (layers - 1) * 9 * channelsOut * channelsOut, positions) };
}

/** A kernel of its own at every position: locally connected. */
export function unsharedCost(size: ConvolutionSize): Cost {
  const { macs } = standardCost(size);
  return { weights: macs, macs };
}

/** Every input connected to every output. */
export function fullyConnectedCost(size: ConvolutionSize, inputSize: readonly [height: number, width: number]): Cost {
  const { channelsIn, channelsOut, positions } = size;
  const weights = inputSize[0] * inputSize[1] * channelsIn * positions[0] * positions[1] * channelsOut;
  return { weights, macs: weights };
}

function shared(weights: number, positions: readonly [number, number]): Cost {
  return { weights, macs: weights * positions[0] * positions[1] };
}
