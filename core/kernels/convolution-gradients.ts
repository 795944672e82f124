/**
 * Gradients of conv2d and depthwiseConv2d for every backend, with dilation: TensorFlow.js's own throw there. Without
 * dilation they call the same gradient kernels.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BackpropAttributes } from './convolution-geometry.js';
import { dilationPair, gatherTaps, spreadFilter, spreadShape } from './dilation.js';

interface Attributes extends BackpropAttributes {
  dilations?: number | number[];
  dataFormat?: 'NHWC' | 'NCHW';
}

function gradient(kernelName: string, inputKernel: string, filterKernel: string): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dyOrList, saved, attrs) => {
      const dy = dyOrList as tf.Tensor;
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const { strides, pad, dimRoundingMode, dilations, dataFormat = 'NHWC' } = attrs as unknown as Attributes;
      const pair = dilationPair(dilations);
      const dilated = pair[0] * pair[1] > 1;
      const attributes = { strides, pad, dimRoundingMode, dataFormat, dilations: [1, 1] };
      const run = (name: string, inputs: tf.NamedTensorMap, shapes: object): tf.Tensor =>
        tf.engine().runKernel<tf.Tensor>(name, inputs, { ...attributes, ...shapes } as tf.NamedAttrMap);
      return {
        x: () =>
          run(inputKernel, { dy, filter: dilated ? spreadFilter(filter, pair) : filter }, { inputShape: x.shape }),
        filter: () => {
          const filterShape = dilated ? spreadShape(filter.shape, pair) : filter.shape;
          const dw = run(filterKernel, { x, dy }, { filterShape }) as tf.Tensor4D;
          return dilated ? gatherTaps(dw, pair) : dw;
        },
      };
    },
  };
}

export const conv2dGradient = gradient(tf.Conv2D, tf.Conv2DBackpropInput, tf.Conv2DBackpropFilter);

export const depthwiseGradient = gradient(
  tf.DepthwiseConv2dNative,
  tf.DepthwiseConv2dNativeBackpropInput,
  tf.DepthwiseConv2dNativeBackpropFilter,
);
