/**
 * Which layers feed which, found in a spec that may be wrong. A layer with a bad connection gets its own worded error
 * and the others stay connected, so that they can still be counted. Names and order only, no sizes.
 */
import { KitError } from '../errors.js';
import type { ArchitectureSpec, LayerSpec } from '../types.js';

/** Stands for the image in Wire.inputs. */
export const IMAGE = -1;
const IMAGE_NAME = 'input';

export interface Wire {
  /** The layer as given; a name is made up where it has none. */
  readonly layer: LayerSpec;
  /** Indices of the layers that feed this one, each smaller than its own; IMAGE for the image. */
  readonly inputs: readonly number[];
  /** Why the layer cannot be computed where it stands. Its `inputs` are then those that make sense. */
  readonly error?: KitError;
}

/**
 * Connects the layers of a spec.
 * @throws KitError bad-spec only when there is no list of layers at all
 */
export function wire(spec: ArchitectureSpec): readonly Wire[] {
  if (!Array.isArray(spec?.layers) || spec.layers.length === 0) {
    throw new KitError('bad-spec', 'The architecture has no layers. Give at least one in its list “layers”.');
  }
  const layers = spec.layers.map((layer: unknown, index) => named(layer, index));
  const positions = new Map<string, number>();
  layers.forEach(({ name }, index) => {
    if (!positions.has(name)) positions.set(name, index);
  });
  /** By name where the layer gives names, else the place before it. */
  const sources = layers.map((layer, index) => sourcesOf(layer, index, positions));
  return layers.map((layer, index) => {
    const known: number[] = [];
    let problem = nameProblem(layer, index, positions, spec.layers[index]);
    for (const [at, source] of sources[index]!.entries()) {
      if (source === undefined) {
        problem ??= `takes its input from “${String(layer.inputs![at])}”, but there is no such layer`;
      } else if (source >= index) {
        const loop = pathBetween(source, index, sources);
        problem ??= loop
          ? `waits for itself: ${[index, ...loop].map((i) => layers[i]!.name).join(' ← ')} is a cycle`
          : `takes its input from “${layers[source]!.name}”, which comes later in the list; put that layer first`;
      } else {
        known.push(source);
      }
    }
    if (sources[index]!.length === 0) problem ??= 'has an empty list of inputs';
    const inputs = known.length > 0 ? known : [index - 1];
    return problem === undefined
      ? { layer, inputs }
      : { layer, inputs, error: new KitError('bad-spec', `“${layer.name}” ${problem}.`, { layer: layer.name }) };
  });
}

/** A layer that at least has a name and a type to speak of. */
function named(layer: unknown, index: number): LayerSpec {
  const given = (typeof layer === 'object' && layer !== null ? layer : {}) as Partial<LayerSpec>;
  const name = typeof given.name === 'string' && given.name !== '' ? given.name : `layer ${index + 1}`;
  return { ...given, name } as LayerSpec;
}

/** Indices of the layers that feed this one; undefined for a name that no layer has. */
function sourcesOf(
  layer: LayerSpec,
  index: number,
  positions: ReadonlyMap<string, number>,
): readonly (number | undefined)[] {
  if (!Array.isArray(layer.inputs)) return [index - 1];
  return layer.inputs.map((name) => (name === IMAGE_NAME ? IMAGE : positions.get(name)));
}

function nameProblem(
  layer: LayerSpec,
  index: number,
  positions: ReadonlyMap<string, number>,
  given: unknown,
): string | undefined {
  if (layer.name !== (given as LayerSpec | null)?.name) return 'has no name; every layer needs one of its own';
  if (layer.name === IMAGE_NAME) return 'has the name of the image; call it something else';
  if (positions.get(layer.name) !== index) return 'is the name of an earlier layer too; names must be unique';
  return undefined;
}

/** Indices from `from` to `to` along inputs, both included; undefined when `from` does not depend on `to`. */
function pathBetween(
  from: number,
  to: number,
  sources: readonly (readonly (number | undefined)[])[],
): readonly number[] | undefined {
  const seen = new Set([from]);
  const queue: (readonly number[])[] = [[from]];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const last = path[path.length - 1]!;
    if (last === to) return path;
    for (const next of sources[last] ?? []) {
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return undefined;
}
