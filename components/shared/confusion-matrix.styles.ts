/** The confusion grid: hairline cells, errors shaded in the accent no darker than ink can be read on. */
import { css } from 'lit';

export const confusionStyles = css`
  .cm {
    display: grid;
    grid-template-columns: auto repeat(var(--classes, 10), minmax(0, 1fr));
    font-size: var(--_text-tick);
    max-inline-size: 38em;
    line-height: 1;
    direction: ltr;
  }
  .cm [role='row'] {
    display: contents;
  }
  .cm [role='rowheader'],
  .cm [role='columnheader'],
  .cm [role='gridcell'] {
    display: grid;
    place-items: center;
    min-inline-size: 0;
  }
  .cm [role='rowheader'] {
    justify-items: end;
    padding-inline-end: 8px;
    color: var(--_ink-2);
  }
  .cm [role='columnheader'] {
    padding-block: 6px 2px;
    color: var(--_ink-3);
  }
  .cm [role='gridcell'] {
    aspect-ratio: 1.12;
    color: var(--_ink);
    transition: background var(--_slow);
  }
  .cm .error {
    background: color-mix(in oklab, var(--_accent-fill) var(--shade, 0%), transparent);
    box-shadow: inset 0 0 0 0.5px var(--_rule);
  }
  .cm .right {
    color: var(--_ink-3);
  }
  .cm [role='gridcell']:hover,
  .cm [role='gridcell']:focus-visible {
    outline: var(--_focus);
    outline-offset: -2px;
  }
  /* Room for two lines, so that naming a cell moves nothing. */
  .cm-cap {
    min-block-size: 2.7em;
  }
  @media (forced-colors: active) {
    .cm .error {
      background: none;
      border: 1px solid GrayText;
    }
  }
  @media print {
    .cm .error {
      print-color-adjust: exact;
    }
  }
`;
