/**
 * SqueezeNet 1.0 (Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters", 2016): fire modules
 * that squeeze by 1×1 and expand by 1×1 and 3×3 side by side; no dense layer. 1,248,424 parameters.
 */
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { convRelu, maxPool, merge } from './layers.js';

/** [number of the module, squeeze channels, channels of each expansion]; `pool` between them. */
const BODY: readonly (readonly [number, number, number] | 'pool')[] = [
  'pool',
  [2, 16, 64],
  [3, 16, 64],
  [4, 32, 128],
  'pool',
  [5, 32, 128],
  [6, 48, 192],
  [7, 48, 192],
  [8, 64, 256],
  'pool',
  [9, 64, 256],
];

export function squeezenet(): ArchitectureSpec {
  let module = 1;
  const body = BODY.flatMap((part): LayerSpec[] => {
    if (part === 'pool') return [maxPool(`pool${module}`, 3, 2, { ceilMode: true })];
    module = part[0];
    return fire(...part);
  });
  return {
    name: 'squeezenet',
    title: 'SqueezeNet 1.0 (2016)',
    inputShape: [224, 224, 3],
    layers: [
      ...convRelu('conv1', 96, 7, { strides: 2, pad: 0 }),
      ...body,
      { name: 'dropout', type: 'dropout', rate: 0.5 },
      ...convRelu('conv10', 1000, 1),
      { name: 'mean', type: 'globalAveragePooling2d' },
    ],
  };
}

function fire(module: number, squeeze: number, expand: number): LayerSpec[] {
  const [id, block] = [`fire${module}`, `fire ${module}`];
  const squeezed = { block, inputs: [`${id}.squeeze.relu`] };
  return [
    ...convRelu(`${id}.squeeze`, squeeze, 1, { block }),
    ...convRelu(`${id}.expand1x1`, expand, 1, squeezed),
    ...convRelu(`${id}.expand3x3`, expand, 3, squeezed),
    merge('concatenate', `${id}.concat`, [`${id}.expand1x1.relu`, `${id}.expand3x3.relu`], block),
  ];
}
