/** What the lower parts of the counter have: written-out arithmetic, the quiz, the bill, and the drawings. */
import { css } from 'lit';

export const detailsStyles = css`
  .ask {
    margin-inline-start: auto;
    font-weight: 400;
  }
  /* Arithmetic reads from left to right in every script. */
  .eqs {
    display: grid;
    gap: 14px;
    direction: ltr;
  }
  .eqs.beside {
    display: flex;
    flex-wrap: wrap;
    gap: 14px var(--_space-6);
    margin-block-start: 14px;
  }
  .eqs:empty {
    display: none;
  }
  .eq {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 9px;
    align-items: flex-start;
    font-size: 1.06em;
  }
  .eqs.beside .eq {
    font-size: 1em;
  }
  .term {
    display: flex;
    gap: 9px;
    line-height: 1.25;
  }
  .term i {
    font-style: normal;
    color: var(--_ink-3);
  }
  .term span {
    display: grid;
    justify-items: center;
  }
  .term small {
    font-size: var(--_text-tick);
    color: var(--_ink-3);
  }
  .term b {
    font-weight: 650;
  }

  .quiz label {
    display: block;
    margin-block-end: 8px;
    font-size: var(--_text-body);
  }
  .quiz input {
    inline-size: 12em;
    block-size: var(--_control);
    padding: 0 8px;
    border: 1px solid var(--_rule-strong);
    border-radius: var(--_radius);
    background: none;
    color: var(--_ink);
  }
  .quiz input[aria-invalid='true'] {
    border-color: var(--_bad);
  }
  .quiz + .verdict {
    min-block-size: 1.5em;
    margin-block: 8px 12px;
    font-size: var(--_text-body);
    line-height: 1.5;
  }

  .bill th {
    white-space: normal;
  }
  .bill th:first-child {
    min-inline-size: 9.5em;
  }
  .bill small {
    font-size: 1em;
    color: var(--_ink-3);
  }
  .bill :is(th, td):first-child {
    padding-inline-start: 6px;
  }
  .bill :is(th, td):last-child {
    padding-inline-end: 6px;
  }
  .bill ~ .cap,
  .scroll + .cap {
    margin-block-start: 10px;
    max-width: 64ch;
  }
  .cap b {
    font-weight: 650;
    color: var(--_ink);
  }

  .fields {
    gap: 8px 12px;
  }
  .fields input {
    inline-size: 3.9em;
    appearance: textfield;
  }
  figure .verdict {
    margin-block: 12px 14px;
  }
  .drawing {
    display: block;
    inline-size: 100%;
    max-inline-size: 360px;
    overflow: visible;
    direction: ltr;
    font-size: 11.5px;
  }
  .drawing.strips {
    max-inline-size: 326px;
  }
  .drawing text {
    fill: var(--_ink-3);
    font-variant-numeric: tabular-nums;
  }
  .drawing .value {
    fill: var(--_ink);
    font-weight: 600;
  }
  .drawing .label {
    fill: var(--_ink-2);
  }
  .drawing text.subject {
    fill: var(--_accent);
    font-weight: 600;
  }
  .cell {
    fill: none;
    stroke: var(--_rule-strong);
  }
  .cell.zero {
    stroke-dasharray: 2 2;
  }
  .bracket {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.75;
  }
  .bracket.half {
    stroke: var(--_bad);
    stroke-dasharray: 3 2;
  }
  .axis-title {
    margin-block: 0 4px;
  }
  .photograph {
    shape-rendering: crispEdges;
  }
  .seen {
    fill: none;
    stroke: var(--_ink-3);
  }
  .seen.light {
    stroke: #fff;
    opacity: 0.75;
  }
  .seen.subject {
    stroke: var(--_accent);
    stroke-width: 2;
  }
  .seen.frame {
    stroke: light-dark(#0000001f, #ffffff29);
  }
  .leader {
    fill: none;
    stroke: var(--_rule-strong);
    stroke-width: 0.75;
  }
  @media print {
    .photograph,
    .drawing {
      print-color-adjust: exact;
    }
  }
  @media (forced-colors: active) {
    .photograph {
      forced-color-adjust: none;
    }
  }
`;
