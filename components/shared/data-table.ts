/**
 * The data table behind a figure: real rows and headers, reachable by keyboard when it scrolls. It shows values that
 * are already words; formatting is the caller's.
 */
import { html, nothing, type TemplateResult } from 'lit';

export interface DataTable {
  /** What the rows are and how they were made. */
  readonly caption: string;
  readonly columns: readonly string[];
  /** As many cells a row as there are columns; the first names the row. */
  readonly rows: readonly (readonly string[])[];
  /** A last row of totals. */
  readonly total?: readonly string[];
}

export function dataTable(table: DataTable): TemplateResult {
  const [first, ...rest] = table.columns;
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${table.caption}>
    <table class="numbers" part="table">
      <caption>
        <span>${table.caption}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">${first}</th>
          ${rest.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${table.rows.map((row) => bodyRow(row))}
      </tbody>
      ${
        table.total === undefined
          ? nothing
          : html`<tfoot>
              ${bodyRow(table.total)}
            </tfoot>`
      }
    </table>
  </div>`;
}

function bodyRow([name, ...cells]: readonly string[]): TemplateResult {
  return html`<tr>
    <th scope="row">${name}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}
