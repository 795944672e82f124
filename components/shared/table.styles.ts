/** Numbers in rows: right-aligned, hairlines between rows, sideways scrolling inside its own box only. */
import { css } from 'lit';

export const tableStyles = css`
  .scroll {
    overflow-x: auto;
    scrollbar-width: thin;
    margin-block-start: 8px;
  }
  .scroll.tall {
    max-block-size: 24em;
    overflow-y: auto;
  }
  table.numbers {
    border-collapse: collapse;
    inline-size: 100%;
    font-size: var(--_text-control);
    font-variant-numeric: tabular-nums;
  }
  .numbers caption {
    text-align: start;
    color: var(--_ink-2);
    padding-block-end: 6px;
    text-wrap: pretty;
  }
  /* A table wider than its box scrolls; what it is stays in view. */
  .numbers caption span {
    position: sticky;
    inset-inline-start: 0;
    display: inline-block;
    max-inline-size: 100cqi;
  }
  .numbers :is(th, td) {
    text-align: end;
    padding-block: 4px;
    padding-inline: 14px 0;
    font-weight: 400;
    white-space: nowrap;
  }
  .numbers :is(th, td):first-child {
    text-align: start;
    padding-inline-start: 0;
  }
  .numbers thead th {
    color: var(--_ink-3);
    border-block-end: 1px solid var(--_rule-strong);
    vertical-align: bottom;
    padding-block-end: 5px;
  }
  .numbers tbody tr {
    border-block-end: 1px solid var(--_rule);
  }
  .numbers tbody tr:last-child {
    border-block-end: 0;
  }
  .numbers tfoot :is(th, td) {
    border-block-start: 1px solid var(--_rule-strong);
    font-weight: 650;
    padding-block-start: 6px;
  }
`;
