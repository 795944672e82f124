/** Shapes of layers that join several maps: sums, products and gates, stacks of channels. */
import type { LayerSpec } from '../types.js';
import { clash } from './shape-errors.js';
import type { Shape } from './shapes.js';
import { shapeText } from './words.js';

export function sameShape(layer: LayerSpec, inputs: readonly Shape[]): Shape {
  const [first, ...others] = inputs as [Shape, ...Shape[]];
  for (const other of others) {
    if (other.length !== first.length || other.some((side, i) => side !== first[i])) {
      clash(layer, `joins unlike shapes: ${inputs.map(shapeText).join(' and ')}`);
    }
  }
  return first;
}

/** A product of maps, or of a map and a gate: one number for each channel, as squeeze-and-excitation has. */
export function gatedShape(layer: LayerSpec, inputs: readonly Shape[]): Shape {
  const map = inputs.find((shape) => shape.length === 3 && shape[0]! * shape[1]! > 1) ?? inputs[0]!;
  const channels = map[map.length - 1];
  const isGate = (shape: Shape) =>
    shape[shape.length - 1] === channels && shape.slice(0, -1).every((side) => side === 1);
  sameShape(layer, [map, ...inputs.filter((shape) => !isGate(shape))]);
  return map;
}

export function concatenated(layer: LayerSpec, inputs: readonly Shape[]): Shape {
  const first = inputs[0]!;
  const sides = first.slice(0, -1);
  for (const other of inputs) {
    if (other.length !== first.length || sides.some((side, i) => side !== other[i])) {
      clash(layer, `can stack channels only of maps of one size, not ${inputs.map(shapeText).join(' and ')}`);
    }
  }
  return [...sides, inputs.reduce((sum, shape) => sum + shape[shape.length - 1]!, 0)];
}
