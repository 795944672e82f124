/**
 * Where a chart's words go: line labels beside the end of their line, moved up or down just as far as they need to
 * cover neither a line nor another word; ticks that would touch are dropped. Arithmetic on pixels only.
 */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
/** A pixel position. */
export type Point = readonly [x: number, y: number];

export interface LabelRequest {
  readonly width: number;
  /** The point that the label belongs to. */
  readonly at: Point;
}
export interface PlacedLabel {
  /** Start of the text and its middle line. */
  readonly x: number;
  readonly y: number;
}

type Span = readonly [top: number, bottom: number];

/** Distance from a point to its label, px: clears a ring of radius 3 and the halo round the letters. */
const GAP = 9;
/** Half the room of a ring with its stroke, px. */
const RING = 5;

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The heights that a polyline takes up between two x, a span a segment. */
function spansOf(line: readonly Point[], left: number, right: number): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i < line.length; i += 1) {
    const [x1, y1] = line[i]!;
    const [x0, y0] = line[i - 1] ?? line[i]!;
    if (Math.max(x0, x1) < left || Math.min(x0, x1) > right) continue;
    // A segment is monotone: what it has at both ends of the stretch bounds it.
    const slope = x1 === x0 ? 0 : (y1 - y0) / (x1 - x0);
    const a = x1 === x0 ? y0 : y0 + (Math.max(left, Math.min(x0, x1)) - x0) * slope;
    const b = x1 === x0 ? y1 : y0 + (Math.min(right, Math.max(x0, x1)) - x0) * slope;
    spans.push([Math.min(a, b), Math.max(a, b)]);
  }
  return spans;
}

/** True if the polyline passes through the box. */
export const crosses = (line: readonly Point[], box: Box): boolean =>
  spansOf(line, box.left, box.right).some(([top, bottom]) => top < box.bottom && bottom > box.top);

/**
 * Places labels in the order given: right of their point where there is room, else left-shifted to end at
 * `frame.right` or, amid a line, left of the point; at the point's own height or as near to it as is free. If nothing is free the nearest height inside
 * the frame is taken.
 */
export function placeLabels(
  labels: readonly LabelRequest[],
  lines: readonly (readonly Point[])[],
  taken: readonly Box[],
  frame: Box,
  lineHeight: number,
): PlacedLabel[] {
  const ring = ({ at: [x, y] }: LabelRequest): Box => ({
    left: x - RING,
    right: x + RING,
    top: y - RING,
    bottom: y + RING,
  });
  const boxes = [...taken, ...labels.map(ring)];
  const half = lineHeight / 2;
  return labels.map(({ width, at: [x, y] }) => {
    const lowest = frame.bottom - half;
    const highest = frame.top + half;
    const wanted = Math.max(highest, Math.min(y, lowest));
    const beside = Math.max(frame.left, Math.min(x + GAP, frame.right - width));
    // Where a line goes on and the right side has too little room, the left may have enough.
    const before = x - GAP - width;
    const goesOn = beside < x + GAP && before >= frame.left && lines.some((line) => (line.at(-1)?.[0] ?? x) > x);
    const sides = (goesOn ? [beside, before] : [beside]).map((left) => ({
      left,
      // Found once: the search below looks at every height.
      spans: lines.flatMap((line) => spansOf(line, left, left + width)),
    }));
    const boxAt = (left: number, middle: number): Box => ({
      left,
      right: left + width,
      top: middle - half,
      bottom: middle + half,
    });
    const isFree = (spans: readonly Span[], box: Box): boolean =>
      box.top >= frame.top &&
      box.bottom <= frame.bottom &&
      !spans.some(([top, bottom]) => top < box.bottom && bottom > box.top) &&
      !boxes.some((other) => overlap(box, other));
    let found = boxAt(beside, wanted);
    search: for (let offset = 0; offset <= frame.bottom - frame.top; offset += 1) {
      for (const { left, spans } of sides) {
        for (const middle of [wanted - offset, wanted + offset]) {
          const box = boxAt(left, middle);
          if (!isFree(spans, box)) continue;
          found = box;
          break search;
        }
      }
    }
    boxes.push(found);
    return { x: found.left, y: found.top + half };
  });
}

/**
 * The ticks that fit, of those sorted by position: the first and the last always, others if at least `gap` px stay
 * between their texts. `span` gives a tick's text as [left, right].
 */
export function fittingTicks<T extends object>(
  ticks: readonly T[],
  span: (tick: T) => readonly [number, number],
  gap: number,
): T[] {
  const first = ticks[0];
  const last = ticks.at(-1);
  if (first === undefined || last === undefined) return [];
  const kept = [first];
  const end = span(last)[0];
  for (const tick of ticks.slice(1, -1)) {
    const [left, right] = span(tick);
    if (left - span(kept.at(-1)!)[1] >= gap && end - right >= gap) kept.push(tick);
  }
  if (ticks.length > 1) kept.push(last);
  return kept;
}
