/** Which layers have units to look at, and the codes that a network's last decision rests on. Plain data of the plan. */
import { INPUT } from '../models/graph.js';
import type { Network } from '../models/network.js';
import { KitError } from '../errors.js';

/**
 * The layer whose output the last dense layer weighs: its code of an image.
 * @throws KitError invalid-argument for a network that does not end in a dense layer on features
 */
export function codeLayer({ layers }: Pick<Network, 'layers'>): string {
  const last = layers.at(-1)!;
  const source = last.inputs[0]!;
  if (last.layer.type !== 'dense' || source === INPUT) {
    throw new KitError('invalid-argument', 'The network does not end in a dense layer on features, so it has no code.');
  }
  return layers[source]!.layer.name;
}
