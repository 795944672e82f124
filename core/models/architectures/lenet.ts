/**
 * LeNet-5 (LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998) as it is
 * rebuilt today: C3 connected to all six maps instead of by the paper's table, plain mean pooling without trained
 * coefficients, and a dense output layer instead of radial basis functions. 61,706 parameters.
 */
import type { ArchitectureSpec } from '../../types.js';

export function lenet5(): ArchitectureSpec {
  return {
    name: 'lenet5',
    title: 'LeNet-5 (1998; full C3, plain pooling)',
    inputShape: [32, 32, 1],
    layers: [
      { name: 'C1', type: 'conv2d', filters: 6, kernelSize: 5, padding: 'valid' },
      { name: 'C1.tanh', type: 'tanh' },
      { name: 'S2', type: 'averagePool2d', poolSize: 2 },
      { name: 'C3', type: 'conv2d', filters: 16, kernelSize: 5, padding: 'valid' },
      { name: 'C3.tanh', type: 'tanh' },
      { name: 'S4', type: 'averagePool2d', poolSize: 2 },
      { name: 'C5', type: 'conv2d', filters: 120, kernelSize: 5, padding: 'valid' },
      { name: 'C5.tanh', type: 'tanh' },
      { name: 'flatten', type: 'flatten' },
      { name: 'F6', type: 'dense', units: 84 },
      { name: 'F6.tanh', type: 'tanh' },
      { name: 'output', type: 'dense', units: 10 },
    ],
  };
}
