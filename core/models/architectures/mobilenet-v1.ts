/**
 * MobileNet V1 (Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
 * 2017) at width 1 and 224 pixels. 4,231,976 trainable parameters, 568,740,352 multiply–adds. Not the small sibling for
 * 32-pixel images that the TMLSS practical trains; that one is in mobilenet.ts.
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { meanAndClassify } from './layers.js';

/** Output channels of each 1×1 convolution and stride of the depthwise one before it. */
const PAIRS: readonly (readonly [channels: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

export function mobilenetV1(): ArchitectureSpec {
  return {
    name: 'mobilenet-v1',
    title: 'MobileNet V1 (2017)',
    inputShape: [224, 224, 3],
    layers: [
      { name: 'conv1', type: 'conv2d', filters: 32, kernelSize: 3, strides: 2, padding: 'same', useBias: false },
      ...bnRelu6('conv1'),
      ...PAIRS.flatMap(([channels, strides], i): LayerSpec[] => [
        { name: `dw${i + 1}`, type: 'depthwiseConv2d', kernelSize: 3, strides, padding: 'same', useBias: false },
        ...bnRelu6(`dw${i + 1}`),
        { name: `pw${i + 1}`, type: 'conv2d', filters: channels, kernelSize: 1, padding: 'same', useBias: false },
        ...bnRelu6(`pw${i + 1}`),
      ]),
      ...meanAndClassify(),
    ],
  };
}

function bnRelu6(name: string): LayerSpec[] {
  return [
    { name: `${name}.bn`, type: 'batchNorm' },
    { name: `${name}.relu6`, type: 'relu6' },
  ];
}
