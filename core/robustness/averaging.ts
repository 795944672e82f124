/**
 * A remedy that needs no other network: the answer is averaged over neighbouring views (test-time augmentation). All that
 * it takes is in the sweep already, so its worth can be read off without asking the network again.
 */
import type { Sweep } from './sweep.js';

type Grid = Pick<Sweep, 'rows' | 'columns'>;

/** Views around one that are averaged with it: 3 × 3, or 3 in a row. */
const RADIUS = 1;

/** The views that have all their neighbours, in a grid of their own; undefined where there are none. */
export function innerGrid({ rows, columns }: Grid): Grid | undefined {
  const inner = (count: number) => (count === 1 ? 1 : count - 2 * RADIUS);
  const grid = { rows: inner(rows), columns: inner(columns) };
  return grid.rows > 0 && grid.columns > 0 && rows * columns > 1 ? grid : undefined;
}

/** The inner views' own rows of `probabilities` [rows·columns, classes]. */
export function innerViews(probabilities: Float32Array, grid: Grid, classes: number): Float32Array {
  return overInner(probabilities, grid, classes, 0);
}

/** The mean of each inner view and all views around it. */
export function averagedViews(probabilities: Float32Array, grid: Grid, classes: number): Float32Array {
  return overInner(probabilities, grid, classes, RADIUS);
}

function overInner(probabilities: Float32Array, grid: Grid, classes: number, radius: number): Float32Array {
  const inner = innerGrid(grid)!;
  const out = new Float32Array(inner.rows * inner.columns * classes);
  const [skipRows, skipColumns] = [grid.rows === 1 ? 0 : RADIUS, grid.columns === 1 ? 0 : RADIUS];
  const [reachRows, reachColumns] = [Math.min(radius, skipRows), Math.min(radius, skipColumns)];
  const around = (2 * reachRows + 1) * (2 * reachColumns + 1);
  for (let row = 0; row < inner.rows; row++) {
    for (let column = 0; column < inner.columns; column++) {
      const to = (row * inner.columns + column) * classes;
      for (let dy = -reachRows; dy <= reachRows; dy++) {
        for (let dx = -reachColumns; dx <= reachColumns; dx++) {
          const from = ((row + skipRows + dy) * grid.columns + column + skipColumns + dx) * classes;
          for (let c = 0; c < classes; c++) out[to + c]! += probabilities[from + c]! / around;
        }
      }
    }
  }
  return out;
}
