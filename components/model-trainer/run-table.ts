/** The rows of a run's table, for the page and for CSV. Pure: data in, data out. */
import type { SessionSnapshot } from '../../core/index.js';
import { decimal, integer, percent } from '../shared/format.js';

/** A row for each look at held-out images, and one for the latest step where that is further. */
export interface RunRow {
  readonly step: number;
  /** Means over the steps since the row before. */
  readonly trainingLoss: number | undefined;
  readonly trainingAccuracy: number | undefined;
  readonly heldOutLoss: number | undefined;
  readonly heldOutAccuracy: number | undefined;
}

export function runRows({ points, evaluations }: SessionSnapshot): RunRow[] {
  const ends = evaluations.map(({ step }) => step);
  const last = points.at(-1)?.step;
  if (last !== undefined && last > (ends.at(-1) ?? 0)) ends.push(last);
  let from = 0;
  return ends.map((step, i) => {
    const since = points.filter((point) => point.step > from && point.step <= step);
    from = step;
    const evaluation = evaluations[i];
    return {
      step,
      trainingLoss: mean(since.map(({ loss }) => loss)),
      trainingAccuracy: mean(since.map(({ accuracy }) => accuracy)),
      heldOutLoss: evaluation?.loss,
      heldOutAccuracy: evaluation?.accuracy,
    };
  });
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export const RUN_COLUMNS = [
  'step',
  'training loss',
  'training accuracy',
  'held-out loss',
  'held-out accuracy',
] as const;

/** The row's cells in words. */
export function rowWords(row: RunRow): string[] {
  const or = (value: number | undefined, words: (value: number) => string) =>
    value === undefined ? '–' : words(value);
  return [
    integer(row.step),
    or(row.trainingLoss, (v) => decimal(v, 2)),
    or(row.trainingAccuracy, (v) => percent(v, 0)),
    or(row.heldOutLoss, (v) => decimal(v, 2)),
    or(row.heldOutAccuracy, (v) => percent(v, 1)),
  ];
}
