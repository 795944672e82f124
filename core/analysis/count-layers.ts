/**
 * Shapes, parameters and multiply–adds of a whole architecture, layer by layer. A faulty layer gets a worded error and
 * the others are still counted. analyse.ts adds what the layers see and hold.
 */
import { KitError } from '../errors.js';
import type { ArchitectureSpec, LayerSpec } from '../types.js';
import { ShapeClash } from './shape-errors.js';
import { MAX_CHANNELS, MAX_SIDE, outputShape, type Shape } from './shapes.js';
import { layerMacs, layerWeights, NO_WEIGHTS, type LayerWeights } from './weights.js';
import { IMAGE, wire, type Wire } from './wiring.js';
import { shapeText } from './words.js';

export interface CountedLayer {
  readonly layer: LayerSpec;
  readonly name: string;
  readonly index: number;
  /** Indices of the layers that feed this one, −1 for the image. */
  readonly inputs: readonly number[];
  readonly inputShapes: readonly Shape[];
  /** [height, width, channels] or [features]. For a layer that is not counted: what the layers after it are told. */
  readonly outputShape: Shape;
  /** False for a faulty layer, and for one that clashes with what is assumed of a faulty layer before it. */
  readonly counted: boolean;
  readonly weights: LayerWeights;
  readonly trainable: number;
  /** Parameters in all: trainable, frozen, and moving statistics. */
  readonly total: number;
  /** Multiply–adds for one image. */
  readonly macs: number;
  /** Why this layer is left out of the count. */
  readonly error?: KitError;
  /** Name of a faulty layer before this one: the numbers hold if that layer gives what is assumed of it. */
  readonly assumes?: string;
}

export interface LayerCount {
  readonly spec: ArchitectureSpec;
  readonly inputShape: readonly [number, number, number];
  readonly layers: readonly CountedLayer[];
  readonly trainable: number;
  readonly total: number;
  readonly macs: number;
  /** All errors, the image's first, then in the order of the layers. */
  readonly errors: readonly KitError[];
}

/** What stands in for an image of impossible size, so that the parameters at least can be counted. */
const STAND_IN_IMAGE = [32, 32, 3] as const;

/**
 * Counts an architecture.
 * @param inputSize side of a square image in pixels, instead of the spec's own; a dense layer behind a flatten grows
 *   with it
 * @throws KitError bad-spec when there are no layers to count
 */
export function countLayers(spec: ArchitectureSpec, inputSize?: number): LayerCount {
  const wires = wire(spec);
  const { inputShape, error } = imageShape(spec, inputSize);
  const image: Source = { shape: inputShape, assumes: error ? 'input' : undefined };
  const layers: CountedLayer[] = [];
  wires.forEach((each, index) => {
    const sources = each.inputs.map((input) => (input === IMAGE ? image : sourceOf(layers[input]!)));
    layers.push(countLayer(each, index, sources));
  });
  const sum = (pick: (layer: CountedLayer) => number) => layers.reduce((total, layer) => total + pick(layer), 0);
  return {
    spec,
    inputShape,
    layers,
    trainable: sum((layer) => layer.trainable),
    total: sum((layer) => layer.total),
    macs: sum((layer) => layer.macs),
    errors: [...(error ? [error] : []), ...layers.flatMap((layer) => layer.error ?? [])],
  };
}

/** What the layers after one need to know of it. */
interface Source {
  readonly shape: Shape;
  readonly assumes: string | undefined;
}

function sourceOf({ outputShape: shape, error, name, assumes }: CountedLayer): Source {
  return { shape, assumes: error ? name : assumes };
}

function countLayer({ layer, inputs, error }: Wire, index: number, sources: readonly Source[]): CountedLayer {
  const shapes = sources.map((source) => source.shape);
  const upstream = sources.find((source) => source.assumes !== undefined)?.assumes;
  let problem = error;
  let shape: Shape | undefined;
  if (!problem) {
    try {
      shape = outputShape(layer, shapes);
    } catch (thrown) {
      // Behind a faulty layer a clash is most likely its consequence: one error is enough.
      if (!(thrown instanceof ShapeClash && upstream !== undefined)) problem = KitError.from(thrown);
    }
  }
  const certain = sources.find((source) => source.assumes === undefined) ?? sources[0]!;
  const given = shape ?? assumedShape(layer, certain.shape);
  const weights = shape ? layerWeights(layer, shapes[0]!, shape) : NO_WEIGHTS;
  const learned = weights.kernel + weights.bias + weights.batchNorm;
  return {
    layer,
    name: layer.name,
    index,
    inputs,
    inputShapes: shapes,
    outputShape: given,
    counted: shape !== undefined,
    weights,
    trainable: layer.trainable === false ? 0 : learned,
    total: learned + weights.movingStatistics,
    macs: shape ? layerMacs(layer, weights, shape) : 0,
    ...(problem ? { error: leftOut(problem, layer.name, given) } : {}),
    ...(upstream === undefined ? {} : { assumes: upstream }),
  };
}

function leftOut({ code, message }: KitError, layer: string, given: Shape): KitError {
  const rest = `It is left out; the layers after it are counted as if it gave ${shapeText(given)}.`;
  return new KitError(code, `${message} ${rest}`, { layer });
}

/** What a faulty layer most likely gives: its own channels where they make sense, else its input unchanged. */
function assumedShape(layer: LayerSpec, input: Shape): Shape {
  const declared: unknown = 'filters' in layer ? layer.filters : 'units' in layer ? layer.units : undefined;
  const plausible = Number.isInteger(declared) && (declared as number) > 0 && (declared as number) <= MAX_CHANNELS;
  if (!plausible) return input;
  return layer.type === 'dense' ? [declared as number] : [...input.slice(0, -1), declared as number];
}

function imageShape(
  spec: ArchitectureSpec,
  inputSize: number | undefined,
): { readonly inputShape: LayerCount['inputShape']; readonly error?: KitError } {
  const given: unknown = spec.inputShape;
  const shape: unknown = Array.isArray(given) && inputSize !== undefined ? [inputSize, inputSize, given[2]] : given;
  const isSide = (side: unknown) => Number.isInteger(side) && (side as number) >= 1 && (side as number) <= MAX_SIDE;
  if (Array.isArray(shape) && shape.length === 3 && shape.every(isSide)) {
    return { inputShape: shape as unknown as LayerCount['inputShape'] };
  }
  const sentence =
    `The input must be [height, width, channels], whole numbers from 1 to ${MAX_SIDE}; it is ${JSON.stringify(shape)}. ` +
    `The layers are counted as if it were ${shapeText(STAND_IN_IMAGE)}.`;
  return { inputShape: STAND_IN_IMAGE, error: new KitError('bad-spec', sentence, { layer: 'input' }) };
}
