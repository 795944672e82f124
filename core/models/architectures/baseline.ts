/**
 * The plain convolutional network of part I of the TMLSS 2018 ConvNets practical, as data: eleven 3×3 convolutions,
 * each followed by batch normalisation (offset, no scale) and ReLU, then a spatial mean and one dense layer.
 * 7,790,794 trainable parameters at width 1.
 */
import type { ArchitectureSpec, BatchNormLayer, LayerSpec } from '../../types.js';
import { type BuilderOptions, resolveOptions, scaleChannels } from './width.js';

/** Output channels and stride of each convolution. */
export const BASELINE_STAGES: readonly { readonly channels: number; readonly stride: 1 | 2 }[] = [
  { channels: 64, stride: 1 },
  { channels: 64, stride: 1 },
  { channels: 128, stride: 2 },
  { channels: 128, stride: 1 },
  { channels: 128, stride: 1 },
  { channels: 256, stride: 2 },
  { channels: 256, stride: 1 },
  { channels: 256, stride: 1 },
  { channels: 512, stride: 2 },
  { channels: 512, stride: 1 },
  { channels: 512, stride: 1 },
];

/** The practical's batch normalisation: an offset but no scale, ε = 1e-3, moving averages with decay 0.999. */
export function practicalBatchNorm(name: string): BatchNormLayer {
  return { name, type: 'batchNorm', scale: false, epsilon: 1e-3, momentum: 0.999 };
}

/**
 * @returns conv0, bn0, relu0, … relu10, gap, logits.
 * @throws KitError invalid-argument for a width, class count or input size out of range.
 */
export function baseline(options: BuilderOptions = {}): ArchitectureSpec {
  const { width, classes, inputSize } = resolveOptions(options);
  const layers: LayerSpec[] = BASELINE_STAGES.flatMap(({ channels, stride }, i): LayerSpec[] => [
    {
      name: `conv${i}`,
      type: 'conv2d',
      filters: scaleChannels(channels, width),
      kernelSize: 3,
      strides: stride,
      padding: 'same',
      useBias: true,
    },
    practicalBatchNorm(`bn${i}`),
    { name: `relu${i}`, type: 'relu' },
  ]);
  layers.push({ name: 'gap', type: 'globalAveragePooling2d' }, { name: 'logits', type: 'dense', units: classes });
  return {
    name: 'baseline',
    title: 'Baseline (TMLSS part I)',
    inputShape: [inputSize, inputSize, 3],
    layers,
  };
}
