/**
 * An architecture as the layers of a TensorFlow.js layers model: Sequential where each layer feeds the next, else
 * Functional, in the names and settings of Keras 2, which stock TensorFlow.js and Keras open.
 */
import { pair } from '../../analysis/geometry.js';
import type { Shape } from '../../analysis/shapes.js';
import { KitError } from '../../errors.js';
import type { ArchitectureSpec, LayerSpec, Padding } from '../../types.js';
import { INPUT } from '../graph.js';
import { inferShapes, type PlannedLayer } from '../validate.js';
import type { JsonObject } from './json.js';

export interface WrittenTopology {
  /** What goes into `modelTopology`. */
  readonly topology: JsonObject;
  /** The layers' names in the file, in the order of the plan. */
  readonly names: readonly string[];
}

interface FileEntry {
  readonly class_name: string;
  readonly config: JsonObject & { readonly name: string };
}

/**
 * @param planned the architecture's plan
 * @throws KitError unsupported-layer for a layer that the format cannot hold
 */
export function writeTopology(spec: ArchitectureSpec, planned: readonly PlannedLayer[]): WrittenTopology {
  const taken = new Set<string>();
  const image = fileName('image', taken);
  const names = planned.map(({ layer }) => fileName(layer.name, taken));
  const input: FileEntry = {
    class_name: 'InputLayer',
    config: { batch_input_shape: [null, ...imageShape(spec, planned)], dtype: 'float32', sparse: false, name: image },
  };
  const chain = planned.every(
    ({ inputs }, index) => inputs.length === 1 && inputs[0] === (index === 0 ? INPUT : index - 1),
  );
  const entries = planned.flatMap((each, index) => {
    const sources = each.inputs.map((source) => (source === INPUT ? image : names[source]!));
    return withPadding(each, names[index]!, taken).map((entry, i, all) => ({
      ...entry,
      name: entry.config.name,
      inbound_nodes: [(i === 0 ? sources : [all[i - 1]!.config.name]).map((source) => [source, 0, 0, {}])],
    }));
  });
  const model = fileName(spec.name, new Set());
  const functional = {
    name: model,
    layers: [{ ...input, name: image, inbound_nodes: [] }, ...entries],
    input_layers: [[image, 0, 0]],
    output_layers: [[names[names.length - 1]!, 0, 0]],
  };
  const sequential = {
    name: model,
    layers: [input, ...entries.map(({ class_name, config }) => ({ class_name, config }))],
  };
  return {
    names,
    topology: {
      class_name: chain ? 'Sequential' : 'Functional',
      config: chain ? sequential : functional,
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
    },
  };
}

/** Height and width stay open where the network takes images of any size. */
function imageShape({ inputShape }: ArchitectureSpec, planned: readonly PlannedLayer[]): readonly (number | null)[] {
  const [height, width, channels] = inputShape;
  try {
    const larger = inferShapes(planned, [height + 16, width + 24, channels]);
    const flatAsBefore = larger.every((shape, i) => shape.length === 3 || shape[0] === planned[i]!.outputShape[0]);
    return flatAsBefore ? [null, null, channels] : inputShape;
  } catch {
    return inputShape;
  }
}

/** A layer's entry, behind one for the padding that the format has no other way to say. */
function withPadding({ layer, outputShape }: PlannedLayer, name: string, taken: Set<string>): FileEntry[] {
  const { class_name, config } = entryOf(layer, outputShape);
  const entry = { class_name, config: { name, trainable: layer.trainable !== false, ...config } };
  const padding = layer.type === 'conv2d' || layer.type === 'depthwiseConv2d' ? (layer.padding ?? 'valid') : 'valid';
  if (typeof padding === 'string') return [entry];
  const before = { name: fileName(`${layer.name}_pad`, taken), trainable: true, ...zeroPadding(padding) };
  return [{ class_name: 'ZeroPadding2D', config: before }, entry];
}

function entryOf(layer: LayerSpec, outputShape: Shape): { readonly class_name: string; readonly config: JsonObject } {
  const entry = (class_name: string, config: JsonObject = {}) => ({ class_name, config });
  switch (layer.type) {
    case 'conv2d':
      if ((layer.groups ?? 1) !== 1) break;
      return entry('Conv2D', { filters: layer.filters, ...convolution(layer) });
    case 'depthwiseConv2d':
      return entry('DepthwiseConv2D', { depth_multiplier: layer.depthMultiplier ?? 1, ...convolution(layer) });
    case 'dense':
      return entry('Dense', { units: layer.units, activation: 'linear', use_bias: layer.useBias ?? true });
    case 'batchNorm': {
      const { scale = true, center = true, epsilon = 1e-3, momentum = 0.99 } = layer;
      return entry('BatchNormalization', { axis: -1, momentum, epsilon, center, scale });
    }
    case 'maxPool2d':
    case 'averagePool2d':
      if (Array.isArray(layer.padding) || layer.ceilMode) break;
      return entry(layer.type === 'maxPool2d' ? 'MaxPooling2D' : 'AveragePooling2D', {
        pool_size: pair(layer.poolSize),
        strides: pair(layer.strides ?? layer.poolSize),
        padding: layer.padding ?? 'valid',
        data_format: 'channels_last',
      });
    case 'globalAveragePooling2d':
      return entry('GlobalAveragePooling2D', { data_format: 'channels_last' });
    case 'globalMaxPooling2d':
      return entry('GlobalMaxPooling2D', { data_format: 'channels_last' });
    case 'relu':
      return entry('ReLU', { max_value: null });
    case 'relu6':
      return entry('ReLU', { max_value: 6 });
    case 'leakyRelu':
      return entry('LeakyReLU', { alpha: layer.alpha ?? 0.3 });
    case 'sigmoid':
    case 'tanh':
      return entry('Activation', { activation: layer.type });
    case 'softmax':
      return entry('Softmax', { axis: -1 });
    case 'add':
      return entry('Add');
    case 'multiply':
      return entry('Multiply');
    case 'concatenate':
      return entry('Concatenate', { axis: -1 });
    case 'flatten':
      return entry('Flatten', { data_format: 'channels_last' });
    case 'dropout':
      return entry('Dropout', { rate: layer.rate ?? 0 });
    case 'zeroPadding2d':
      return entry('ZeroPadding2D', zeroPadding(layer.padding));
    case 'rescaling':
      return entry('Rescaling', { scale: layer.scale, offset: layer.offset ?? 0 });
    case 'reshape':
      // Without an open side: stock Flatten refuses one.
      return entry('Reshape', { target_shape: outputShape });
    default:
  }
  throw new KitError('unsupported-layer', `Layer “${layer.name}” of type ${layer.type} has no place in the format.`, {
    layer: layer.name,
  });
}

function convolution(layer: Extract<LayerSpec, { type: 'conv2d' | 'depthwiseConv2d' }>): JsonObject {
  const { padding = 'valid' } = layer;
  return {
    kernel_size: pair(layer.kernelSize),
    strides: pair(layer.strides ?? 1),
    padding: typeof padding === 'string' ? padding : 'valid',
    data_format: 'channels_last',
    dilation_rate: pair(layer.dilation ?? 1),
    activation: 'linear',
    use_bias: layer.useBias ?? true,
  };
}

function zeroPadding([top, bottom, left, right]: Exclude<Padding, string>): JsonObject {
  return {
    padding: [
      [top, bottom],
      [left, right],
    ],
    data_format: 'channels_last',
  };
}

/** TensorFlow.js takes letters, digits, dots, underscores and hyphens, and one of the first two to begin with. */
function fileName(name: string, taken: Set<string>): string {
  const cleaned = name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[^A-Za-z0-9]/, 'layer$&');
  let free = cleaned;
  for (let copy = 2; taken.has(free); copy++) free = `${cleaned}_${copy}`;
  taken.add(free);
  return free;
}
