/**
 * Many small maps as one picture: a grid of channels on a canvas, painted at once from a table of 256 colours, because a
 * layer may have thousands. Where a channel lies in it is arithmetic, so that pointers and outlines need no elements.
 */
import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';
import type { PlainTensor } from '../../core/index.js';
import { colorAt, type Ramp, type RampName, type Ramps } from '../shared/heat-map.js';

/** Pixels of the canvas that the longer side of a small map takes at least; a line of one pixel between maps is then thin. */
const LEAST_SIDE = 8;
/** Width by height that a sheet comes near to. */
const ASPECT = 1.6;
const GAP = 1;

export interface SheetLayout {
  readonly columns: number;
  readonly rows: number;
  /** Canvas pixels of one number. */
  readonly scale: number;
  /** Canvas pixels from one map to the next. */
  readonly pitch: readonly [x: number, y: number];
  readonly width: number;
  readonly height: number;
}

/** @param maps shape [height, width, channels] */
export function sheetLayout([height = 1, width = 1, channels = 1]: readonly number[]): SheetLayout {
  const scale = Math.max(1, Math.ceil(LEAST_SIDE / Math.max(height, width)));
  const pitch = [width * scale + GAP, height * scale + GAP] as const;
  const columns = Math.min(channels, Math.max(1, Math.round(Math.sqrt((channels * ASPECT * pitch[1]) / pitch[0]))));
  const rows = Math.ceil(channels / columns);
  return { columns, rows, scale, pitch, width: columns * pitch[0] - GAP, height: rows * pitch[1] - GAP };
}

/** The channel at a share of the sheet's width and height; undefined past the last. */
export function channelAt(layout: SheetLayout, channels: number, x: number, y: number): number | undefined {
  const along = (share: number, count: number) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  const channel = along(y, layout.rows) * layout.columns + along(x, layout.columns);
  return channel < channels ? channel : undefined;
}

export interface SheetPicture {
  /** [height, width, channels] */
  readonly maps: PlainTensor;
  readonly ramp: RampName;
  /** The number that the ramp ends at: one for all channels, or one for each. */
  readonly largest: number | Float32Array;
}

export function paintSheet(canvas: HTMLCanvasElement, { maps, ramp: name, largest }: SheetPicture, ramp: Ramp): void {
  const [height = 1, width = 1, channels = 1] = maps.shape;
  const { columns, scale, pitch, ...size } = sheetLayout(maps.shape);
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(size.width, size.height);
  const out = new Uint32Array(image.data.buffer);
  const colors = tableOf(ramp);
  for (let channel = 0; channel < channels; channel += 1) {
    const end = typeof largest === 'number' ? largest : largest[channel]!;
    const corner = Math.floor(channel / columns) * pitch[1] * size.width + (channel % columns) * pitch[0];
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const share = end > 0 ? maps.data[(y * width + x) * channels + channel]! / end : 0;
        const strength = name === 'div' ? (share + 1) / 2 : share;
        const color = colors[Math.min(255, Math.max(0, Math.round(strength * 255)))]!;
        const at = corner + y * scale * size.width + x * scale;
        for (let row = 0; row < scale; row += 1) out.fill(color, at + row * size.width, at + row * size.width + scale);
      }
    }
  }
  context.putImageData(image, 0, 0);
}

const tables = new WeakMap<Ramp, Uint32Array>();

/** Opaque RGBA as the canvas has it in memory, from the ramp's start to its end. */
function tableOf(ramp: Ramp): Uint32Array {
  let table = tables.get(ramp);
  if (table === undefined) {
    const bytes = new Uint8ClampedArray(256 * 4).fill(255);
    for (let i = 0; i < 256; i += 1) bytes.set(colorAt(ramp, i / 255), 4 * i);
    tables.set(ramp, (table = new Uint32Array(bytes.buffer)));
  }
  return table;
}

class SheetDirective extends Directive {
  #last: readonly unknown[] = [];

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('sheet belongs in a canvas tag: <canvas ${sheet(…)}>');
  }

  render(_picture: SheetPicture | undefined, _ramps: Ramps): unknown {
    return noChange;
  }

  override update(part: ElementPart, [picture, ramps]: [SheetPicture | undefined, Ramps]): unknown {
    const canvas = part.element as HTMLCanvasElement;
    const ramp = picture && ramps.get(picture.ramp);
    const now = [picture?.maps, picture?.ramp, picture?.largest, ramp];
    if (now.every((value, i) => value === this.#last[i])) return noChange;
    this.#last = now;
    if (picture && ramp) paintSheet(canvas, picture, ramp);
    else canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    return noChange;
  }
}

/** `<canvas aria-hidden="true" ${sheet({maps, ramp: 'seq', largest: 3}, ramps)}></canvas>` */
export const sheet = directive(SheetDirective);
