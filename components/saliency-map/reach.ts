/**
 * What a pixel of the map stands on: for maps of a layer the cell and its receptive field, for occlusion the patch. In
 * pixels of the image. Arithmetic on the architecture and the answer.
 */
import { analyse, seenBy } from '../../core/index.js';
import type { ArchitectureSpec, Attribution } from '../../core/index.js';
import type { Pixel } from './map-measures.js';

export interface Reach {
  readonly kind: 'cell' | 'patch';
  readonly row: number;
  readonly column: number;
  /** The number at that place of the layer's map, or the score with the patch there. */
  readonly value: number;
  /** Part of the image, cut at its border. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** [height, width] before it was cut. */
  readonly size: readonly [number, number];
}

/** Undefined for methods that look at single pixels. */
export function reachOf(attribution: Attribution, spec: ArchitectureSpec, { x, y }: Pixel): Reach | undefined {
  const { coarse, layer, settings, map } = attribution;
  if (coarse === undefined) return undefined;
  const [height = 1, width = 1] = map.shape;
  const [rows = 1, columns = 1] = coarse.shape;
  const cut = (first: number, last: number, length: number) => {
    const from = Math.max(0, first);
    return { from, size: Math.min(length - 1, last) - from + 1 };
  };
  const found = (kind: Reach['kind'], row: number, column: number, spans: readonly [Span, Span]): Reach => {
    const [vertical, horizontal] = [cut(...spans[0], height), cut(...spans[1], width)];
    return {
      kind,
      row,
      column,
      value: coarse.data[row * columns + column] ?? 0,
      x: horizontal.from,
      y: vertical.from,
      width: horizontal.size,
      height: vertical.size,
      size: [spans[0][1] - spans[0][0] + 1, spans[1][1] - spans[1][0] + 1],
    };
  };
  if (layer !== undefined) {
    const row = Math.min(rows - 1, Math.floor(((y + 0.5) * rows) / height));
    const column = Math.min(columns - 1, Math.floor(((x + 0.5) * columns) / width));
    const fields = sightOf(spec, layer);
    return fields && found('cell', row, column, [seenBy(fields[0], row), seenBy(fields[1], column)]);
  }
  const { window = 1, stride = 1 } = settings;
  // The patch whose middle is nearest.
  const nearest = (at: number, count: number) =>
    Math.min(count - 1, Math.max(0, Math.round((at - (window - 1) / 2) / stride)));
  const [row, column] = [nearest(y, rows), nearest(x, columns)];
  const span = (index: number): Span => [index * stride, index * stride + window - 1];
  return found('patch', row, column, [span(row), span(column)]);
}

type Span = readonly [first: number, last: number];
type Fields = NonNullable<ReturnType<typeof analyse>['layers'][number]['sight']>['fields'];

let counted: { readonly spec: ArchitectureSpec; readonly fields: ReadonlyMap<string, Fields> } | undefined;

/** An architecture is counted once, not at each move of the pointer. */
function sightOf(spec: ArchitectureSpec, layer: string): Fields | undefined {
  if (counted?.spec !== spec) {
    counted = { spec, fields: new Map(analyse(spec).layers.map(({ name, sight }) => [name, sight.fields])) };
  }
  return counted.fields.get(layer);
}
