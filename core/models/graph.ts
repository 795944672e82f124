/**
 * An architecture's layers as a graph to compute, or the first error in its connections. The tolerant reading that
 * counts what it can is in core/analysis; this one is for networks that are really built.
 */
import { IMAGE, wire } from '../analysis/wiring.js';
import { KitError } from '../errors.js';
import type { ArchitectureSpec, LayerSpec } from '../types.js';

/** Stands for the image in GraphNode.inputs. */
export const INPUT = IMAGE;
/** The name by which a layer refers to the image. */
export const INPUT_NAME = 'input';

export interface GraphNode {
  readonly layer: LayerSpec;
  /** Index of this node in the graph. */
  readonly index: number;
  /** Indices of the nodes that feed this one, each smaller than its own; INPUT for the image. */
  readonly inputs: readonly number[];
  /** Indices of the nodes that this one feeds. */
  readonly consumers: readonly number[];
}

/**
 * @throws KitError bad-spec: no layers, a missing or duplicate name, an input that does not exist, a cycle, layers out
 *   of order, a result that nothing uses
 */
export function resolveGraph(spec: ArchitectureSpec): readonly GraphNode[] {
  const wires = wire(spec);
  const consumers: number[][] = wires.map(() => []);
  wires.forEach(({ layer, inputs, error }, index) => {
    if (error) throw error;
    // Weights are called <layer>/<weight>.
    if (layer.name.includes('/')) badSpec(layer, 'has a “/” in its name');
    for (const source of inputs) consumers[source]?.push(index);
  });
  consumers.slice(0, -1).forEach((users, index) => {
    if (users.length === 0)
      badSpec(wires[index]!.layer, 'is used by no other layer; only the last may end the network');
  });
  return wires.map(({ layer, inputs }, index) => ({ layer, index, inputs, consumers: consumers[index]! }));
}

/** Throws the worded error of a layer. */
export function badSpec(layer: LayerSpec, problem: string): never {
  throw new KitError('bad-spec', `“${layer.name}” ${problem}.`, { layer: layer.name });
}
