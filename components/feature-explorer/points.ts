/**
 * Points as thumbnails on a canvas: all of them in one pass from one picture that holds every thumbnail with its class's
 * colour as a frame, so that a thousand move within a frame of the screen. Places only; what they mean is the caller's.
 */
import type { PlainTensor } from '../../core/index.js';
import type { Picked } from '../shared/image-picker.js';

/** CSS pixels of a thumbnail where there are few, and where there are very many. */
const LARGEST = 22;
const SMALLEST = 9;
/** The share of the plane that thumbnails side by side would cover. */
const COVER = 0.45;
/** Pixels of the frame in the picture of all thumbnails. */
const FRAME = 3;

/** Where points lie in a square of side 1, [x, y] each; their own bounds with a margin for half a thumbnail. */
export function placed(positions: Float32Array): Float32Array {
  const bounds = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = axis; i < positions.length; i += 2) {
      low = Math.min(low, positions[i]!);
      high = Math.max(high, positions[i]!);
    }
    return [low, high] as const;
  });
  const span = Math.max(...bounds.map(([low, high]) => high - low)) || 1;
  const margin = 0.03;
  return positions.map((value, i) => {
    const [low, high] = bounds[i % 2]!;
    return 0.5 + ((value - (low + high) / 2) / span) * (1 - 2 * margin);
  });
}

/** The point nearest to a place of the square, and how far it is. */
export function nearestTo(
  places: Float32Array,
  x: number,
  y: number,
): { readonly index: number; readonly distance: number } {
  let [index, distance] = [0, Infinity];
  for (let i = 0; i < places.length / 2; i += 1) {
    const away = Math.hypot(places[2 * i]! - x, places[2 * i + 1]! - y);
    if (away < distance) [index, distance] = [i, away];
  }
  return { index, distance };
}

/** The nearest point in a direction, within 45° of it; undefined where there is none. */
export function nextTowards(places: Float32Array, from: number, dx: number, dy: number): number | undefined {
  let [best, least]: [number | undefined, number] = [undefined, Infinity];
  for (let i = 0; i < places.length / 2; i += 1) {
    const [x, y] = [places[2 * i]! - places[2 * from]!, places[2 * i + 1]! - places[2 * from + 1]!];
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy) + Math.abs(y * dx);
    if (i === from || along <= 0 || across > along || along + across >= least) continue;
    [best, least] = [i, along + across];
  }
  return best;
}

export interface Rectangle {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

export function within(places: Float32Array, { x, y }: Rectangle): number[] {
  return Array.from({ length: places.length / 2 }, (_, i) => i).filter((i) => {
    const [px, py] = [places[2 * i]!, places[2 * i + 1]!];
    return px >= x[0] && px <= x[1] && py >= y[0] && py <= y[1];
  });
}

/** All thumbnails side by side. */
export class Thumbnails {
  readonly canvas = document.createElement('canvas');
  readonly cell: number;
  readonly #columns: number;

  /** @param colors of each image's frame; undefined for none */
  constructor(picked: readonly Picked[], colors: readonly (string | undefined)[]) {
    const [height = 0, width = 0] = picked[0]?.pixels.shape ?? [];
    this.cell = Math.max(height, width) + 2 * FRAME;
    this.#columns = Math.ceil(Math.sqrt(picked.length));
    this.canvas.width = this.#columns * this.cell;
    this.canvas.height = Math.ceil(picked.length / this.#columns) * this.cell;
    const context = this.canvas.getContext('2d');
    picked.forEach(({ pixels }, i) => {
      const [x, y] = this.at(i);
      const color = colors[i];
      if (context === null) return;
      if (color !== undefined) {
        context.fillStyle = color;
        context.fillRect(x, y, this.cell, this.cell);
      }
      context.putImageData(imageOf(pixels), x + FRAME, y + FRAME);
    });
  }

  at(i: number): readonly [number, number] {
    return [(i % this.#columns) * this.cell, Math.floor(i / this.#columns) * this.cell];
  }
}

function imageOf({ data, shape }: PlainTensor<Uint8Array>): ImageData {
  const [height = 1, width = 1] = shape;
  const image = new ImageData(width, height);
  const out = image.data;
  for (let i = 0, from = 0, to = 0; i < height * width; i += 1, from += 3, to += 4) {
    out[to] = data[from]!;
    out[to + 1] = data[from + 1]!;
    out[to + 2] = data[from + 2]!;
    out[to + 3] = 255;
  }
  return image;
}

export interface PointMarks {
  readonly selected: number | undefined;
  readonly brushed: ReadonlySet<number>;
  readonly near: ReadonlySet<number>;
  readonly brush: Rectangle | undefined;
  /** Colour of marks, and of their halo. */
  readonly ink: string;
  readonly ground: string;
}

/** @returns ms that it took */
export function paintPoints(
  canvas: HTMLCanvasElement,
  thumbnails: Thumbnails,
  places: Float32Array,
  marks: PointMarks,
): number {
  const begun = performance.now();
  const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (context === null) return 0;
  context.clearRect(0, 0, side, side);
  const count = places.length / 2;
  const size = thumbnailSide(count, canvas.clientWidth) * devicePixelRatio;
  const { cell } = thumbnails;
  const draw = (i: number, scale: number) => {
    const [x, y] = thumbnails.at(i);
    const own = size * scale;
    context.drawImage(
      thumbnails.canvas,
      x,
      y,
      cell,
      cell,
      places[2 * i]! * side - own / 2,
      places[2 * i + 1]! * side - own / 2,
      own,
      own,
    );
  };
  context.globalAlpha = marks.brushed.size > 0 ? 0.35 : 1;
  for (let i = 0; i < count; i += 1) if (!marks.brushed.has(i)) draw(i, 1);
  context.globalAlpha = 1;
  for (const i of marks.brushed) draw(i, 1);
  const frame = (i: number, scale: number) => {
    draw(i, scale);
    const own = size * scale + 4 * devicePixelRatio;
    for (const [color, line] of [
      [marks.ground, 4],
      [marks.ink, 2],
    ] as const) {
      context.strokeStyle = color;
      context.lineWidth = line * devicePixelRatio;
      context.strokeRect(places[2 * i]! * side - own / 2, places[2 * i + 1]! * side - own / 2, own, own);
    }
  };
  for (const i of marks.near) frame(i, 1.3);
  if (marks.selected !== undefined && marks.selected < count) frame(marks.selected, 2);
  const { brush } = marks;
  if (brush !== undefined) {
    context.strokeStyle = marks.ink;
    context.lineWidth = 1.5 * devicePixelRatio;
    context.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    context.strokeRect(
      brush.x[0] * side,
      brush.y[0] * side,
      (brush.x[1] - brush.x[0]) * side,
      (brush.y[1] - brush.y[0]) * side,
    );
    context.setLineDash([]);
  }
  return performance.now() - begun;
}

const thumbnailSide = (count: number, side: number): number =>
  Math.min(LARGEST, Math.max(SMALLEST, side * Math.sqrt(COVER / Math.max(1, count))));
