/**
 * Published accuracies of the catalogue's networks on ImageNet, with what they cost, so that a chart can show all
 * networks without loading one. Single model, single crop; each figure with its source. LeNet-5 and the TMLSS networks
 * were made for other images and have no place on this axis.
 */
import type { ArchitectureName } from './index.js';

export interface PublishedAccuracy {
  readonly name: ArchitectureName;
  /** Share of the 50,000 ILSVRC 2012 validation images whose first guess is right. */
  readonly top1: number;
  readonly source: string;
  /** Trainable parameters, and multiply–adds at the network's own input size, as analyse() counts them. */
  readonly parameters: number;
  readonly macs: number;
}

const TORCHVISION = 'torchvision, weights IMAGENET1K_V1';

export const PUBLISHED_ACCURACIES: readonly PublishedAccuracy[] = [
  {
    name: 'alexnet',
    top1: 0.571,
    source: 'Caffe, bvlc_alexnet',
    parameters: 60_965_224,
    macs: 724_406_816,
  },
  { name: 'alexnet-one-tower', top1: 0.56522, source: TORCHVISION, parameters: 61_100_840, macs: 714_188_480 },
  { name: 'vgg16', top1: 0.71592, source: TORCHVISION, parameters: 138_357_544, macs: 15_470_264_320 },
  { name: 'vgg19', top1: 0.72376, source: TORCHVISION, parameters: 143_667_240, macs: 19_632_062_464 },
  { name: 'googlenet', top1: 0.687, source: 'Caffe, bvlc_googlenet', parameters: 6_998_552, macs: 1_582_671_872 },
  { name: 'googlenet-bn', top1: 0.69778, source: TORCHVISION, parameters: 6_624_904, macs: 1_498_376_192 },
  { name: 'resnet18', top1: 0.69758, source: TORCHVISION, parameters: 11_689_512, macs: 1_814_073_344 },
  {
    name: 'resnet50',
    top1: 0.753,
    source: 'the authors’ models (KaimingHe/deep-residual-networks)',
    parameters: 25_557_032,
    macs: 3_857_973_248,
  },
  { name: 'resnet50-v1.5', top1: 0.7613, source: TORCHVISION, parameters: 25_557_032, macs: 4_089_184_256 },
  { name: 'resnext50', top1: 0.77618, source: TORCHVISION, parameters: 25_028_904, macs: 4_230_479_872 },
  { name: 'densenet121', top1: 0.74434, source: TORCHVISION, parameters: 7_978_856, macs: 2_834_161_664 },
  {
    name: 'se-resnet50',
    top1: 0.7671,
    source: 'Hu et al. 2017, table 2',
    parameters: 28_088_024,
    macs: 3_860_488_192,
  },
  { name: 'squeezenet', top1: 0.58092, source: TORCHVISION, parameters: 1_248_424, macs: 818_924_576 },
  {
    name: 'mobilenet-v1',
    top1: 0.706,
    source: 'Howard et al. 2017, table 8',
    parameters: 4_231_976,
    macs: 568_740_352,
  },
];
