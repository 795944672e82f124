/**
 * GoogLeNet (Szegedy et al., "Going Deeper with Convolutions", 2014) without its two auxiliary classifiers, in two
 * variants: the paper's, with biases and local response normalisation (the definition that Caffe ships), and
 * torchvision's, with batch normalisation, 3×3 where the paper has 5×5, and a 2×2 fourth pooling.
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { convBnRelu, convRelu, maxPool, meanAndClassify, merge } from './layers.js';

/** Outputs of one inception module: 1×1; reduced to, 3×3; reduced to, 5×5; pooled and projected to. */
type Inception = readonly [string, number, number, number, number, number, number];
const STAGES: readonly (readonly Inception[])[] = [
  [
    ['3a', 64, 96, 128, 16, 32, 32],
    ['3b', 128, 128, 192, 32, 96, 64],
  ],
  [
    ['4a', 192, 96, 208, 16, 48, 64],
    ['4b', 160, 112, 224, 24, 64, 64],
    ['4c', 128, 128, 256, 24, 64, 64],
    ['4d', 112, 144, 288, 32, 64, 64],
    ['4e', 256, 160, 320, 32, 128, 128],
  ],
  [
    ['5a', 256, 160, 320, 32, 128, 128],
    ['5b', 384, 192, 384, 48, 128, 128],
  ],
];

/** 6,998,552 parameters. */
export function googlenet(): ArchitectureSpec {
  const lrn = (name: string): LayerSpec[] => [{ name, type: 'localResponseNorm' }];
  return assemble('googlenet', 'GoogLeNet (2014; as in the paper)', convRelu, 5, 3, ['norm1', 'norm2'].map(lrn));
}

/** 6,624,904 parameters. torchvision.models.googlenet. */
export function googlenetBn(): ArchitectureSpec {
  return assemble('googlenet-bn', 'GoogLeNet (batch-normalised, as in torchvision)', convBnRelu, 3, 2, [[], []]);
}

function assemble(
  name: string,
  title: string,
  unit: typeof convRelu,
  wideKernel: number,
  pool4Size: number,
  norms: readonly (readonly LayerSpec[])[],
): ArchitectureSpec {
  const ceilMode = true;
  // In the paper's definition the first normalisation follows the pooling, the second goes before it.
  const layers: LayerSpec[] = [
    ...unit('conv1', 64, 7, { strides: 2 }),
    maxPool('pool1', 3, 2, { ceilMode }),
    ...norms[0]!,
    ...unit('conv2.reduce', 64, 1),
    ...unit('conv2', 192, 3),
    ...norms[1]!,
    maxPool('pool2', 3, 2, { ceilMode }),
  ];
  STAGES.forEach((modules, stage) => {
    for (const module of modules) layers.push(...inception(module, layers.at(-1)!.name, unit, wideKernel));
    if (stage < 2) layers.push(maxPool(`pool${stage + 3}`, stage === 0 ? 3 : pool4Size, 2, { ceilMode }));
  });
  const [mean, classify] = meanAndClassify();
  layers.push(mean!, { name: 'dropout', type: 'dropout', rate: 0.4 }, classify!);
  return { name, title, inputShape: [224, 224, 3], layers };
}

function inception(module: Inception, from: string, unit: typeof convRelu, wideKernel: number): LayerSpec[] {
  const [id, one, reduce3, three, reduce5, five, project] = module;
  const block = `inception ${id}`;
  const entry = { block, inputs: [from] };
  const wide = `${id}.${wideKernel}x${wideKernel}`;
  // torchvision's second and third branch have the same kernel, and names must differ.
  const third = wideKernel === 3 ? `${wide}b` : wide;
  return [
    ...unit(`${id}.1x1`, one, 1, entry),
    ...unit(`${id}.3x3.reduce`, reduce3, 1, entry),
    ...unit(`${id}.3x3`, three, 3, { block }),
    ...unit(`${third}.reduce`, reduce5, 1, entry),
    ...unit(third, five, wideKernel, { block }),
    maxPool(`${id}.pool`, 3, 1, { ...entry, pad: 1 }),
    ...unit(`${id}.project`, project, 1, { block }),
    merge(
      'concatenate',
      `${id}.concat`,
      [`${id}.1x1`, `${id}.3x3`, third, `${id}.project`].map((n) => `${n}.relu`),
      block,
    ),
  ];
}
