/**
 * Who feeds whom: an architecture's list of layers as a graph of indices, in the order of the list. Checks names and
 * connections only; sizes are the business of shapes.ts. Plain data, no TensorFlow.js.
 */
import { KitError } from '../errors.js';
import type { ArchitectureSpec, LayerSpec } from '../types.js';

/** Stands for the image in GraphNode.inputs. */
export const INPUT = -1;
/** The name by which a layer refers to the image. */
export const INPUT_NAME = 'input';

export interface GraphNode {
  readonly layer: LayerSpec;
  /** Index of this node in the graph. */
  readonly index: number;
  /** Indices of the nodes that feed this one, INPUT for the image. */
  readonly inputs: readonly number[];
  /** Indices of the nodes that this one feeds. */
  readonly consumers: readonly number[];
}

/**
 * @throws KitError bad-spec: no layers, a missing or duplicate name, an input that does not exist, a cycle, layers out
 *   of topological order, a result that nothing uses.
 */
export function resolveGraph(spec: ArchitectureSpec): readonly GraphNode[] {
  if (!Array.isArray(spec?.layers) || spec.layers.length === 0) {
    throw new KitError('bad-spec', 'The architecture has no layers; give at least one in "layers".');
  }
  const layers: readonly LayerSpec[] = spec.layers;
  const positions = namePositions(layers);
  const inputs = layers.map((layer, index) =>
    inputNames(layer, index, layers).map((name) => {
      if (name === INPUT_NAME) return INPUT;
      const position = positions.get(name);
      if (position === undefined) {
        throw new KitError('bad-spec', `Layer "${layer.name}" takes its input from "${name}", which does not exist.`, {
          layer: layer.name,
        });
      }
      return position;
    }),
  );
  rejectCycles(layers, inputs);
  const consumers: number[][] = layers.map(() => []);
  inputs.forEach((sources, index) => {
    for (const source of sources) {
      if (source === INPUT) continue;
      if (source > index) {
        throw new KitError(
          'bad-spec',
          `Layer "${layers[index]!.name}" takes its input from "${layers[source]!.name}", which comes later; ` +
            'list layers in the order in which they are computed.',
          { layer: layers[index]!.name },
        );
      }
      consumers[source]!.push(index);
    }
  });
  consumers.forEach((users, index) => {
    if (users.length === 0 && index !== layers.length - 1) {
      throw new KitError(
        'bad-spec',
        `Nothing uses the result of layer "${layers[index]!.name}"; only the last layer may end the network.`,
        { layer: layers[index]!.name },
      );
    }
  });
  return layers.map((layer, index) => ({ layer, index, inputs: inputs[index]!, consumers: consumers[index]! }));
}

function namePositions(layers: readonly LayerSpec[]): Map<string, number> {
  const positions = new Map<string, number>();
  layers.forEach((layer, index) => {
    const name: unknown = layer?.name;
    if (typeof name !== 'string' || name === '' || name.includes('/')) {
      throw new KitError('bad-spec', `Layer ${index + 1} needs a name, without "/"; it has ${JSON.stringify(name)}.`);
    }
    if (name === INPUT_NAME) {
      throw new KitError('bad-spec', `A layer cannot be called "${INPUT_NAME}": that is the image.`, { layer: name });
    }
    if (positions.has(name)) {
      throw new KitError('bad-spec', `Two layers are called "${name}"; names must be unique.`, { layer: name });
    }
    positions.set(name, index);
  });
  return positions;
}

function inputNames(layer: LayerSpec, index: number, layers: readonly LayerSpec[]): readonly string[] {
  if (layer.inputs === undefined) return [index === 0 ? INPUT_NAME : layers[index - 1]!.name];
  if (!Array.isArray(layer.inputs) || layer.inputs.length === 0) {
    throw new KitError('bad-spec', `Layer "${layer.name}" has an empty list of inputs.`, { layer: layer.name });
  }
  return layer.inputs;
}

/** Follows inputs depth first; a layer met again before it is done feeds itself. */
function rejectCycles(layers: readonly LayerSpec[], inputs: readonly (readonly number[])[]): void {
  const state = new Uint8Array(layers.length);
  const OPEN = 1;
  const DONE = 2;
  for (let start = 0; start < layers.length; start++) {
    // An explicit stack: a specification may be thousands of layers deep.
    const stack: { readonly index: number; next: number }[] = [];
    if (state[start] !== DONE) stack.push({ index: start, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      state[top.index] = OPEN;
      const source = inputs[top.index]![top.next++];
      if (source === undefined) {
        state[top.index] = DONE;
        stack.pop();
      } else if (source !== INPUT && state[source] === OPEN) {
        const name = layers[source]!.name;
        throw new KitError('bad-spec', `Layer "${name}" feeds itself through a cycle.`, { layer: name });
      } else if (source !== INPUT && state[source] !== DONE) {
        stack.push({ index: source, next: 0 });
      }
    }
  }
}
