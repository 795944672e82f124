/** The tables behind the figure: the curves, row by row, and what was taken for what. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionSnapshot } from '../../core/index.js';
import { dataTable } from '../shared/data-table.js';
import { integer, percent } from '../shared/format.js';
import { RUN_COLUMNS, rowWords, runRows } from './run-table.js';

export function renderNumbers(snapshot: SessionSnapshot): TemplateResult {
  const rows = runRows(snapshot).map(rowWords);
  if (rows.length === 0) return html`<p class="hint">There are no numbers before the first step.</p>`;
  const evaluation = snapshot.evaluations.at(-1);
  const names = snapshot.dataset.classNames;
  return html`${dataTable({
    caption: 'A row for each look at held-out images; training values are means over the steps since the row before.',
    columns: RUN_COLUMNS,
    rows,
  })}
  ${
    evaluation === undefined
      ? nothing
      : dataTable({
          caption: `Held-out images after step ${integer(evaluation.step)}: rows are the truth, columns what the network said.`,
          columns: ['truth', ...names, 'right'],
          rows: evaluation.confusion.map((row, i) => [
            names[i] ?? '',
            ...row.map(integer),
            percent(evaluation.perClass[i] ?? 0, 0),
          ]),
        })
  }`;
}
