/**
 * A whole architecture counted: for each layer its shapes, parameters, multiply–adds, activations and receptive field,
 * and the totals. A faulty layer gets a worded error and the others are still counted. Arithmetic only, no tensors.
 */
import { KitError } from '../errors.js';
import type { ArchitectureSpec, LayerSpec } from '../types.js';
import { activationMemory, type ActivationMemory } from './memory.js';
import { MAX_CHANNELS, MAX_SIDE, outputShape, ShapeClash, type Shape } from './shapes.js';
import { IMAGE_SIGHT, receptiveField, sightOf, type ReceptiveField, type Sight } from './sight.js';
import { layerMacs, layerWeights, NO_WEIGHTS, type LayerWeights } from './weights.js';
import { IMAGE, wire, type Wire } from './wiring.js';
import { shapeText } from './words.js';

export interface LayerAnalysis {
  readonly layer: LayerSpec;
  readonly name: string;
  readonly index: number;
  /** Indices of the layers that feed this one, −1 for the image. */
  readonly inputs: readonly number[];
  readonly inputShapes: readonly Shape[];
  /** [height, width, channels] or [features]. For a faulty layer: what the layers after it are told. */
  readonly outputShape: Shape;
  readonly weights: LayerWeights;
  readonly trainable: number;
  /** Parameters in all: trainable, frozen, and moving statistics. */
  readonly total: number;
  /** Multiply–adds for one image. */
  readonly macs: number;
  /** Bytes alive while this layer runs in inference, for one image. */
  readonly liveBytes: number;
  /** Bytes of this layer's output, kept in training, for one image. */
  readonly keptBytes: number;
  readonly field: ReceptiveField;
  /** For drawing: exactly what each unit sees. */
  readonly sight: Sight;
  /** Why this layer is left out of the count. */
  readonly error?: KitError;
  /** Name of a faulty layer before this one: the numbers hold if that layer gives what is assumed of it. */
  readonly assumes?: string;
}

export interface Analysis {
  readonly spec: ArchitectureSpec;
  readonly inputShape: readonly [number, number, number];
  readonly layers: readonly LayerAnalysis[];
  readonly trainable: number;
  readonly total: number;
  readonly macs: number;
  readonly memory: Pick<ActivationMemory, 'inference' | 'training'>;
  /** That of the last map, before global pooling, flattening and dense layers. */
  readonly field: ReceptiveField;
  /** All errors, the image's first, then in the order of the layers. */
  readonly errors: readonly KitError[];
}

/** What the layers after one need to know of it. */
interface Source extends Sight {
  readonly shape: Shape;
  readonly assumes: string | undefined;
}

/** What stands in for an image of impossible size, so that the parameters at least can be counted. */
const STAND_IN_IMAGE = [32, 32, 3] as const;

/**
 * Counts an architecture.
 * @param inputSize side of a square image in pixels, instead of the spec's own; a dense layer behind a flatten grows
 *   with it
 * @throws KitError bad-spec when there are no layers to count
 */
export function analyse(spec: ArchitectureSpec, inputSize?: number): Analysis {
  const wires = wire(spec);
  const { inputShape, error } = imageShape(spec, inputSize);
  const image: Source = { ...IMAGE_SIGHT, shape: inputShape, assumes: error ? 'input' : undefined };
  const sources: Source[] = [];
  const counted = wires.map((each) => {
    const { source, ...layer } = analyseLayer(
      each,
      each.inputs.map((index) => (index === IMAGE ? image : sources[index]!)),
    );
    sources.push(source);
    return layer;
  });
  const memory = activationMemory(
    wires.map(({ layer, inputs }, i) => ({ type: layer.type, inputs, size: numbersIn(sources[i]!.shape) })),
    numbersIn(inputShape),
  );
  const layers = counted.map((layer, index): LayerAnalysis => ({
    ...layer,
    index,
    liveBytes: memory.live[index]!,
    keptBytes: memory.kept[index]!,
  }));
  const sum = (pick: (layer: LayerAnalysis) => number) => layers.reduce((total, layer) => total + pick(layer), 0);
  return {
    spec,
    inputShape,
    layers,
    trainable: sum((layer) => layer.trainable),
    total: sum((layer) => layer.total),
    macs: sum((layer) => layer.macs),
    memory: { inference: memory.inference, training: memory.training },
    field: (layers.findLast(({ field }) => !field.whole) ?? layers[0]!).field,
    errors: [...(error ? [error] : []), ...layers.flatMap((layer) => layer.error ?? [])],
  };
}

type CountedLayer = Omit<LayerAnalysis, 'index' | 'liveBytes' | 'keptBytes'> & { readonly source: Source };

function analyseLayer({ layer, inputs, error }: Wire, sources: readonly Source[]): CountedLayer {
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
  const sight = sightOf(layer, sources, shape);
  return {
    layer,
    name: layer.name,
    inputs,
    inputShapes: shapes,
    outputShape: given,
    weights,
    trainable: layer.trainable === false ? 0 : learned,
    total: learned + weights.movingStatistics,
    macs: shape ? layerMacs(layer, weights, shape) : 0,
    field: receptiveField(sight, given),
    sight,
    ...(problem ? { error: leftOut(problem, layer.name, given) } : {}),
    ...(upstream === undefined ? {} : { assumes: upstream }),
    source: { ...sight, shape: given, assumes: problem ? layer.name : upstream },
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
): { readonly inputShape: Analysis['inputShape']; readonly error?: KitError } {
  const given: unknown = spec.inputShape;
  const shape: unknown = Array.isArray(given) && inputSize !== undefined ? [inputSize, inputSize, given[2]] : given;
  const isSide = (side: unknown) => Number.isInteger(side) && (side as number) >= 1 && (side as number) <= MAX_SIDE;
  if (Array.isArray(shape) && shape.length === 3 && shape.every(isSide)) {
    return { inputShape: shape as unknown as Analysis['inputShape'] };
  }
  const sentence =
    `The input must be [height, width, channels], whole numbers from 1 to ${MAX_SIDE}; it is ${JSON.stringify(shape)}. ` +
    `The layers are counted as if it were ${shapeText(STAND_IN_IMAGE)}.`;
  return { inputShape: STAND_IN_IMAGE, error: new KitError('bad-spec', sentence, { layer: 'input' }) };
}

function numbersIn(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}
