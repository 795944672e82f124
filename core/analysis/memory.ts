/**
 * Bytes of activations for one image, at four bytes a number. In inference a tensor lives from the layer that writes
 * it to the last layer that reads it; in training every output is kept for the backward pass. Weights, gradients and
 * the work space of a backend are not in it.
 */
import type { LayerSpec } from '../types.js';
import { IMAGE } from './wiring.js';

export const BYTES_PER_NUMBER = 4;

/** What the accounting needs to know of a layer. */
export interface StoredLayer {
  readonly type: LayerSpec['type'];
  /** Indices of its inputs, IMAGE for the image. */
  readonly inputs: readonly number[];
  /** Numbers in its output. */
  readonly size: number;
}

export interface ActivationMemory {
  /** Bytes alive in inference while each layer runs: its inputs, its output, and what later layers still need. */
  readonly live: readonly number[];
  /** Bytes that each layer's output adds in training. */
  readonly kept: readonly number[];
  /** The largest of `live`. */
  readonly inference: number;
  /** Sum of `kept`, and the image. */
  readonly training: number;
}

export function activationMemory(layers: readonly StoredLayer[], imageSize: number): ActivationMemory {
  const owner = owners(layers);
  const lastReader = new Map<number, number>([[IMAGE, IMAGE]]);
  layers.forEach(({ inputs }, index) => {
    for (const input of inputs) lastReader.set(owner(input), index);
  });
  // The result outlives the network.
  lastReader.set(owner(layers.length - 1), layers.length);
  const freedAfter = new Map<number, number>();
  for (const [tensor, reader] of lastReader) {
    const size = tensor === IMAGE ? imageSize : layers[tensor]!.size;
    freedAfter.set(reader, (freedAfter.get(reader) ?? 0) + size);
  }
  let alive = imageSize;
  const live = layers.map(({ size }, index) => {
    if (owner(index) === index) alive += size;
    const now = alive;
    if (owner(index) === index && !lastReader.has(index)) alive -= size;
    alive -= freedAfter.get(index) ?? 0;
    return now * BYTES_PER_NUMBER;
  });
  // A dropout writes a new tensor in training; a flatten or reshape never does.
  const kept = layers.map(({ type, size }) => (isView(type) ? 0 : size * BYTES_PER_NUMBER));
  return {
    live,
    kept,
    inference: Math.max(...live),
    training: kept.reduce((sum, bytes) => sum + bytes, imageSize * BYTES_PER_NUMBER),
  };
}

/** Which layer wrote the tensor that a layer hands on: flatten, reshape, and dropout in inference pass on their input. */
function owners(layers: readonly StoredLayer[]): (index: number) => number {
  const written = layers.map(() => 0);
  const owner = (index: number) => (index === IMAGE ? IMAGE : written[index]!);
  layers.forEach(({ type, inputs }, index) => {
    written[index] = isView(type) || type === 'dropout' ? owner(inputs[0]!) : index;
  });
  return owner;
}

/** The same numbers under another shape. */
function isView(type: StoredLayer['type']): boolean {
  return type === 'flatten' || type === 'reshape';
}
