/**
 * From the bytes of a model file to the weights of a planned network: each found by its names, of the right shape,
 * finite. Weights that no layer asks for, such as an optimiser's, are passed over.
 */
import { KitError } from '../../errors.js';
import type { PlainTensor, WeightMap } from '../../types.js';
import type { PlannedLayer } from '../validate.js';
import { MAX_NAME } from './limits.js';
import type { ManifestEntry, ManifestGroup } from './manifest.js';
import { decodeNumbers } from './quantise.js';
import type { WeightOrigin } from './translate.js';

interface Stored {
  readonly entry: ManifestEntry;
  readonly group: number;
  /** The name's parts before the last: layers and models around the weight. */
  readonly owners: readonly string[];
}

/**
 * @param bytes of each group, complete
 * @throws KitError bad-weights for a weight that is missing, ambiguous, of another shape, or no number
 */
export function readWeights(
  layers: readonly PlannedLayer[],
  origins: readonly WeightOrigin[],
  groups: readonly ManifestGroup[],
  bytes: readonly Uint8Array[],
): WeightMap {
  const index = indexByName(groups);
  const byTarget = new Map(origins.map((origin) => [origin.target, origin]));
  const weights: Record<string, PlainTensor> = {};
  for (const { layer, weights: definitions } of layers) {
    for (const { name, shape } of definitions) {
      const target = `${layer.name}/${name}`;
      const { entry, group } = find(byTarget.get(target)!, layer.name, index);
      checkShape(entry, shape, layer.name);
      const data = decodeNumbers(bytes[group]!.subarray(entry.offset, entry.offset + entry.bytes), entry.storage);
      if (!data.every(Number.isFinite)) fail(layer.name, entry.name, 'holds a value that is not a finite number');
      weights[target] = { data, shape: [...shape] };
    }
  }
  return weights;
}

/** Folders in which Keras 3 keeps layers and their variables; they are no part of a name. */
const FOLDERS = new Set(['layers', 'vars', '_layer_checkpoint_dependencies', 'layer_checkpoint_dependencies']);

/** Names are looked at this deep from their end; Keras nests models, but not so. */
const DEPTH = 16;

type Index = ReadonlyMap<string, readonly Stored[]>;

/** Stored weights by the last part of their names together with each of the others. */
function indexByName(groups: readonly ManifestGroup[]): Index {
  const index = new Map<string, Stored[]>();
  groups.forEach(({ entries }, group) => {
    for (const entry of entries) {
      const parts = entry.name.replace(/:\d+$/, '').split('/');
      const last = parts.pop()!;
      const owners = parts.filter((part) => !FOLDERS.has(part)).slice(-DEPTH);
      for (const owner of new Set(owners)) {
        const key = `${owner}/${last}`;
        const others = index.get(key);
        if (others) others.push({ entry, group, owners });
        else index.set(key, [{ entry, group, owners }]);
      }
    }
  });
  return index;
}

/** Of several that fit, the one whose layer stands nearest to the weight's own name: models may bear a layer's name. */
function find(origin: WeightOrigin, layer: string, index: Index): Stored {
  const owner = origin.owner.split('/');
  for (const last of [...origin.names, String(origin.position)]) {
    let best: { readonly stored: Stored; readonly rank: number } | undefined;
    let tie = false;
    for (const stored of index.get(`${owner[owner.length - 1]!}/${last}`) ?? []) {
      const distance = distanceTo(owner, stored.owners);
      if (distance < 0) continue;
      const rank = distance * (DEPTH + 1) + stored.owners.length;
      tie = rank === best?.rank || (tie && best !== undefined && rank > best.rank);
      if (best === undefined || rank < best.rank) best = { stored, rank };
    }
    if (tie) fail(layer, best!.stored.entry.name, `is one of several that could be its ${origin.weight}`);
    if (best) return best.stored;
  }
  throw new KitError('bad-weights', `The file holds no ${origin.names[0]} for layer “${layer}”.`, { layer });
}

/** How many parts stand between the layer's name and the weight's; −1 where the layer's is not among them. */
function distanceTo(own: readonly string[], owners: readonly string[]): number {
  for (let end = owners.length; end >= own.length; end--) {
    const from = end - own.length;
    if (own.every((part, i) => owners[from + i] === part)) return owners.length - end;
  }
  return -1;
}

function checkShape({ name, shape }: ManifestEntry, wanted: readonly number[], layer: string): void {
  const same = (other: readonly number[]) => shape.length === other.length && shape.every((n, i) => n === other[i]);
  // A dense layer that runs as a 1×1 convolution keeps its weights as a matrix.
  const matrix = wanted.length === 4 && wanted[0] === 1 && wanted[1] === 1 && same(wanted.slice(2));
  if (!same(wanted) && !matrix) {
    fail(layer, name, `has the shape [${shape.join(', ')}], but the layer needs [${wanted.join(', ')}]`);
  }
}

function fail(layer: string, weight: string, problem: string): never {
  throw new KitError('bad-weights', `The weight “${weight.slice(0, MAX_NAME)}” of layer “${layer}” ${problem}.`, {
    layer,
  });
}
