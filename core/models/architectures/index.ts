/**
 * The catalogue of networks by name. The two that elements show first are here at once; every other arrives as a chunk
 * of its own when it is asked for.
 */
import type { ArchitectureSpec } from '../../types.js';
import { baseline } from './baseline.js';
import { mobilenet, separableTwin } from './mobilenet.js';

export type ArchitectureName = keyof typeof CATALOGUE;

interface Entry {
  /** Short name for a label in a chart. */
  readonly label: string;
  readonly spec: () => ArchitectureSpec | Promise<ArchitectureSpec>;
}

const CATALOGUE = {
  baseline: { label: 'baseline', spec: () => baseline() },
  mobilenet: { label: 'mobilenet', spec: () => mobilenet() },
  'separable-twin': { label: 'separable twin', spec: () => separableTwin() },
  lenet5: { label: 'LeNet-5', spec: async () => (await import('./lenet.js')).lenet5() },
  alexnet: { label: 'AlexNet', spec: async () => (await import('./alexnet.js')).alexnet() },
  'alexnet-one-tower': {
    label: 'AlexNet, one tower',
    spec: async () => (await import('./alexnet.js')).alexnetOneTower(),
  },
  vgg16: { label: 'VGG16', spec: async () => (await import('./vgg.js')).vgg16() },
  vgg19: { label: 'VGG19', spec: async () => (await import('./vgg.js')).vgg19() },
  googlenet: { label: 'GoogLeNet', spec: async () => (await import('./googlenet.js')).googlenet() },
  'googlenet-bn': { label: 'GoogLeNet with BN', spec: async () => (await import('./googlenet.js')).googlenetBn() },
  resnet18: { label: 'ResNet-18', spec: async () => (await import('./resnet.js')).resnet18() },
  resnet50: { label: 'ResNet-50', spec: async () => (await import('./resnet.js')).resnet50() },
  'resnet50-v1.5': { label: 'ResNet-50 v1.5', spec: async () => (await import('./resnet.js')).resnet50v15() },
  resnext50: { label: 'ResNeXt-50', spec: async () => (await import('./resnet.js')).resnext50() },
  densenet121: { label: 'DenseNet-121', spec: async () => (await import('./densenet.js')).densenet121() },
  'se-resnet50': { label: 'SE-ResNet-50', spec: async () => (await import('./resnet.js')).seResnet50() },
  squeezenet: { label: 'SqueezeNet', spec: async () => (await import('./squeezenet.js')).squeezenet() },
  'mobilenet-v1': { label: 'MobileNet V1', spec: async () => (await import('./mobilenet-v1.js')).mobilenetV1() },
} as const satisfies Record<string, Entry>;

export const ARCHITECTURE_NAMES = Object.keys(CATALOGUE) as readonly ArchitectureName[];

export function isArchitectureName(name: string): name is ArchitectureName {
  return Object.hasOwn(CATALOGUE, name);
}

/** Short name of a network for people: "ResNet-50". */
export function architectureLabel(name: ArchitectureName): string {
  return CATALOGUE[name].label;
}

/** A network's description at width 1: at once for the small ones, a promise for those that have yet to load. */
export function architecture(name: ArchitectureName): ArchitectureSpec | Promise<ArchitectureSpec> {
  return CATALOGUE[name].spec();
}
