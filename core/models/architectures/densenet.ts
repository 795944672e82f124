/**
 * DenseNet-121 (Huang, Liu, van der Maaten and Weinberger, "Densely Connected Convolutional Networks", 2016): growth
 * rate 32, 1×1 bottlenecks of 128 channels, transitions that halve channels and size. 7,978,856 parameters.
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { conv, convBnRelu, maxPool, meanAndClassify, merge, relu } from './layers.js';

const GROWTH = 32;
const BLOCKS = [6, 12, 24, 16];

export function densenet121(): ArchitectureSpec {
  const layers: LayerSpec[] = [...convBnRelu('conv0', 64, 7, { strides: 2 }), maxPool('pool0', 3, 2, { pad: 1 })];
  let channels = 64;
  BLOCKS.forEach((depth, i) => {
    const block = `dense block ${i + 1}`;
    for (let j = 1; j <= depth; j++) layers.push(...denseLayer(`d${i + 1}.${j}`, block, layers.at(-1)!.name));
    channels += depth * GROWTH;
    if (i === BLOCKS.length - 1) return;
    channels /= 2;
    const id = `transition${i + 1}`;
    layers.push(
      ...bnRelu(id, { block: `transition ${i + 1}` }),
      conv(`${id}.conv`, channels, 1, { block: `transition ${i + 1}`, useBias: false }),
      { name: `${id}.pool`, type: 'averagePool2d', poolSize: 2, block: `transition ${i + 1}` },
    );
  });
  layers.push(...bnRelu('last', {}), ...meanAndClassify());
  return { name: 'densenet121', title: 'DenseNet-121 (2016)', inputShape: [224, 224, 3], layers };
}

/** Normalised first, convolved after; its output is stacked onto everything before it in the block. */
function denseLayer(id: string, block: string, from: string): LayerSpec[] {
  return [
    ...bnRelu(id, { block, inputs: [from] }),
    ...convBnRelu(`${id}.conv1`, 4 * GROWTH, 1, { block }),
    conv(`${id}.conv2`, GROWTH, 3, { block, useBias: false }),
    merge('concatenate', `${id}.concat`, [from, `${id}.conv2`], block),
  ];
}

function bnRelu(id: string, options: { readonly block?: string; readonly inputs?: readonly string[] }): LayerSpec[] {
  const { inputs: _inputs, ...rest } = options;
  return [{ name: `${id}.bn`, type: 'batchNorm', ...options }, relu(`${id}.relu`, rest)];
}
