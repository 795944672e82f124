/**
 * Installs the kernels and gradients that TensorFlow.js lacks, gets wrong or computes slowly. What each one mends is
 * written in its own file.
 */
// TensorFlow.js's core registers no gradients by itself.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { avgPoolGradient } from './avg-pool-gradient.js';
import {
  batchNormTrainingComposed,
  batchNormTrainingGradient,
  batchNormTrainingGradientComposed,
} from './batch-norm-kernels.js';
import { batchNormTrainingGradientWasm, batchNormTrainingWasm } from './batch-norm.wasm.js';
import { conv2dBackpropFilterWasm } from './conv2d-backprop-filter.wasm.js';
import { conv2dBackpropInputWasm } from './conv2d-backprop-input.wasm.js';
import { fusedConvolutionGradients } from './convolution.js';
import { conv2dGradient, depthwiseGradient } from './convolution-gradients.js';
import { depthwiseBackpropFilterWasm } from './depthwise-backprop-filter.wasm.js';
import { depthwiseBackpropInputWasm } from './depthwise-backprop-input.wasm.js';
import { maxPoolGradWasm } from './max-pool-grad.wasm.js';
import { mirrorPadGradient } from './mirror-pad-gradient.js';
import { hasKernelsOf, overrideKernel, replaceGradient, replaceKernel } from './registry.js';
import { samePaddingWasm } from './same-padding.wasm.js';
import { sumWasm } from './sum.wasm.js';
import { unsortedSegmentSumWasm } from './unsorted-segment-sum.wasm.js';

export { batchNormInference, batchNormTraining } from './batch-norm.js';
export { conv2d, type ConvolutionOptions, depthwiseConv2d } from './convolution.js';
export { softmaxCrossEntropy } from './softmax-cross-entropy.js';

const WASM_KERNELS = [
  conv2dBackpropFilterWasm,
  conv2dBackpropInputWasm,
  depthwiseBackpropFilterWasm,
  depthwiseBackpropInputWasm,
  maxPoolGradWasm,
  unsortedSegmentSumWasm,
  batchNormTrainingWasm,
  batchNormTrainingGradientWasm,
];
const COMPOSED_BACKENDS = ['cpu', 'webgl', 'webgpu'];
const GRADIENTS = [
  batchNormTrainingGradient,
  conv2dGradient,
  depthwiseGradient,
  ...fusedConvolutionGradients,
  avgPoolGradient,
  mirrorPadGradient,
];

/**
 * May be called any number of times. Kernels of a backend are replaced once its module has been imported, so call it
 * after each import of a backend (openBackend() does).
 */
export function installKernels(): void {
  for (const backendName of COMPOSED_BACKENDS) {
    replaceKernel(batchNormTrainingComposed(backendName));
    replaceKernel(batchNormTrainingGradientComposed(backendName));
  }
  GRADIENTS.forEach(replaceGradient);
  if (hasKernelsOf('wasm')) {
    WASM_KERNELS.forEach(replaceKernel);
    [sumWasm, ...samePaddingWasm].forEach(overrideKernel);
  }
}
