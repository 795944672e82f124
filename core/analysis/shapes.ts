/**
 * The output shape of one layer from the shapes that it is given, and every reason why there is none. Shapes are
 * [height, width, channels] or [features], without the batch.
 */
import { KitError } from '../errors.js';
import type { LayerSpec, Padding, Size2d } from '../types.js';
import { effectiveKernel, pair, placeWindow, type AxisWindow } from './geometry.js';
import { concatenated, gatedShape, sameShape } from './joins.js';
import { clash, fail, isWhole } from './shape-errors.js';
import { count, shapeText } from './words.js';

export type Shape = readonly number[];

/**
 * Most channels or units that a layer may have. The widest layer of the networks here has 4,096; a thousand times a
 * thousand is a slip of the keyboard, and no browser could hold its weights.
 */
export const MAX_CHANNELS = 65_536;
/** Largest side of an image, kernel or stride in pixels. */
export const MAX_SIDE = 16_384;

/** What the layers with a sliding window have in common, with the defaults filled in, as [vertical, horizontal]. */
export interface LayerWindow {
  readonly axes: readonly [AxisWindow, AxisWindow];
  readonly padding: Padding;
  readonly ceilMode: boolean;
}

/** The sliding window of a layer; undefined for a layer that has none. */
export function layerWindow(layer: LayerSpec): LayerWindow | undefined {
  switch (layer.type) {
    case 'conv2d':
    case 'depthwiseConv2d':
      return windowOf(layer.kernelSize, layer.strides ?? 1, layer.padding, layer.dilation ?? 1);
    case 'locallyConnected2d':
      return windowOf(layer.kernelSize, layer.strides ?? 1, layer.padding, 1);
    case 'maxPool2d':
    case 'averagePool2d':
      return windowOf(layer.poolSize, layer.strides ?? layer.poolSize, layer.padding, 1, layer.ceilMode);
    default:
      return undefined;
  }
}

/**
 * Shape of the layer's output.
 * @throws KitError bad-spec or unsupported-layer, with the layer's name, in words for the author of the spec
 */
export function outputShape(layer: LayerSpec, inputs: readonly Shape[]): Shape {
  const input = inputs[0]!;
  const joins = layer.type === 'add' || layer.type === 'multiply' || layer.type === 'concatenate';
  if (joins ? inputs.length < 2 : inputs.length !== 1) {
    fail(layer, `needs ${joins ? 'two inputs or more' : 'one input'} but has ${inputs.length}`);
  }
  switch (layer.type) {
    case 'conv2d': {
      const [h, w] = slide(layer, input);
      return [h, w, convolutionChannels(layer, input[2]!)];
    }
    case 'locallyConnected2d': {
      const [h, w] = slide(layer, input);
      return [h, w, channelCount(layer, layer.filters, 'filters')];
    }
    case 'depthwiseConv2d': {
      const [h, w] = slide(layer, input);
      const multiplier = channelCount(layer, layer.depthMultiplier ?? 1, 'depthMultiplier');
      return [h, w, channelCount(layer, input[2]! * multiplier, 'output channels')];
    }
    case 'maxPool2d':
    case 'averagePool2d':
      return [...slide(layer, input), input[2]!];
    case 'zeroPadding2d': {
      const [top, bottom, left, right] = paddingSides(layer, layer.padding);
      const [h, w, c] = asMap(layer, input);
      return [h + top + bottom, w + left + right, c];
    }
    case 'globalAveragePooling2d':
    case 'globalMaxPooling2d':
      return [asMap(layer, input)[2]];
    case 'flatten':
      return [input.reduce((product, side) => product * side, 1)];
    case 'reshape':
      return reshaped(layer, input);
    case 'rescaling':
      checkPerChannel(layer, layer.scale, 'scale', input);
      checkPerChannel(layer, layer.offset ?? 0, 'offset', input);
      return input;
    case 'dense':
      if (input.length !== 1) {
        clash(layer, `needs a flat input but gets ${shapeText(input)}; put a flatten or a global pooling before it`);
      }
      return [channelCount(layer, layer.units, 'units')];
    case 'add':
      return sameShape(layer, inputs);
    case 'multiply':
      return gatedShape(layer, inputs);
    case 'concatenate':
      return concatenated(layer, inputs);
    case 'batchNorm':
    case 'scaleShift':
    case 'relu':
    case 'relu6':
    case 'leakyRelu':
    case 'sigmoid':
    case 'tanh':
    case 'softmax':
    case 'dropout':
    case 'localResponseNorm':
      return input;
    default:
      throw unknownType(layer);
  }
}

function unknownType(layer: never): KitError {
  const { name, type } = layer as { name: string; type: unknown };
  return new KitError('unsupported-layer', `“${name}” has the type “${String(type)}”, which is not known here.`, {
    layer: name,
  });
}

function windowOf(kernel: Size2d, stride: Size2d, padding: Padding = 'valid', dilation: Size2d = 1, ceilMode = false) {
  const [k, s, d] = [pair(kernel), pair(stride), pair(dilation)];
  const axis = (i: 0 | 1): AxisWindow => ({ kernel: k[i], stride: s[i], dilation: d[i] });
  return { axes: [axis(0), axis(1)], padding, ceilMode } as const;
}

/** Height and width of a sliding window's output. */
function slide(layer: LayerSpec, input: Shape): [number, number] {
  const [height, width] = asMap(layer, input);
  const { axes, padding, ceilMode } = checkedWindow(layer);
  const out = axes.map((axis, i) => placeWindow(i === 0 ? height : width, axis, padding, i as 0 | 1, ceilMode).out);
  if (out[0]! < 1 || out[1]! < 1) {
    const span = axes.map((axis) => effectiveKernel(axis.kernel, axis.dilation));
    clash(
      layer,
      `does not fit: its window spans ${span.join(' × ')} pixels, its padded input is smaller (${shapeText(input)} ` +
        `before padding), so the output would have a negative size`,
    );
  }
  return [out[0]!, out[1]!];
}

function checkedWindow(layer: LayerSpec): LayerWindow {
  const window = layerWindow(layer)!;
  for (const axis of window.axes) {
    for (const [field, value] of Object.entries(axis) as [string, unknown][]) {
      if (!isWhole(value, 1, MAX_SIDE)) fail(layer, `has the ${field} size ${String(value)}; it must be 1 or more`);
    }
  }
  if (Array.isArray(window.padding)) paddingSides(layer, window.padding as readonly number[]);
  else if (window.padding !== 'same' && window.padding !== 'valid') {
    fail(layer, `has the padding “${String(window.padding)}”; it must be same, valid or [top, bottom, left, right]`);
  }
  return window;
}

function paddingSides(layer: LayerSpec, sides: readonly number[]): readonly [number, number, number, number] {
  if (!Array.isArray(sides) || sides.length !== 4 || !sides.every((side) => isWhole(side, 0, MAX_SIDE))) {
    fail(layer, `has the padding ${JSON.stringify(sides)}; it must be four numbers, 0 or more`);
  }
  return sides as unknown as readonly [number, number, number, number];
}

function convolutionChannels(layer: LayerSpec & { type: 'conv2d' }, channelsIn: number): number {
  const filters = channelCount(layer, layer.filters, 'filters');
  const groups = channelCount(layer, layer.groups ?? 1, 'groups');
  if (channelsIn % groups !== 0 || filters % groups !== 0) {
    clash(layer, `cannot split ${count(channelsIn)} input and ${count(filters)} output channels into ${groups} groups`);
  }
  return filters;
}

function channelCount(layer: LayerSpec, value: unknown, field: string): number {
  if (isWhole(value, 1, MAX_CHANNELS)) return value;
  const most = typeof value === 'number' && value > MAX_CHANNELS;
  const asked = typeof value === 'number' ? count(value) : `“${String(value)}”`;
  fail(
    layer,
    `asks for ${asked} ${field}; it must be a whole number from 1${most ? ` to ${count(MAX_CHANNELS)}` : ''}`,
  );
}

function asMap(layer: LayerSpec, shape: Shape): readonly [number, number, number] {
  if (shape.length !== 3) clash(layer, `needs a map of height × width × channels but gets ${shapeText(shape)}`);
  return shape as unknown as readonly [number, number, number];
}

/** The target shape with its −1, if it has one, filled in. */
function reshaped(layer: LayerSpec & { type: 'reshape' }, input: Shape): Shape {
  const target: unknown = layer.shape;
  const isTarget =
    Array.isArray(target) &&
    (target.length === 1 || target.length === 3) &&
    target.every((side) => side === -1 || isWhole(side, 1, MAX_CHANNELS)) &&
    target.filter((side) => side === -1).length <= 1;
  if (!isTarget) {
    fail(
      layer,
      `has the target shape ${JSON.stringify(target)}; it must be [height, width, channels] or [features], with at most one −1`,
    );
  }
  const sides = target as readonly number[];
  const numbers = input.reduce((product, side) => product * side, 1);
  const known = sides.reduce((product, side) => (side === -1 ? product : product * side), 1);
  const rest = numbers / known;
  if (sides.includes(-1) ? !Number.isInteger(rest) : rest !== 1) {
    clash(layer, `cannot turn ${shapeText(input)} into ${sides.map((side) => (side === -1 ? '?' : side)).join(' × ')}`);
  }
  return sides.map((side) => (side === -1 ? rest : side));
}

/** One finite number, or one for each channel of the input. */
function checkPerChannel(layer: LayerSpec, value: unknown, field: string, input: Shape): void {
  if (Number.isFinite(value)) return;
  const channels = input[input.length - 1];
  if (!Array.isArray(value) || !value.every(Number.isFinite)) {
    fail(layer, `has the ${field} ${JSON.stringify(value)}; it must be a number or a list of one per channel`);
  }
  if (value.length !== channels) clash(layer, `has ${value.length} numbers as its ${field} for ${channels} channels`);
}
