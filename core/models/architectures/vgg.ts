/**
 * VGG (Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014),
 * configurations D and E: five groups of 3×3 convolutions, each ended by a pooling that halves the map.
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { convRelu, denseReluDropout, maxPool } from './layers.js';

const CHANNELS = [64, 128, 256, 512, 512];

/** 138,357,544 parameters, 15,470,264,320 multiply–adds at 224 pixels. */
export function vgg16(): ArchitectureSpec {
  return vgg('vgg16', 'VGG16 (2014; configuration D)', [2, 2, 3, 3, 3]);
}

/** 143,667,240 parameters. */
export function vgg19(): ArchitectureSpec {
  return vgg('vgg19', 'VGG19 (2014; configuration E)', [2, 2, 4, 4, 4]);
}

function vgg(name: string, title: string, repeats: readonly number[]): ArchitectureSpec {
  return {
    name,
    title,
    inputShape: [224, 224, 3],
    layers: [
      ...repeats.flatMap((repeat, group): LayerSpec[] => [
        ...Array.from({ length: repeat }, (_, i) => convRelu(`conv${group + 1}_${i + 1}`, CHANNELS[group]!, 3)).flat(),
        maxPool(`pool${group + 1}`, 2, 2),
      ]),
      { name: 'flatten', type: 'flatten' },
      ...denseReluDropout('fc6', 4096),
      ...denseReluDropout('fc7', 4096),
      { name: 'fc8', type: 'dense', units: 1000 },
    ],
  };
}
