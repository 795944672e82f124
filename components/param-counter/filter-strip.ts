/** One axis of pixels with the filter's positions under it, each as a bracket over what it covers. Drawing only. */
import { nothing, svg, type SVGTemplateResult } from 'lit';
import type { FilterAnswer, FilterLayout } from '../../core/index.js';

/** Units of the drawing. */
export const STRIP_WIDTH = 290;
const CELLS_TOP = 26;
const CELL_HEIGHT = 18;
const LARGEST_CELL = 26;
/** Narrower cells have no room for their number, or for their borders. */
const NUMBERED_CELL = 15;
const BORDERED_CELL = 4;
const LANE = 7;
const MOST_LANES = 8;
/** More positions than that are a grey smear: the first and the last stand for them. */
const MOST_POSITIONS = 32;
const SHOWN_AT_ENDS = 3;

export interface Strip {
  readonly title: string;
  readonly note: string;
  readonly layout: FilterLayout;
  /** Index of a last position that only fits in part. */
  readonly halfStep: number | undefined;
}

export function drawStrip(
  answer: FilterAnswer,
  strip: Strip,
  top: number,
): { drawing: SVGTemplateResult; height: number } {
  const { width, stride } = answer.question;
  const { padBefore, padAfter, out } = strip.layout;
  const cells = width + padBefore + padAfter;
  // The same scale for all three, so that they compare.
  const widest = Math.max(...[answer.asked, answer.valid, answer.same].map((l) => width + l.padBefore + l.padAfter));
  const cell = Math.min(LARGEST_CELL, (STRIP_WIDTH - 3) / widest);
  const positions = strip.halfStep === undefined ? out : out + 1;
  const bottom = CELLS_TOP + CELL_HEIGHT;
  // As many lanes as it takes for brackets not to touch.
  const needed = Math.ceil((answer.span + 1) / stride);
  const shown = shownPositions(positions, needed <= MOST_LANES);
  const lanes = Math.max(1, Math.min(needed, shown.length));
  const brackets = shown.map((position, i) => {
    const left = 3 + position * stride * cell;
    const right = position * stride * cell + answer.span * cell - 3;
    const y = bottom + 6 + (i % lanes) * LANE;
    return bracket(left, Math.max(right, left + 1), y, position === strip.halfStep, tapsOf(answer, left - 3, cell));
  });
  const height = bottom + 6 + lanes * LANE + 20;
  return {
    height,
    drawing: svg`<g transform="translate(0 ${top})">
      <text class="value" x="0" y="15">${strip.title}</text>
      <text class="label" x=${STRIP_WIDTH} y="15" text-anchor="end">${strip.note}</text>
      ${cell >= BORDERED_CELL ? numberedCells(cells, padBefore, width, cell) : plainAxis(padBefore, padAfter, width, cell)}
      ${brackets}
      ${
        shown.length < positions
          ? svg`<text class="label" x=${(cells * cell) / 2} y=${bottom + 6 + (lanes * LANE) / 2 + 4} text-anchor="middle">… ${positions} in all …</text>`
          : nothing
      }
    </g>`,
  };
}

function numberedCells(cells: number, padBefore: number, width: number, cell: number): readonly SVGTemplateResult[] {
  return Array.from({ length: cells }, (_, i) => {
    const padding = i < padBefore || i >= padBefore + width;
    const x = 0.5 + i * cell;
    const number = padding ? '0' : String(i - padBefore + 1);
    return svg`<rect class=${padding ? 'cell zero' : 'cell'} x=${x} y=${CELLS_TOP + 0.5} width=${cell} height=${CELL_HEIGHT} />
      ${
        cell >= NUMBERED_CELL
          ? svg`<text x=${x + cell / 2} y=${CELLS_TOP + 13.5} text-anchor="middle">${number}</text>`
          : nothing
      }`;
  });
}

/** Too many pixels to draw each: one box, padding beside it, and its size. */
function plainAxis(padBefore: number, padAfter: number, width: number, cell: number): SVGTemplateResult {
  const box = (x: number, size: number, classes: string) =>
    size === 0
      ? nothing
      : svg`<rect class=${classes} x=${0.5 + x * cell} y=${CELLS_TOP + 0.5} width=${size * cell} height=${CELL_HEIGHT} />`;
  return svg`${box(0, padBefore, 'cell zero')}${box(padBefore, width, 'cell')}${box(padBefore + width, padAfter, 'cell zero')}
    <text x=${(padBefore + width / 2) * cell} y=${CELLS_TOP + 13.5} text-anchor="middle">${width} pixels</text>`;
}

/** Where a dilated filter touches: its first and last tap are the bracket's own ends. */
function tapsOf({ question: { filter, dilation } }: FilterAnswer, left: number, cell: number): readonly number[] {
  if (dilation === 1 || cell < BORDERED_CELL) return [];
  return Array.from({ length: Math.max(0, filter - 2) }, (_, i) => left + ((i + 1) * dilation + 0.5) * cell);
}

function bracket(left: number, right: number, y: number, half: boolean, taps: readonly number[]): SVGTemplateResult {
  const teeth = taps.map((x) => `M${x} ${y}v3`).join('');
  return svg`<path class=${half ? 'bracket half' : 'bracket'} d="M${left} ${y}v3H${right}v-3${teeth}" />`;
}

function shownPositions(count: number, roomForAll: boolean): readonly number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count <= 2 * SHOWN_AT_ENDS || (roomForAll && count <= MOST_POSITIONS)) return all;
  return [...all.slice(0, SHOWN_AT_ENDS), ...all.slice(-SHOWN_AT_ENDS)];
}
