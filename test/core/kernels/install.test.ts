/**
 * Installing kernels: any number of times, in any order, with the same result.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { installKernels } from '../../../core/kernels/index.js';
import { useBackend } from '../../helpers/backends.js';

describe('installKernels', () => {
  it('changes nothing the second time', async () => {
    await useBackend('wasm');
    const names = [tf.Sum, tf.Conv2D, tf.Conv2DBackpropFilter, tf.MaxPoolGrad];
    const registered = (): unknown[] => names.map((name) => tf.getKernel(name, 'wasm').kernelFunc);
    const before = registered();
    installKernels();
    expect(registered()).to.deep.equal(before);
  });

  it('gives every backend all gradient kernels', async () => {
    const needed = [
      tf.Conv2DBackpropFilter,
      tf.Conv2DBackpropInput,
      tf.DepthwiseConv2dNativeBackpropFilter,
      tf.DepthwiseConv2dNativeBackpropInput,
      tf.MaxPoolGrad,
      tf.AvgPoolGrad,
      tf.UnsortedSegmentSum,
    ];
    for (const backend of ['cpu', 'wasm', 'webgl', 'webgpu'] as const) {
      await useBackend(backend);
      const missing = needed.filter((name) => !tf.getKernel(name, backend));
      expect(missing, backend).to.deep.equal([]);
    }
  });
});
