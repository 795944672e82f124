/**
 * The curve of a run, kept short: each time it reaches a limit neighbouring points are merged in pairs, so that a chart
 * of 90,000 steps costs no more than one of a thousand. Older points then stand for more steps than newer ones.
 */
import type { StepPoint } from '../types.js';

/** Twice what a chart 1,000 px wide can show. */
const LIMIT = 2_000;

/** Points in order of step; those merged carry the mean and the later step. */
export function appendPoints(history: readonly StepPoint[], added: readonly StepPoint[]): readonly StepPoint[] {
  const all = [...history, ...added];
  return all.length <= LIMIT ? all : mergePairs(all);
}

/** What was true up to and including `step`. */
export function truncate<P extends { readonly step: number }>(points: readonly P[], step: number): readonly P[] {
  return points.filter((point) => point.step <= step);
}

function mergePairs(points: readonly StepPoint[]): StepPoint[] {
  const merged: StepPoint[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const a = points[i]!;
    const b = points[i + 1];
    merged.push(
      b
        ? {
            step: b.step,
            loss: (a.loss + b.loss) / 2,
            accuracy: (a.accuracy + b.accuracy) / 2,
            learningRate: b.learningRate,
          }
        : a,
    );
  }
  return merged;
}
