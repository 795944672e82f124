/**
 * What each class of layer in a model file is in our vocabulary: none, one or several layers, and which of its stored
 * weights are theirs. One layer at a time, from its settings and the shape that it is given.
 */
import type { Shape } from '../../analysis/shapes.js';
import type { LayerSpec, Padding, Size2d } from '../../types.js';
import type { LayerConfig } from './layer-config.js';

/** Where one of our weights comes from. */
export interface WeightSource {
  /** Our own name of it, without the layer's. */
  readonly weight: string;
  /** Its names in files, and its position among the weights of the file's layer. */
  readonly names: readonly string[];
  readonly position: number;
}

type Bare<L> = L extends LayerSpec ? Omit<L, 'name' | 'inputs' | 'block' | 'trainable'> : never;

/** One of the layers that a file's layer turns into. The first takes its inputs, each other the one before. */
export interface Part {
  /** After the layer's name; only one part has none. */
  readonly suffix: string;
  readonly layer: Bare<LayerSpec>;
  readonly weights: readonly WeightSource[];
  /** What does not run about it, as the rest of a sentence; it then has a type that is none of ours. */
  readonly unsupported?: string;
}

type Translate = (config: LayerConfig, input: Shape | undefined) => readonly Part[];

/** The layers that a file may hold, by class. A layer that turns into nothing passes on its input. */
export const LAYER_CLASSES: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['InputLayer', () => []],
  ['Conv2D', conv2d],
  ['DepthwiseConv2D', depthwiseConv2d],
  ['SeparableConv2D', separableConv2d],
  ['Dense', dense],
  ['BatchNormalization', batchNorm],
  ['Activation', (config) => activation(config, '', true)],
  ['ReLU', relu],
  ['ReLU6', () => [part('', { type: 'relu6' })]],
  ['Relu6', () => [part('', { type: 'relu6' })]],
  ['LeakyReLU', (config) => [leakyRelu(config, '', 0.3)]],
  ['Softmax', softmax],
  ['MaxPooling2D', (config) => pool2d(config, 'maxPool2d')],
  ['AveragePooling2D', (config) => pool2d(config, 'averagePool2d')],
  ['GlobalMaxPooling2D', (config) => globalPool2d(config, 'globalMaxPooling2d')],
  ['GlobalAveragePooling2D', (config) => globalPool2d(config, 'globalAveragePooling2d')],
  ['Flatten', flatten],
  ['Reshape', reshape],
  ['Dropout', (config) => [part('', { type: 'dropout', rate: config.number('rate') })]],
  ['Add', () => [part('', { type: 'add' } as Bare<LayerSpec>)]],
  ['Multiply', () => [part('', { type: 'multiply' } as Bare<LayerSpec>)]],
  ['Concatenate', concatenate],
  ['ZeroPadding2D', zeroPadding2d],
  ['Rescaling', rescaling],
]);

/** Keeps a place in the network for what does not run here: counting goes on around it, and says its name. */
export function standIn(type: string, unsupported: string): Part {
  return { suffix: '', layer: { type } as unknown as Bare<LayerSpec>, weights: [], unsupported };
}

function conv2d(config: LayerConfig): readonly Part[] {
  const groups = config.count('groups', 1);
  return [
    part(
      '',
      {
        type: 'conv2d',
        filters: config.count('filters'),
        kernelSize: config.size('kernel_size'),
        ...window(config),
        ...(groups === 1 ? {} : { groups }),
        ...bias(config),
      },
      [from('kernel', 0), ...biasAt(config, 1)],
    ),
    ...activation(config),
  ];
}

function depthwiseConv2d(config: LayerConfig): readonly Part[] {
  return [
    part('', { ...depthwise(config), ...bias(config) }, [
      // Keras 3 calls it kernel like any other.
      from('depthwiseKernel', 0, ['depthwise_kernel', 'kernel']),
      ...biasAt(config, 1),
    ]),
    ...activation(config),
  ];
}

/** Two convolutions without anything between: one per channel, then 1×1 across channels. */
function separableConv2d(config: LayerConfig): readonly Part[] {
  return [
    part('_depthwise', { ...depthwise(config), useBias: false }, [from('depthwiseKernel', 0, ['depthwise_kernel'])]),
    part('_pointwise', { type: 'conv2d', filters: config.count('filters'), kernelSize: 1, ...bias(config) }, [
      from('kernel', 1, ['pointwise_kernel']),
      ...biasAt(config, 2),
    ]),
    ...activation(config),
  ];
}

function depthwise(config: LayerConfig): Bare<Extract<LayerSpec, { type: 'depthwiseConv2d' }>> {
  return {
    type: 'depthwiseConv2d',
    kernelSize: config.size('kernel_size'),
    depthMultiplier: config.count('depth_multiplier', 1),
    ...window(config),
  };
}

/** On a map Keras applies a dense layer at every position: a 1×1 convolution. */
function dense(config: LayerConfig, input: Shape | undefined): readonly Part[] {
  const units = config.count('units');
  const layer: Bare<LayerSpec> =
    input?.length === 3
      ? { type: 'conv2d', filters: units, kernelSize: 1, ...bias(config) }
      : { type: 'dense', units, ...bias(config) };
  return [part('', layer, [from('kernel', 0), ...biasAt(config, 1)]), ...activation(config)];
}

function batchNorm(config: LayerConfig, input: Shape | undefined): readonly Part[] {
  const axis = config.raw('axis') ?? -1;
  const last = input === undefined ? [-1, 1, 3] : [-1, input.length];
  const normalised: unknown = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (!last.includes(normalised as number)) config.unsupported(`normalises along axis ${String(normalised)}`);
  config.only('renorm', [false]);
  const [scale, center] = [config.flag('scale', true), config.flag('center', true)];
  const names = [...(scale ? ['gamma'] : []), ...(center ? ['beta'] : []), 'moving_mean', 'moving_variance'];
  const ours: Readonly<Record<string, string>> = { moving_mean: 'movingMean', moving_variance: 'movingVariance' };
  return [
    part(
      '',
      {
        type: 'batchNorm',
        scale,
        center,
        epsilon: config.number('epsilon', 1e-3),
        momentum: config.number('momentum', 0.99),
      },
      names.map((name, position) => from(ours[name] ?? name, position, [name])),
    ),
  ];
}

function relu(config: LayerConfig): readonly Part[] {
  const highest = config.has('max_value') ? config.number('max_value') : undefined;
  const slope = config.number('negative_slope', 0);
  if (config.number('threshold', 0) !== 0) config.unsupported(`has a threshold of ${config.number('threshold')}`);
  if (highest === undefined) return [part('', slope === 0 ? { type: 'relu' } : { type: 'leakyRelu', alpha: slope })];
  if (highest !== 6 || slope !== 0) config.unsupported(`ends at ${highest} with a slope of ${slope} below zero`);
  return [part('', { type: 'relu6' })];
}

/** Keras 2 and TensorFlow.js say alpha, Keras 3 negative_slope. */
function leakyRelu(config: LayerConfig, suffix: string, usual: number): Part {
  const alpha = config.number(config.has('negative_slope') ? 'negative_slope' : 'alpha', usual);
  return part(suffix, { type: 'leakyRelu', alpha });
}

function softmax(config: LayerConfig, input: Shape | undefined): readonly Part[] {
  const axis = config.number('axis', -1);
  if (axis !== -1 && axis !== input?.length) config.unsupported(`sums along axis ${axis}`);
  return [part('', { type: 'softmax' })];
}

/** What follows a layer in the same entry of the file, or an Activation layer itself. */
function activation(config: LayerConfig, suffix?: string, required = false): readonly Part[] {
  if (required && !config.has('activation')) config.invalid('activation', 'the name of an activation');
  const { name, config: settings } = config.activation();
  const at = suffix ?? `_${name}`;
  switch (name) {
    case 'linear':
      return [];
    case 'relu':
    case 're_lu':
      return relu(settings).map((each) => ({ ...each, suffix: at }));
    case 'relu6':
    case 'sigmoid':
    case 'tanh':
    case 'softmax':
      return [part(at, { type: name })];
    case 'leaky_relu':
      // As a function Keras has another slope than as a layer.
      return [leakyRelu(settings, at, 0.2)];
    default:
      return [{ ...standIn(name, `has the activation “${name}”`), suffix: at }];
  }
}

function pool2d(config: LayerConfig, type: 'maxPool2d' | 'averagePool2d'): readonly Part[] {
  config.channelsLast();
  const poolSize = config.size('pool_size', 2);
  return [part('', { type, poolSize, strides: config.size('strides', poolSize), padding: padding(config) })];
}

function globalPool2d(config: LayerConfig, type: 'globalMaxPooling2d' | 'globalAveragePooling2d'): readonly Part[] {
  config.channelsLast();
  const pool = part('', { type });
  return config.flag('keepdims', false) ? [pool, part('_map', { type: 'reshape', shape: [1, 1, -1] })] : [pool];
}

function flatten(config: LayerConfig): readonly Part[] {
  config.channelsLast();
  return [part('', { type: 'flatten' })];
}

function reshape(config: LayerConfig, input: Shape | undefined): readonly Part[] {
  const shape = config.raw('target_shape');
  const sides = Array.isArray(shape) ? (shape as unknown[]).map((side) => side ?? -1) : [];
  const isSide = (side: unknown): side is number => Number.isInteger(side) && ((side as number) >= 1 || side === -1);
  if (sides.length === 0 || !sides.every(isSide)) config.invalid('target_shape', 'whole numbers, or −1 for the rest');
  if (sides.length !== 1 && sides.length !== 3) config.unsupported(`has a target of ${sides.length} axes`);
  if (sides.length === 1) return input?.length === 1 ? [] : [part('', { type: 'flatten' })];
  // Left open, the channels follow what comes before.
  const target = sides[0] === 1 && sides[1] === 1 ? [1, 1, -1] : sides;
  return [part('', { type: 'reshape', shape: target })];
}

function concatenate(config: LayerConfig, input: Shape | undefined): readonly Part[] {
  const axis = config.number('axis', -1);
  const last = input === undefined ? [-1, 1, 3] : [-1, input.length];
  if (!last.includes(axis)) config.unsupported(`joins along axis ${axis}`);
  return [part('', { type: 'concatenate' } as Bare<LayerSpec>)];
}

/** One number for all sides, one for each axis, or a pair for each. */
function zeroPadding2d(config: LayerConfig): readonly Part[] {
  config.channelsLast();
  const value = config.has('padding') ? config.raw('padding') : 1;
  const axes: unknown[] = Array.isArray(value) ? value : [value, value];
  const sides = axes.flatMap((axis) => (Array.isArray(axis) ? (axis as unknown[]) : [axis, axis]));
  if (axes.length !== 2 || sides.length !== 4 || !sides.every((side) => Number.isInteger(side) && Number(side) >= 0)) {
    config.invalid('padding', 'whole numbers for top, bottom, left and right');
  }
  return [part('', { type: 'zeroPadding2d', padding: sides as [number, number, number, number] })];
}

function rescaling(config: LayerConfig): readonly Part[] {
  const read = (key: string, fallback?: number): number | readonly number[] => {
    const value = config.raw(key);
    const list = Array.isArray(value) && value.length > 0 && value.every((each) => Number.isFinite(each));
    return list ? (value as number[]) : config.number(key, fallback);
  };
  return [part('', { type: 'rescaling', scale: read('scale'), offset: read('offset', 0) })];
}

function window(config: LayerConfig): { strides: Size2d; padding: Padding; dilation?: Size2d } {
  config.channelsLast();
  const dilation = config.size('dilation_rate', 1);
  return {
    strides: config.size('strides', 1),
    padding: padding(config),
    ...(dilation === 1 ? {} : { dilation }),
  };
}

function padding(config: LayerConfig): 'same' | 'valid' {
  const value = config.text('padding', 'valid').toLowerCase();
  if (value !== 'same' && value !== 'valid') config.unsupported(`has the padding “${value}”`);
  return value;
}

function bias(config: LayerConfig): { useBias: boolean } {
  return { useBias: config.flag('use_bias', true) };
}

function biasAt(config: LayerConfig, position: number): readonly WeightSource[] {
  return config.flag('use_bias', true) ? [from('bias', position)] : [];
}

function from(weight: string, position: number, names: readonly string[] = [weight]): WeightSource {
  return { weight, names, position };
}

function part(suffix: string, layer: Bare<LayerSpec>, weights: readonly WeightSource[] = []): Part {
  return { suffix, layer, weights };
}
