/**
 * The randomisation test's networks: the same network with its weights replaced by noise, from the top down. Adebayo et
 * al., "Sanity Checks for Saliency Maps", NeurIPS 2018: a map that stays the same does not show what was learned.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../data/random.js';
import { Network } from '../models/network.js';

/** Layers that are randomised together: one that weighs its inputs, and the normalisation that belongs to it. */
export type Unit = readonly string[];

/** Keeps the noise apart from the model's own first weights, which may come from the same seed. */
const NOISE_STREAM = 0x4ad0;

/** From the logits down; a batch normalisation belongs to the layer before it. */
export function unitsFromTop({ layers }: Pick<Network, 'layers'>): readonly Unit[] {
  const units: string[][] = [];
  for (const { layer, weights } of layers) {
    if (weights.length === 0) continue;
    const last = units[units.length - 1];
    if (layer.type === 'batchNorm' && last) last.push(layer.name);
    else units.push([layer.name]);
  }
  return units.reverse();
}

/**
 * A copy of a network whose units can be given up to noise one by one, from the top. The noise is another first
 * initialisation than the network's own, decided by the seed. The original is not touched; dispose of the copy.
 */
export class RandomisedNetwork {
  readonly network: Network;
  readonly units: readonly Unit[];
  private readonly noise: ReadonlyMap<string, tf.Tensor>;
  private done = 0;

  constructor(original: Network, seed: number) {
    this.network = new Network(original.spec, { seed: noiseSeed(seed) });
    this.units = unitsFromTop(original);
    this.noise = new Map([...this.network.variables].map(([name, variable]) => [name, tf.clone(variable)]));
    for (const [name, variable] of this.network.variables) variable.assign(original.variables.get(name)!);
  }

  /** Replaces the next unit's weights by noise; undefined when nothing is left of what was learned. */
  next(): Unit | undefined {
    const unit = this.units[this.done];
    if (!unit) return undefined;
    this.done += 1;
    for (const [name, noise] of this.noise) {
      if (unit.includes(name.slice(0, name.lastIndexOf('/')))) this.network.variables.get(name)!.assign(noise);
    }
    return unit;
  }

  /** Other noise in every weight: an unrelated network of the same architecture. */
  drawAnew(seed: number): void {
    const other = new Network(this.network.spec, { seed: noiseSeed(seed) });
    for (const [name, variable] of this.network.variables) variable.assign(other.variables.get(name)!);
    other.dispose();
  }

  dispose(): void {
    tf.dispose([...this.noise.values()]);
    this.network.dispose();
  }
}

function noiseSeed(seed: number): number {
  return new Random(seed, NOISE_STREAM).int(2 ** 31);
}
