/** The kernel of one layer as it stands, and how smooth it is, from evenly spaced slices where there are very many. */
import type { Network } from '../models/network.js';
import type { KernelLook, PlainTensor } from '../types.js';
import { smoothness } from './smoothness.js';

/** Slices that tell as much as all of a large kernel's quarter of a million; shuffling them takes some hundredths of a second. */
const MOST_SLICES = 1024;
const NAMES = ['kernel', 'depthwiseKernel'] as const;

/** @param seed decides the random orders that the smoothness is held against */
export async function kernelOf(network: Network, layer: string, seed: number): Promise<KernelLook> {
  const variable = NAMES.map((name) => network.variables.get(`${layer}/${name}`)).find((found) => found !== undefined);
  if (variable === undefined) return { kernel: undefined, smoothness: undefined, slices: 0 };
  const kernel = { data: Float32Array.from(await variable.data()), shape: variable.shape };
  if (kernel.shape.length !== 4) return { kernel, smoothness: undefined, slices: 0 };
  const some = spacedSlices(kernel, MOST_SLICES);
  return { kernel, smoothness: smoothness(some, seed), slices: some.data.length / (some.shape[0]! * some.shape[1]!) };
}

/** [height, width, at most `most`] of [height, width, in, out]. */
export function spacedSlices({ data, shape }: PlainTensor, most: number): PlainTensor {
  const [height, width] = shape as [number, number];
  const positions = height * width;
  const all = data.length / positions;
  const kept = Math.min(all, most);
  const spaced = new Float32Array(positions * kept);
  for (let at = 0; at < positions; at++) {
    for (let slice = 0; slice < kept; slice++) {
      spaced[at * kept + slice] = data[at * all + Math.floor((slice * all) / kept)]!;
    }
  }
  return { data: spaced, shape: [height, width, kept] };
}
