/**
 * What one unit sees: receptive fields drawn to scale over a real image, each that of the unit nearest to the image's
 * middle, at its true place.
 */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { seenBy, type LayerRow } from '../../core/index.js';
import { integer } from '../shared/format.js';
import type { StudiedNetwork } from './study.js';
import { drawSamplePicture } from './sample-picture.js';
import { fieldText } from './layer-words.js';
import { layerLabel } from './words.js';

/** Units of the drawing: a square of SIDE, labels to WIDTH. */
const WIDTH = 340;
const SIDE = 178;
const LABELS_LEFT = 202;
const MOST_LABELS = 7;
const LABEL_GAP = 26;
const LEAST_STEP = 4;

interface Box {
  readonly row: LayerRow | undefined;
  readonly label: string;
  readonly text: string;
  /** In pixels of the image. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @param secret true while the quiz asks for the selected layer's field */
export function renderReceptiveField(
  { analysis, rows }: StudiedNetwork,
  selected: LayerRow,
  secret: boolean,
): TemplateResult {
  const [height, width] = analysis.inputShape;
  const image: Box = {
    row: undefined,
    label: 'image',
    text: height === width ? `${integer(width)} px` : `${integer(height)} × ${integer(width)}`,
    x: 0,
    y: 0,
    width,
    height,
  };
  const boxes = distinct(
    rows
      .filter(({ head }) => !head.field.whole && !head.error)
      .map((row) => boxOf(row, height, width, secret && row === selected)),
    selected,
  );
  const all = [...boxes, image].sort((a, b) => b.width - a.width || (a === image ? 1 : -1));
  const [left, top] = [Math.min(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y))];
  const extent = Math.max(...all.map((box) => Math.max(box.x + box.width - left, box.y + box.height - top)));
  const scale = (SIDE - 4) / extent;
  const place = (box: Box) => ({
    ...box,
    x: 2 + (box.x - left) * scale,
    y: 2 + (box.y - top) * scale,
    width: box.width * scale,
    height: box.height * scale,
  });
  const placed = all.map(place);
  const frame = place(image);
  return html`<figure part="receptive-field">
    <figcaption class="h4">What one unit sees <small>receptive field</small></figcaption>
    <svg class="drawing" viewBox="0 0 ${WIDTH} ${SIDE + 2}" role="img" aria-label=${spoken(boxes, image)}>
      ${drawSamplePicture(frame.x, frame.y, frame.width, frame.height)}
      ${thinned(placed, selected).map((box) => outline(box, frame, selected))} ${labels(placed, selected)}
    </svg>
    <p class="cap">${caption(rows, selected, Math.max(height, width), analysis.field.gated)}</p>
  </figure>`;
}

/** The field of the unit whose field lies nearest to the middle of the image. */
function boxOf(row: LayerRow, height: number, width: number, secret: boolean): Box {
  const { sight, outputShape, field } = row.head;
  const along = (axis: 0 | 1, size: number): readonly [number, number] => {
    const units = outputShape[axis]!;
    const spans = Array.from({ length: units }, (_, unit) => seenBy(sight.fields[axis], unit));
    const offCentre = ([first, last]: readonly [number, number]) => Math.abs(first + last + 1 - size);
    return spans.reduce((best, span) => (offCentre(span) < offCentre(best) ? span : best));
  };
  const [top, bottom] = along(0, height);
  const [left, right] = along(1, width);
  return {
    row,
    label: row.block === undefined ? layerLabel(row) : row.name,
    text: secret ? '?' : fieldText(field),
    x: left,
    y: top,
    width: right - left + 1,
    height: bottom - top + 1,
  };
}

/** One box for each size, the selected layer's for its own. */
function distinct(boxes: readonly Box[], selected: LayerRow): readonly Box[] {
  const bySize = new Map<string, Box>();
  for (const box of boxes) {
    const size = `${box.width} ${box.height}`;
    if (!bySize.has(size) || box.row === selected) bySize.set(size, box);
  }
  return [...bySize.values()];
}

function outline({ row, x, y, width, height }: Box, image: Box, selected: LayerRow): SVGTemplateResult {
  if (!row) return svg`<rect class="seen frame" x=${x} y=${y} width=${width} height=${height} />`;
  const inside = width <= image.width;
  const kind = row === selected ? 'seen subject' : inside ? 'seen light' : 'seen';
  return svg`<rect class=${kind} x=${x} y=${y} width=${width} height=${height} />`;
}

/** Outlines that would touch their larger neighbour are left out. */
function thinned(placed: readonly Box[], selected: LayerRow): readonly Box[] {
  let last = Infinity;
  return placed.filter((box) => {
    const apart = last - box.width >= LEAST_STEP;
    if (apart) last = box.width;
    return apart || box.row === undefined || box.row === selected;
  });
}

/** The largest on top; the selected, the largest and the image always, others as evenly as there is room. */
function labels(placed: readonly Box[], selected: LayerRow): readonly SVGTemplateResult[] {
  const must = placed.filter((box, i) => i === 0 || box.row === undefined || box.row === selected);
  const others = placed.filter((box) => !must.includes(box));
  const room = MOST_LABELS - must.length;
  const step = Math.max(1, (others.length - 1) / Math.max(1, room - 1));
  const some = Array.from({ length: Math.min(room, others.length) }, (_, i) => others[Math.round(i * step)]!);
  return placed
    .filter((box) => must.includes(box) || some.includes(box))
    .map((box, i) => {
      const y = 13 + i * LABEL_GAP;
      const edge = box.x + box.width;
      const from = Math.min(Math.max(y - 4, box.y + 2), box.y + box.height - 2);
      const kind = box.row === selected && box.row ? 'subject' : 'label';
      return svg`<path class="leader" d="M${edge} ${from}L${LABELS_LEFT - 5} ${y - 4}" />
        <text class=${kind} x=${LABELS_LEFT} y=${y}>${box.label}</text>
        <text class=${kind} x=${WIDTH} y=${y} text-anchor="end">${box.text}</text>`;
    });
}

function spoken(boxes: readonly Box[], image: Box): string {
  const sizes = boxes.map(({ label, text }) => `${label} ${text}`).join(', ');
  return `Receptive fields over an image of ${image.text}: ${sizes}.`;
}

function caption(rows: readonly LayerRow[], selected: LayerRow, side: number, gated: boolean): string {
  const maps = rows.filter(({ head }) => !head.field.whole && !head.error);
  const past = maps.find(({ head }) => Math.max(...head.field.size) > side);
  const nameOf = (row: LayerRow) => (row.block === undefined ? layerLabel(row) : row.name);
  const largest = maps.reduce<LayerRow | undefined>(
    (a, b) => (a && a.head.field.size[0] >= b.head.field.size[0] ? a : b),
    undefined,
  );
  const { field } = selected.head;
  const sentences = [
    past
      ? `From ${nameOf(past)} on, a unit sees past the image’s edges.`
      : largest
        ? `No unit sees the whole image: the largest field has ${fieldText(largest.head.field)} a side.`
        : '',
    field.whole
      ? `${nameOf(selected)} comes after all places are joined: it sees everything.`
      : `Neighbouring units of ${nameOf(selected)} look ${integer(field.stride[0])}\u00a0px apart.`,
    gated ? 'Gates, which look at the whole image, are left out.' : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
