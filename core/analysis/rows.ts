/**
 * An analysis as the rows of a table: a layer together with the normalisation and activation that follow it, as people
 * speak of "conv 10". Layers that another path also reads stay apart, and so do faulty ones.
 */
import type { KitError } from '../errors.js';
import type { LayerType } from '../types.js';
import type { LayerAnalysis } from './analyse.js';
import type { CountedLayer } from './count-layers.js';

/** @typeParam L what is known of each layer: counted, or analysed */
export interface LayerRow<L extends CountedLayer = LayerAnalysis> {
  /** Name of the first of its layers. */
  readonly name: string;
  readonly head: L;
  /** The head and what was folded into it. */
  readonly members: readonly L[];
  readonly block: string | undefined;
  /** Kernel weights. */
  readonly weights: number;
  /** Biases, and γ and β of batch normalisation. */
  readonly offsets: number;
  readonly movingStatistics: number;
  readonly trainable: number;
  readonly macs: number;
  /** Why it is not counted. */
  readonly error: KitError | undefined;
  /** The faulty layer before it on which its numbers rest. */
  readonly assumes: string | undefined;
}

const FOLLOWERS: ReadonlySet<LayerType> = new Set<LayerType>([
  'batchNorm',
  'relu',
  'relu6',
  'leakyRelu',
  'sigmoid',
  'tanh',
  'softmax',
  'dropout',
  'localResponseNorm',
]);

export function layerRows<L extends CountedLayer>({
  layers,
}: {
  readonly layers: readonly L[];
}): readonly LayerRow<L>[] {
  const readers = new Map<number, number>();
  for (const { inputs } of layers) for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
  const groups: L[][] = [];
  for (const layer of layers) {
    const last = groups.at(-1)?.at(-1);
    const follows =
      last !== undefined &&
      FOLLOWERS.has(layer.layer.type) &&
      !layer.error &&
      !last.error &&
      layer.inputs.length === 1 &&
      layer.inputs[0] === last.index &&
      readers.get(last.index) === 1 &&
      layer.layer.block === last.layer.block;
    if (follows) groups.at(-1)!.push(layer);
    else groups.push([layer]);
  }
  return groups.map((members) => toRow(members));
}

/** The row that a layer is part of. */
export function rowOf<L extends CountedLayer>(
  rows: readonly LayerRow<L>[],
  layerName: string,
): LayerRow<L> | undefined {
  return rows.find(({ members }) => members.some(({ name }) => name === layerName));
}

function toRow<L extends CountedLayer>(members: readonly L[]): LayerRow<L> {
  const head = members[0]!;
  const sum = (pick: (layer: L) => number) => members.reduce((total, layer) => total + pick(layer), 0);
  return {
    name: head.name,
    head,
    members,
    block: head.layer.block,
    weights: sum(({ weights }) => weights.kernel),
    offsets: sum(({ weights }) => weights.bias + weights.batchNorm),
    movingStatistics: sum(({ weights }) => weights.movingStatistics),
    trainable: sum(({ trainable }) => trainable),
    macs: sum(({ macs }) => macs),
    error: head.error,
    assumes: members.find(({ assumes }) => assumes !== undefined)?.assumes,
  };
}
