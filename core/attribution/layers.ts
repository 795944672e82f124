/** Which layers of a network give maps, and which one to look at where nobody says. Plain data of the plan. */
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import type { LayerType } from '../types.js';

/** What moves or cuts maps without making features of its own. */
const PASSIVE: ReadonlySet<LayerType> = new Set<LayerType>([
  'maxPool2d',
  'averagePool2d',
  'dropout',
  'zeroPadding2d',
  'rescaling',
  'reshape',
]);

/** Names of the layers that give a map larger than one position, in the order of the graph. */
export function mapLayers({ layers }: Pick<Network, 'layers'>): readonly string[] {
  return layers
    .filter(({ outputShape: [height, width, channels] }) => channels !== undefined && height! * width! > 1)
    .map(({ layer }) => layer.name);
}

/**
 * The last layer that makes a map: the deepest features that still have a place, as Grad-CAM's authors advise.
 * @throws KitError invalid-argument for a network without maps
 */
export function lastMapLayer({ layers }: Pick<Network, 'layers'>): string {
  const maps = new Set(mapLayers({ layers }));
  const last = layers.findLast(({ layer }) => maps.has(layer.name) && !PASSIVE.has(layer.type));
  if (!last) throw new KitError('invalid-argument', 'The network has no layer that gives a map.');
  return last.layer.name;
}
