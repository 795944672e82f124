/** The layer table: rows that can be chosen, blocks that fold, columns that sort, and the bars beside its numbers. */
import { css } from 'lit';

export const layerTableStyles = css`
  .tabs {
    flex-wrap: wrap;
    gap: 0 16px;
    align-items: center;
    font-size: var(--_text-control);
    margin-block-end: 2px;
  }
  .numbers thead td {
    border-block-end: 1px solid var(--_rule-strong);
  }
  .layers thead th {
    vertical-align: middle;
    padding-block-end: 2px;
  }
  .layers .start {
    text-align: start;
  }
  .layers :is(th, td) {
    padding-block: 1px;
    padding-inline-start: 11px;
  }
  .layers :is(th, td):first-child {
    padding-inline-start: 6px;
  }
  .layers :is(th, td):last-child {
    padding-inline-end: 6px;
  }
  .layers button {
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    text-align: inherit;
    cursor: pointer;
  }
  .sort:hover,
  th[aria-sort] .sort {
    color: var(--_ink);
  }
  .fold {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  .fold .i {
    inline-size: 10px;
    block-size: 10px;
    transition: rotate var(--_fast);
  }
  .fold[aria-expanded='true'] .i {
    rotate: 90deg;
  }
  .layers tbody tr {
    cursor: pointer;
  }
  .layers tbody tr:hover {
    background: var(--_track);
  }
  .numbers tr.on {
    background: var(--_accent-soft);
  }
  .layers .inside th {
    padding-inline-start: 22px;
  }
  .layers .folded {
    display: none;
  }
  .layers .fault td {
    text-align: start;
    white-space: normal;
    color: var(--_bad);
    padding-block: 4px;
    cursor: auto;
  }
  .fault .i {
    margin-inline-end: 6px;
    vertical-align: -2px;
  }
  .meter {
    inline-size: 54px;
    min-inline-size: 38px;
  }
  .meter i {
    display: block;
    block-size: 8px;
    min-inline-size: min(1px, 1000px * var(--share));
    inline-size: calc(100% * var(--share));
    background: var(--_ink-3);
    transition: inline-size var(--_slow);
  }
  tr.on .meter i {
    background: var(--_accent);
  }

  @container el (max-width: 800px) {
    .layers.large :is(th, td):nth-child(8) {
      display: none;
    }
    .layers.large {
      font-size: max(0.75em, 12px);
    }
    .layers.large :is(th, td):not(:first-child) {
      padding-inline-start: 8px;
    }
  }
  @container el (max-width: 600px) {
    .layers :is(th, td) {
      padding-inline-start: 10px;
    }
  }
  @container el (max-width: 420px) {
    .layers :is(th, td) {
      padding-inline-start: 8px;
    }
  }
  @media print {
    .layers .folded {
      display: table-row;
    }
    .meter i {
      print-color-adjust: exact;
    }
  }
  @media (forced-colors: active) {
    /* Transparent borders show there. */
    .tabs button {
      border-block-start-color: Canvas;
    }
    .tabs button[aria-pressed='false'] {
      border-color: Canvas;
    }
    .meter i {
      forced-color-adjust: none;
      background: CanvasText;
    }
    tr.on .meter i {
      background: Highlight;
    }
    .numbers tr.on {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
