/** The sheet as one picture that stands alone: title, image with what the unit sees, all channels, finding and source. */
import { KitError } from '../../core/index.js';
import { groundColor, pngOf, wrapped } from '../shared/figure-canvas.js';
import { paint } from '../shared/pixel-image.js';
import { subject } from '../shared/subject.js';
import { finding, textOf } from './finding.js';
import { measure } from './measures.js';
import { paintSheet } from './sheet-paint.js';
import type { Looked, View } from './view.js';
import { titleOf } from './words.js';

const SCALE = 2;
const MARGIN = 24;
const GAP = 20;
const SIDE = 176;
const SHEET = 480;
const WIDTH = 2 * MARGIN + SIDE + GAP + SHEET;

/** @throws KitError internal where the browser gives no canvas. */
export async function drawFigure(view: View, looked: Looked, host: HTMLElement): Promise<Blob> {
  const { snapshot, choices, ramps, box, layer } = view;
  const style = getComputedStyle(host);
  const font = (size: number, weight = 400) => `${weight} ${size}px ${style.fontFamily}`;
  const [canvas, image, sheet] = [0, 1, 2].map(() => document.createElement('canvas')) as [
    HTMLCanvasElement,
    HTMLCanvasElement,
    HTMLCanvasElement,
  ];
  const context = canvas.getContext('2d');
  const { ramp: name, largest, magnitude } = measure(looked.maps);
  const ramp = ramps.get(name);
  if (context === null || ramp === undefined) throw new KitError('internal', 'The browser gave no canvas to draw on.');
  paint(image, { pixels: looked.picked.pixels });
  paintSheet(
    sheet,
    { maps: looked.maps, ramp: name, largest: choices.scale === 'channel' ? magnitude : largest },
    ramp,
  );
  context.font = font(15);
  const notes = [textOf(finding(view)), subject(snapshot, looked.step, looked.picked)];
  const lines = notes.flatMap((note) => [...wrapped(note, WIDTH - 2 * MARGIN, context), '']);
  const tall = Math.max(SIDE, (SHEET * sheet.height) / sheet.width);
  const height = MARGIN + 40 + tall + 20 + lines.length * 21 + MARGIN;
  canvas.width = WIDTH * SCALE;
  canvas.height = Math.ceil(height * SCALE);
  context.scale(SCALE, SCALE);
  context.fillStyle = groundColor(host);
  context.fillRect(0, 0, WIDTH, height);
  context.fillStyle = style.color;
  context.font = font(17, 650);
  context.fillText(titleOf(layer), MARGIN, MARGIN + 16);
  context.imageSmoothingEnabled = false;
  const top = MARGIN + 40;
  context.drawImage(image, MARGIN, top, SIDE, SIDE);
  context.drawImage(sheet, MARGIN + SIDE + GAP, top, SHEET, (SHEET * sheet.height) / sheet.width);
  context.font = font(15);
  lines.forEach((line, i) => context.fillText(line, MARGIN, top + tall + 34 + i * 21));
  if (box !== undefined) {
    const unit = SIDE / image.width;
    context.beginPath();
    context.rect(MARGIN, top, SIDE, SIDE);
    context.clip();
    for (const [color, line] of [
      ['#000', 3.5],
      ['#fff', 1.5],
    ] as const) {
      context.strokeStyle = color;
      context.lineWidth = line;
      context.strokeRect(
        MARGIN + box.left * unit,
        top + box.top * unit,
        (box.right - box.left) * unit,
        (box.bottom - box.top) * unit,
      );
    }
  }
  return pngOf(canvas);
}
