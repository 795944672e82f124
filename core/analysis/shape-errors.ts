/**
 * How a layer's own fault is told from a clash with the shapes that it is given, and what counts as a size. For the
 * modules that infer shapes.
 */
import { KitError } from '../errors.js';
import type { LayerSpec } from '../types.js';

/** Thrown when a layer is sound but does not suit the shapes that it is given: the fault may lie before it. */
export class ShapeClash extends KitError {}

/** A fault of the layer's own settings. */
export function fail(layer: LayerSpec, what: string): never {
  throw new KitError('bad-spec', `“${layer.name}” ${what}.`, { layer: layer.name });
}

export function clash(layer: LayerSpec, what: string): never {
  throw new ShapeClash('bad-spec', `“${layer.name}” ${what}.`, { layer: layer.name });
}

/** True for a whole number from `least` to `most`. */
export function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
