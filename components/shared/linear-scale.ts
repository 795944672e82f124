/**
 * Values to pixels and back along a straight line, and a polyline's path. D3's own scale and shape bring colour
 * interpolation, time formats and curves that a line chart never uses: a third of an element's weight.
 */
export interface LinearScale {
  (value: number): number;
  /** The value at a pixel. */
  invert(pixel: number): number;
}

/** Maps `domain` to `range`; clamped, values outside the domain stay at its ends. */
export function linearScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
  clamp = false,
): LinearScale {
  const slope = (end - start) / (high - low || 1);
  const scale = (value: number) => start + ((clamp ? Math.max(low, Math.min(value, high)) : value) - low) * slope;
  return Object.assign(scale, { invert: (pixel: number) => low + (pixel - start) / (slope || 1) });
}

/** The `d` of a polyline, to a tenth of a pixel; empty without points. */
export function polyline(points: readonly (readonly [x: number, y: number])[]): string {
  // Not toFixed, which takes ten times as long; this runs for every frame of a run.
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${tenth(x)},${tenth(y)}`).join('');
}
