/** Which rows the layer table shows in which order: folded blocks as they come, or everything sorted by one column. */
import type { LayerRow } from '../../core/index.js';

export type ColumnKey = 'weights' | 'offsets' | 'macs' | 'field';
export interface Sort {
  readonly column: ColumnKey;
  readonly direction: 'ascending' | 'descending';
}

export type Item =
  | { readonly kind: 'row'; readonly row: LayerRow; readonly folded: boolean; readonly inBlock: boolean }
  | { readonly kind: 'block'; readonly block: string; readonly rows: readonly LayerRow[]; readonly open: boolean };

/** What a row is sorted and measured by. A unit that sees everything comes after all that do not. */
export const VALUES: Readonly<Record<ColumnKey, (row: LayerRow) => number>> = {
  weights: ({ weights }) => weights,
  offsets: ({ offsets }) => offsets,
  macs: ({ macs }) => macs,
  field: ({ head: { field } }) => (field.whole ? Infinity : field.size[0]),
};

/** Rows in the order of the network, each block headed by an item of its own. */
export function inOrder(rows: readonly LayerRow[], isOpen: (block: string) => boolean): readonly Item[] {
  const items: Item[] = [];
  rows.forEach((row, i) => {
    const { block } = row;
    if (block !== undefined && block !== rows[i - 1]?.block) {
      const end = rows.findIndex((other, j) => j > i && other.block !== block);
      const members = rows.slice(i, end < 0 ? undefined : end);
      items.push({ kind: 'block', block, rows: members, open: isOpen(block) });
    }
    const inBlock = block !== undefined;
    items.push({ kind: 'row', row, inBlock, folded: inBlock && !isOpen(block) });
  });
  return items;
}

/** All rows by one column; equal ones stay in the order of the network. */
export function sorted(rows: readonly LayerRow[], { column, direction }: Sort): readonly Item[] {
  const value = VALUES[column];
  const sign = direction === 'ascending' ? 1 : -1;
  return (
    [...rows]
      // Two infinite fields differ by NaN, which is no order.
      .sort((a, b) => sign * (value(a) - value(b) || 0))
      .map((row) => ({ kind: 'row', row, folded: false, inBlock: false }))
  );
}

/** What a press on a column's head leads to: largest first, smallest first, the network's own order. */
export function nextSort(now: Sort | undefined, column: ColumnKey): Sort | undefined {
  if (now?.column !== column) return { column, direction: 'descending' };
  return now.direction === 'descending' ? { column, direction: 'ascending' } : undefined;
}
