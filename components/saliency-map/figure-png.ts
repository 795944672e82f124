/** The figure as one picture that stands alone: title, image and map with crisp pixels, classes, finding and source. */
import { KitError } from '../../core/index.js';
import { groundColor, pngOf, wrapped } from '../shared/figure-canvas.js';
import { percent } from '../shared/format.js';
import { paintHeat } from '../shared/heat-map.js';
import { paint } from '../shared/pixel-image.js';
import { subject } from '../shared/subject.js';
import { byProbability } from './classes.js';
import { findingText } from './finding.js';
import { heatPicture } from './pictures.js';
import type { Explained, View } from './view.js';
import { titleOf } from './words.js';

const SCALE = 2;
const MARGIN = 24;
const SIDE = 256;
const GAP = 16;
const CLASSES = 170;
const WIDTH = 2 * MARGIN + 2 * SIDE + 2 * GAP + CLASSES;

/** @throws KitError internal where the browser gives no canvas. */
export async function drawFigure(view: View, explained: Explained, host: HTMLElement): Promise<Blob> {
  const { snapshot, choices, ramps } = view;
  const { attribution, picked, step } = explained;
  const style = getComputedStyle(host);
  const ink = style.color;
  const font = (size: number, weight = 400) => `${weight} ${size}px ${style.fontFamily}`;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  const image = document.createElement('canvas');
  const map = document.createElement('canvas');
  const heat = heatPicture(explained, choices.colormap);
  const ramp = ramps.get(heat.ramp);
  if (context === null || ramp === undefined) throw new KitError('internal', 'The browser gave no canvas to draw on.');
  paint(image, { pixels: picked.pixels });
  paintHeat(map, heat, ramp);
  const notes = [findingText(view), subject(snapshot, step, picked)];
  context.font = font(15);
  const lines = notes.flatMap((note) => [...wrapped(note, WIDTH - 2 * MARGIN, context), '']);
  const height = MARGIN + 40 + SIDE + 20 + lines.length * 21 + MARGIN;
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = groundColor(host);
  context.fillRect(0, 0, WIDTH, height);
  context.fillStyle = ink;
  context.font = font(17, 650);
  context.fillText(titleOf(attribution, snapshot.classNames), MARGIN, MARGIN + 16);
  context.imageSmoothingEnabled = false;
  const top = MARGIN + 40;
  context.drawImage(image, MARGIN, top, SIDE, SIDE);
  context.drawImage(map, MARGIN + SIDE + GAP, top, SIDE, SIDE);
  const at = MARGIN + 2 * (SIDE + GAP);
  byProbability(attribution.probabilities, snapshot.classNames.length).forEach((index, i) => {
    context.font = font(13, index === attribution.target ? 650 : 400);
    const y = top + 14 + i * 25;
    context.textAlign = 'start';
    context.fillText(snapshot.classNames[index] ?? '', at, y);
    context.textAlign = 'end';
    context.fillText(percent(attribution.probabilities[index] ?? 0), at + CLASSES, y);
    context.fillRect(at, y + 5, CLASSES * (attribution.probabilities[index] ?? 0), 2);
  });
  context.textAlign = 'start';
  context.font = font(15);
  lines.forEach((line, i) => context.fillText(line, MARGIN, top + SIDE + 34 + i * 21));
  return pngOf(canvas);
}
