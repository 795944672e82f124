/**
 * A model file's graph as an architecture of ours, with the way from each of our weights to the file's. What does not
 * run here stays in the architecture under its own class, so that the rest can still be counted, and is listed.
 */
import { outputShape, type Shape } from '../../analysis/shapes.js';
import { KitError } from '../../errors.js';
import type { ArchitectureSpec, LayerSpec } from '../../types.js';
import { INPUT, INPUT_NAME } from '../graph.js';
import { LAYER_CLASSES, type Part, standIn, type WeightSource } from './layer-classes.js';
import type { FileGraph, FileLayer } from './topology.js';

/** One of our weights in a file. */
export interface WeightOrigin extends WeightSource {
  /** `<layer>/<weight>` */
  readonly target: string;
  /** The file's name of the layer. */
  readonly owner: string;
}

export interface Translation {
  readonly spec: ArchitectureSpec;
  readonly origins: readonly WeightOrigin[];
  /** Layers that do not run here, each in a sentence, in the order of the file. */
  readonly problems: readonly KitError[];
  /** True where the file's network ended in a softmax, which was left out: a network of ours ends in logits. */
  readonly softmax: boolean;
}

export interface TranslateOptions {
  /** Height and width where the file leaves them open. */
  readonly inputSize: readonly [height: number, width: number];
  /** Lowest and highest pixel value that the file's network was made for; ours are in [-1, 1]. */
  readonly inputRange: readonly [low: number, high: number];
}

interface Placed {
  layer: LayerSpec;
  readonly inputs: number[];
  /** Undefined behind a layer that cannot be computed. */
  readonly shape: Shape | undefined;
}

export function translate(graph: FileGraph, { inputSize, inputRange }: TranslateOptions): Translation {
  const [height, width, channels] = graph.inputShape;
  const inputShape = [height ?? inputSize[0], width ?? inputSize[1], channels] as const;
  const placed: Placed[] = [];
  const origins: WeightOrigin[] = [];
  const problems: KitError[] = [];
  const names = new Set([INPUT_NAME, ...graph.layers.map(({ name }) => name)]);
  const shapeOf = (source: number) => (source === INPUT ? inputShape : placed[source]!.shape);
  const place = (layer: LayerSpec, inputs: number[]): number =>
    placed.push({ layer, inputs, shape: shapeAfter(layer, inputs.map(shapeOf)) }) - 1;

  const image = placeRange(inputRange, freeName('input-range', names), place);
  const results = new Map<number, number>([[INPUT, image]]);
  graph.layers.forEach((layer, index) => {
    const inputs = layer.inputs.map((source) => results.get(source)!);
    const { parts, problem } = partsOf(layer, shapeOf(inputs[0]!));
    if (problem) problems.push(problem);
    let result = inputs[0]!;
    parts.forEach((part, i) => {
      const name = part.suffix === '' ? layer.name : freeName(`${layer.name}${part.suffix}`, names);
      result = place(namedLayer(part, name, layer), i === 0 ? inputs : [result]);
      for (const source of part.weights) {
        origins.push({ ...source, target: `${name}/${source.weight}`, owner: layer.fileName });
      }
    });
    results.set(index, result);
  });

  const output = results.get(graph.output)!;
  const { end, softmax } = withoutSoftmax(placed, output);
  const layers = inOneLine(placed, end);
  if (layers.length === 0) throw new KitError('bad-spec', 'The model has no layers that compute anything.');
  return { spec: { name: graph.name, inputShape, layers }, origins, problems, softmax };
}

function shapeAfter(layer: LayerSpec, inputs: readonly (Shape | undefined)[]): Shape | undefined {
  if (inputs.includes(undefined)) return undefined;
  try {
    return outputShape(layer, inputs as Shape[]);
  } catch {
    // Planning the network says what is wrong; here it only means that nothing is known any more.
    return undefined;
  }
}

/** Undoes the page's scaling: x ↦ (x + 1)/2 · (high − low) + low. */
function placeRange(
  [low, high]: readonly [number, number],
  name: string,
  place: (layer: LayerSpec, inputs: number[]) => number,
): number {
  if (low === -1 && high === 1) return INPUT;
  return place({ name, type: 'rescaling', scale: (high - low) / 2, offset: (high + low) / 2 }, [INPUT]);
}

function partsOf(
  layer: FileLayer,
  input: Shape | undefined,
): { readonly parts: readonly Part[]; readonly problem?: KitError | undefined } {
  const { className, config } = layer;
  const read = LAYER_CLASSES.get(className);
  try {
    const parts = read ? read(config, input) : [standIn(className, 'is of a class')];
    const unsupported = parts.find((part) => part.unsupported !== undefined)?.unsupported;
    return {
      parts,
      problem: layer.problem ?? (unsupported === undefined ? undefined : config.unsupportedError(unsupported)),
    };
  } catch (thrown) {
    if (!(thrown instanceof KitError)) throw thrown;
    return { parts: [standIn(className, thrown.message)], problem: thrown };
  }
}

function namedLayer({ layer }: Part, name: string, { block, config }: FileLayer): LayerSpec {
  return {
    name,
    ...layer,
    ...(block === undefined ? {} : { block }),
    ...(config.raw('trainable') === false ? { trainable: false } : {}),
  } as LayerSpec;
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let copy = 2; taken.has(name); copy++) name = `${wanted}_${copy}`;
  taken.add(name);
  return name;
}

/** What may stand between a softmax and the result without changing which number is which. */
const PASSING = ['reshape', 'flatten', 'dropout'];

/**
 * Takes out a softmax over the classes at the end. One before a last reshape counts too: MobileNet in Keras ends so.
 * @returns index of the layer that then ends the network
 */
function withoutSoftmax(placed: Placed[], output: number): { end: number; softmax: boolean } {
  let at = output;
  while (at !== INPUT && PASSING.includes(placed[at]!.layer.type)) at = placed[at]!.inputs[0]!;
  const found = at === INPUT ? undefined : placed[at]!;
  const overClasses = found?.shape?.slice(0, -1).every((side) => side === 1) ?? false;
  if (found?.layer.type !== 'softmax' || !overClasses) return { end: output, softmax: false };
  const before = found.inputs[0]!;
  for (const { inputs } of placed) inputs.forEach((source, i) => source === at && (inputs[i] = before));
  return { end: output === at ? before : output, softmax: true };
}

/** The layers that lead to `end`, which comes last; inputs are named only where they are not the layer before. */
function inOneLine(placed: readonly Placed[], end: number): LayerSpec[] {
  const needed = new Set([end]);
  for (let index = end; index >= 0; index--) {
    if (needed.has(index)) for (const source of placed[index]!.inputs) needed.add(source);
  }
  const kept = placed.flatMap((each, index) => (needed.has(index) ? [{ ...each, index }] : []));
  return kept.map(({ layer, inputs }, i) => {
    const before = i === 0 ? INPUT : kept[i - 1]!.index;
    if (inputs.length === 1 && inputs[0] === before) return layer;
    return {
      ...layer,
      inputs: inputs.map((source) => (source === INPUT ? INPUT_NAME : placed[source]!.layer.name)),
    } as LayerSpec;
  });
}
