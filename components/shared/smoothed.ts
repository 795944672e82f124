/** A curve of single steps made readable: an exponential mean over neighbouring steps. */

/** Exponential mean with a time constant of `steps`, started at the first value so that it owes nothing to zero. */
export function smoothed<P extends { readonly step: number }>(
  points: readonly P[],
  pick: (point: P) => number,
  steps: number,
): [step: number, value: number][] {
  let mean = NaN;
  let before = 0;
  return points.map((point) => {
    const keep = Math.exp(-(point.step - before) / Math.max(1, steps));
    mean = Number.isNaN(mean) ? pick(point) : keep * mean + (1 - keep) * pick(point);
    before = point.step;
    return [point.step, mean];
  });
}
