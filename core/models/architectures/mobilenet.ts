/**
 * The depthwise-separable network of part III of the TMLSS 2018 ConvNets practical, as data, after MobileNets
 * (Howard et al., 2017): one 3×3 convolution, then ten pairs of a depthwise 3×3 and a 1×1 convolution, each followed by
 * batch normalisation (offset, no scale) and ReLU. 1,165,962 trainable parameters at width 1.
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { BASELINE_STAGES, practicalBatchNorm } from './baseline.js';
import { type BuilderOptions, resolveOptions, scaleChannels } from './width.js';

/** Output channels of each 1×1 convolution and stride of the depthwise one before it. */
const MOBILENET_PAIRS: readonly { readonly channels: number; readonly stride: 1 | 2 }[] = [
  { channels: 128, stride: 1 },
  { channels: 128, stride: 2 },
  { channels: 128, stride: 1 },
  { channels: 256, stride: 1 },
  { channels: 256, stride: 2 },
  { channels: 256, stride: 1 },
  { channels: 512, stride: 1 },
  { channels: 512, stride: 2 },
  { channels: 512, stride: 1 },
  { channels: 512, stride: 1 },
];

function separable(
  name: string,
  title: string,
  pairs: readonly { readonly channels: number; readonly stride: 1 | 2 }[],
  options: BuilderOptions,
): ArchitectureSpec {
  const { width, classes, inputSize } = resolveOptions(options);
  const layers: LayerSpec[] = [
    {
      name: 'conv0',
      type: 'conv2d',
      filters: scaleChannels(64, width),
      kernelSize: 3,
      strides: 1,
      padding: 'same',
      useBias: true,
    },
    practicalBatchNorm('bn0'),
    { name: 'relu0', type: 'relu' },
  ];
  pairs.forEach(({ channels, stride }, index) => {
    const i = index + 1;
    layers.push(
      {
        name: `dw${i}`,
        type: 'depthwiseConv2d',
        depthMultiplier: 1,
        kernelSize: 3,
        strides: stride,
        padding: 'same',
        useBias: true,
      },
      practicalBatchNorm(`dwbn${i}`),
      { name: `dwrelu${i}`, type: 'relu' },
      {
        name: `conv${i}`,
        type: 'conv2d',
        filters: scaleChannels(channels, width),
        kernelSize: 1,
        strides: 1,
        padding: 'same',
        useBias: true,
      },
      practicalBatchNorm(`bn${i}`),
      { name: `relu${i}`, type: 'relu' },
    );
  });
  layers.push({ name: 'gap', type: 'globalAveragePooling2d' }, { name: 'logits', type: 'dense', units: classes });
  return { name, title, inputShape: [inputSize, inputSize, 3], layers };
}

/**
 * @returns conv0, bn0, relu0, then dw1, dwbn1, dwrelu1, conv1, bn1, relu1, … relu10, gap, logits.
 * @throws KitError invalid-argument for a width, class count or input size out of range.
 */
export function mobilenet(options: BuilderOptions = {}): ArchitectureSpec {
  return separable('mobilenet', 'MobileNet-style (TMLSS part III)', MOBILENET_PAIRS, options);
}

/**
 * The baseline with every convolution but the first made depthwise-separable, channel by channel and stride by stride:
 * what factorising alone saves. 902,090 trainable parameters at width 1.
 * @throws KitError invalid-argument for a width, class count or input size out of range.
 */
export function separableTwin(options: BuilderOptions = {}): ArchitectureSpec {
  return separable('separable-twin', 'Separable twin of the baseline', BASELINE_STAGES.slice(1), options);
}
