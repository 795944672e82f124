/**
 * The parts of a line chart that stand still: its geometry, its axes and its reference level. Positions in px of the
 * drawing; the lines and their labels are line-chart.ts's.
 */
import { ticks } from 'd3-array';
import { nothing, svg } from 'lit';
import { fittingTicks, type Box, type Point } from './chart-labels.js';
import { linearScale, type LinearScale } from './linear-scale.js';
import { textWidth } from './text-width.js';

export interface Axes {
  readonly x: {
    /** The last value of the run; the first is 0. */
    readonly last: number;
    /** "step" and "steps": the unit is written once, on the last tick. */
    readonly one: string;
    readonly many: string;
    readonly format: (value: number) => string;
  };
  readonly y: {
    readonly domain: readonly [number, number];
    readonly ticks: readonly number[];
    readonly format: (value: number, last: boolean) => string;
  };
  /** A level to compare with: guessing, a teacher. */
  readonly reference?: { readonly value: number; readonly label: string };
  readonly height: number;
}
export interface Font {
  /** px */
  readonly size: number;
  readonly family: string;
}
export interface Geometry {
  readonly x: LinearScale;
  /** Clamped: what leaves the axis stays at its edge. */
  readonly y: LinearScale;
  /** Where lines and labels may be. */
  readonly frame: Box;
  readonly font: Font;
}

export const cssFont = ({ size, family }: Font, weight = 400): string => `${weight} ${size}px ${family}`;

/** `width` px of drawing, text in `font`. Margins follow the texts, so that nothing sticks out at any type size. */
export function geometryOf({ x, y, height }: Axes, width: number, font: Font): Geometry {
  const texts = y.ticks.map((tick, i) => textWidth(y.format(tick, i === y.ticks.length - 1), cssFont(font)));
  const frame: Box = {
    left: Math.ceil(Math.max(0, ...texts) + 7),
    right: width,
    top: Math.ceil(font.size * 0.7),
    bottom: height - Math.ceil(font.size * 1.9),
  };
  return {
    // Four pixels are left for half of the last ring.
    x: linearScale([0, x.last], [frame.left, frame.right - 4]),
    y: linearScale(y.domain, [frame.bottom, frame.top], true),
    frame,
    font,
  };
}

export function drawAxes(axes: Axes, { x, y, frame, font }: Geometry): unknown {
  const css = cssFont(font);
  const { last, many, format } = axes.x;
  const candidates = [...ticks(0, last, 3).filter((tick) => tick < last), last].map((value) => {
    const text = value === last ? `${format(value)} ${many}` : format(value);
    const width = textWidth(text, css);
    const center = x(value);
    // The first text starts at its tick and the last ends at the drawing's edge: nothing hangs over.
    const left = value === 0 ? center : value === last ? frame.right - width : center - width / 2;
    return { text, left, right: left + width };
  });
  const fitting = fittingTicks(candidates, ({ left, right }) => [left, right], font.size);
  return svg`${axes.y.ticks.map((tick, i) => {
    const top = axes.y.ticks.length - 1 === i;
    return svg`<line class=${tick === axes.y.domain[0] ? 'axis' : 'grid'} x1=${frame.left} x2=${frame.right}
        y1=${y(tick)} y2=${y(tick)} />
      <text x=${frame.left - 7} y=${y(tick)} dy=".35em" text-anchor="end">${axes.y.format(tick, top)}</text>`;
  })}${fitting.map(({ text, left }) => svg`<text x=${left} y=${frame.bottom + font.size * 1.45}>${text}</text>`)}`;
}

/** Where the reference level's words are. */
export function referenceBox(axes: Axes, { y, frame, font }: Geometry): Box | undefined {
  if (axes.reference === undefined) return undefined;
  const level = y(axes.reference.value);
  const width = textWidth(axes.reference.label, cssFont(font));
  return { left: frame.right - width, right: frame.right, top: level - font.size * 1.25, bottom: level + 1 };
}

export function drawReference(axes: Axes, geometry: Geometry): unknown {
  const { y, frame } = geometry;
  const box = referenceBox(axes, geometry);
  if (axes.reference === undefined || box === undefined) return nothing;
  const level = y(axes.reference.value);
  return svg`<line class="reference" x1=${frame.left} x2=${frame.right} y1=${level} y2=${level} />
    <text class="halo" x=${box.left} y=${level - 5}>${axes.reference.label}</text>`;
}

/** At most two points a pixel column, its lowest and its highest: looks the same, draws a hundred times faster. */
export function thinned(path: readonly Point[]): Point[] {
  const kept: Point[] = [];
  let column: Point[] = [];
  const flush = () => {
    if (column.length <= 2) kept.push(...column);
    else {
      const low = column.reduce((a, b) => (b[1] < a[1] ? b : a));
      const high = column.reduce((a, b) => (b[1] > a[1] ? b : a));
      kept.push(...(column.indexOf(low) < column.indexOf(high) ? [low, high] : [high, low]));
    }
    column = [];
  };
  for (const point of path) {
    if (column[0] !== undefined && Math.floor(point[0]) !== Math.floor(column[0][0])) flush();
    column.push(point);
  }
  flush();
  return kept;
}
