/**
 * AlexNet (Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012),
 * in its two common variants: the two towers of the paper, as two channel groups (the definition that Caffe ships), and
 * the single tower of "One weird trick" (Krizhevsky, 2014), which torchvision calls AlexNet.
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { convRelu, denseReluDropout, maxPool } from './layers.js';

const CLASSIFIER: readonly LayerSpec[] = [
  { name: 'flatten', type: 'flatten' },
  ...denseReluDropout('fc6', 4096),
  ...denseReluDropout('fc7', 4096),
  { name: 'fc8', type: 'dense', units: 1000 },
];

/** 60,965,224 parameters, 724,406,816 multiply–adds at 227 pixels (the paper's 224 do not come out even). */
export function alexnet(): ArchitectureSpec {
  return {
    name: 'alexnet',
    title: 'AlexNet (2012; two channel groups)',
    inputShape: [227, 227, 3],
    layers: [
      ...convRelu('conv1', 96, 11, { strides: 4, pad: 0 }),
      { name: 'norm1', type: 'localResponseNorm' },
      maxPool('pool1', 3, 2),
      ...convRelu('conv2', 256, 5, { groups: 2 }),
      { name: 'norm2', type: 'localResponseNorm' },
      maxPool('pool2', 3, 2),
      ...convRelu('conv3', 384, 3),
      ...convRelu('conv4', 384, 3, { groups: 2 }),
      ...convRelu('conv5', 256, 3, { groups: 2 }),
      maxPool('pool5', 3, 2),
      ...CLASSIFIER,
    ],
  };
}

/** 61,100,840 parameters. torchvision.models.alexnet. */
export function alexnetOneTower(): ArchitectureSpec {
  return {
    name: 'alexnet-one-tower',
    title: 'AlexNet (2014; one tower, as in torchvision)',
    inputShape: [224, 224, 3],
    layers: [
      ...convRelu('conv1', 64, 11, { strides: 4, pad: 2 }),
      maxPool('pool1', 3, 2),
      ...convRelu('conv2', 192, 5),
      maxPool('pool2', 3, 2),
      ...convRelu('conv3', 384, 3),
      ...convRelu('conv4', 256, 3),
      ...convRelu('conv5', 256, 3),
      maxPool('pool5', 3, 2),
      ...CLASSIFIER,
    ],
  };
}
