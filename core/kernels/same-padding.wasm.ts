/**
 * SAME padding on wasm where a stride is larger than the filter: XNNPACK's own arithmetic for it turns negative, and
 * the convolution returns zeros without an error. Given in pixels, the same padding works.
 */
import * as tf from '@tensorflow/tfjs-core';
import { convInfo, explicitPad, type BackpropAttributes } from './convolution-geometry.js';
import { dilationPair } from './dilation.js';
import type { KernelOverride } from './registry.js';

interface Attributes extends BackpropAttributes {
  dilations?: number | number[];
}

const paddedInPixels = (kernelName: string, depthwise: boolean): KernelOverride => ({
  kernelName,
  backendName: 'wasm',
  over: (stock) => ({
    ...stock,
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as Attributes;
      const [x, filter] = [call.inputs['x']!, call.inputs['filter']!];
      if (attributes.pad !== 'same' || !strideExceedsFilter(filter.shape, attributes)) return stock.kernelFunc(call);
      const pad = explicitPad(convInfo(x.shape, filter.shape, attributes, depthwise));
      return stock.kernelFunc({ ...call, attrs: { ...call.attrs, pad, dimRoundingMode: 'floor' } });
    },
  }),
});

function strideExceedsFilter(filterShape: readonly number[], { strides, dilations }: Attributes): boolean {
  const [strideHeight, strideWidth] = typeof strides === 'number' ? [strides, strides] : strides;
  // With a dilation the stride is 1, so the filter is as large as it looks.
  const [dilationHeight, dilationWidth] = dilationPair(dilations);
  if (dilationHeight * dilationWidth > 1) return false;
  return strideHeight > filterShape[0]! || strideWidth > filterShape[1]!;
}

export const samePaddingWasm: readonly KernelOverride[] = [
  paddedInPixels(tf.Conv2D, false),
  paddedInPixels(tf.FusedConv2D, false),
  paddedInPixels(tf.DepthwiseConv2dNative, true),
  paddedInPixels(tf.FusedDepthwiseConv2D, true),
];
