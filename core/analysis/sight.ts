/**
 * What the units of a layer see: its receptive field from those of its inputs, through its window, its padding or its
 * branches, and what becomes of it at global pooling and at gates.
 */
import type { LayerSpec } from '../types.js';
import { placeWindow } from './geometry.js';
import { joined, PIXEL, summary, throughWindow, type AxisFields } from './receptive-field.js';
import { layerWindow, type Shape } from './shapes.js';

/** Sizes in pixels of the image, as [vertical, horizontal]. */
export interface ReceptiveField {
  readonly size: readonly [number, number];
  /** Pixels between the fields of neighbouring units. */
  readonly stride: readonly [number, number];
  /** Pixels by which the first unit's field reaches over the top and the left edge. */
  readonly padding: readonly [number, number];
  /** True after global pooling or flattening: every unit sees the whole image, and `size` covers all of it. */
  readonly whole: boolean;
  /**
   * True where a gate (squeeze-and-excitation) multiplies the map by numbers that depend on the whole image. `size` is
   * that of the map without the gates, as the literature has it.
   */
  readonly gated: boolean;
}

/** The receptive field in the form in which it is passed on. */
export interface Sight {
  /** Along [vertical, horizontal]. */
  readonly fields: readonly [AxisFields, AxisFields];
  readonly whole: boolean;
  readonly gated: boolean;
}

export const IMAGE_SIGHT: Sight = { fields: [PIXEL, PIXEL], whole: false, gated: false };

/** @param shape the layer's output; a layer that has none, being faulty, passes on what its input sees */
export function sightOf(
  layer: LayerSpec,
  sources: readonly (Sight & { readonly shape: Shape })[],
  shape?: Shape,
): Sight {
  const input = sources[0]!;
  const along = (look: (axis: 0 | 1) => AxisFields): Sight => ({ ...pick(input), fields: [look(0), look(1)] });
  const window = shape && layerWindow(layer);
  if (window) {
    return along((axis) =>
      throughWindow(
        input.fields[axis],
        window.axes[axis],
        placeWindow(input.shape[axis]!, window.axes[axis], window.padding, axis, window.ceilMode).padBefore,
      ),
    );
  }
  if (shape && layer.type === 'zeroPadding2d') {
    return along((axis) => throughWindow(input.fields[axis], ONE_PIXEL, layer.padding[2 * axis]!));
  }
  if (input.shape.length === 3 && shape !== undefined && mixesPositions(layer, input.shape, shape)) {
    const all = along((axis) => {
      const units = input.shape[axis]!;
      return throughWindow(input.fields[axis], { kernel: units, stride: units, dilation: 1 }, 0);
    });
    return { ...all, whole: true };
  }
  const maps = sources.filter((source) => !source.whole);
  const joining = maps.length > 0 ? maps : sources;
  const union = (axis: 0 | 1) => joined(joining.map(({ fields }) => fields[axis]));
  return {
    fields: [union(0), union(1)],
    whole: maps.length === 0,
    gated: sources.some((source) => source.gated) || (maps.length > 0 && maps.length < sources.length),
  };
}

/** The figures of a sight, for a map of the given shape. */
export function receptiveField({ fields, whole, gated }: Sight, shape: Shape): ReceptiveField {
  const [vertical, horizontal] = fields.map((field, axis) => summary(field, shape.length === 3 ? shape[axis]! : 1));
  return {
    size: [vertical!.size, horizontal!.size],
    stride: [vertical!.stride, horizontal!.stride],
    padding: [-vertical!.start, -horizontal!.start],
    whole,
    gated,
  };
}

/** True where a unit may stem from any position of the map: pooled or unrolled maps, and maps cut into others. */
function mixesPositions(layer: LayerSpec, input: Shape, output: Shape): boolean {
  if (output.length === 1) return true;
  return layer.type === 'reshape' && (output[0] !== input[0] || output[1] !== input[1]);
}

const ONE_PIXEL = { kernel: 1, stride: 1, dilation: 1 };

function pick({ fields, whole, gated }: Sight): Sight {
  return { fields, whole, gated };
}
