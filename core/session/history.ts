/**
 * The curve of a run, kept short: each time it reaches a limit neighbouring points are merged in pairs, so that a chart
 * of 90,000 steps costs no more than one of a thousand. Older points then stand for more steps than newer ones.
 */

/** Twice what a chart 1,000 px wide can show. */
const LIMIT = 2_000;

/** Named numbers of a step. */
type Point = { readonly step: number };

/** Points in order of step; those merged carry the mean and the later step. */
export function appendPoints<P extends Point>(history: readonly P[], added: readonly P[]): readonly P[] {
  const all = [...history, ...added];
  return all.length <= LIMIT ? all : mergePairs(all);
}

/** What was true up to and including `step`. */
export function truncate<P extends { readonly step: number }>(points: readonly P[], step: number): readonly P[] {
  return points.filter((point) => point.step <= step);
}

function mergePairs<P extends Point>(points: readonly P[]): P[] {
  const merged: P[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const a = points[i]!;
    const b = points[i + 1];
    merged.push(b ? merge(a, b) : a);
  }
  return merged;
}

function merge<P extends Point>(a: P, b: P): P {
  const mean = (key: string) => ((a[key as keyof P] as number) + (b[key as keyof P] as number)) / 2;
  return Object.fromEntries(
    Object.entries(b).map(([key, value]) => [key, /^(step|learningRate)$/.test(key) ? value : mean(key)]),
  ) as P;
}
