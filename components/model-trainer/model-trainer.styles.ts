/** What only the trainer has: prediction bars, device note, settings, and room kept for words. */
import { css } from 'lit';

export const trainerStyles = css`
  .dev {
    font-size: var(--_text-control);
    color: var(--_ink-3);
    max-inline-size: 60%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* As wide as its longest label: the row does not move when the state does. */
  .btn.main {
    min-inline-size: 8.3em;
    padding-inline: 8px;
  }
  .quick {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }

  .charts {
    margin-block-start: var(--_space-5);
  }
  /* The finding, or an error with its buttons: the same room, so that a failure moves nothing. */
  .say {
    min-block-size: 6.4em;
  }

  .say + .part {
    margin-block-start: 24px;
  }
  /* In em, since larger type wraps sooner. */
  @container el (max-width: 40em) {
    .say {
      min-block-size: 7.6em;
    }
  }
  @container el (max-width: 37.5em) {
    .say {
      min-block-size: 7.8em;
    }
  }
  @container el (max-width: 26.25em) {
    .say {
      min-block-size: 9.1em;
    }
  }
  @container el (max-width: 21.25em) {
    .say {
      min-block-size: 10.4em;
    }
  }
  @container el (max-width: 18.75em) {
    .say {
      min-block-size: 11.5em;
    }
    .say + .part {
      margin-block-start: 16px;
    }
  }

  .coming {
    aspect-ratio: 1;
  }

  .preds {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 14px 16px;
  }
  .pred {
    display: grid;
    grid-template-columns: 48px minmax(0, 1fr);
    gap: 10px;
    align-items: start;
    font-size: var(--_text-tick);
  }
  .pb {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 6px;
    line-height: 1.3;
    min-block-size: calc(1.3em + 3px);
    color: var(--_ink-3);
  }
  .pb.top {
    color: var(--_ink);
    font-weight: 600;
  }
  .pb + .pb {
    margin-block-start: 4px;
  }
  .pb > :first-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .pb::after {
    content: '';
    grid-column: 1 / -1;
    align-self: end;
    block-size: 3px;
    background: linear-gradient(var(--bar, var(--_ink-3)) 0 0) no-repeat var(--_track);
    background-size: var(--v, 0%) 100%;
    transition: background-size var(--_slow);
  }
  .pb:dir(rtl)::after {
    background-position: right;
  }
  .pb.top {
    --bar: var(--_ink);
  }
  .pred .truth {
    color: var(--_ink-2);
    margin-block-start: 3px;
    line-height: 1.3;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .devs {
    margin-block-start: var(--_space-4);
    font-size: var(--_text-control);
    color: var(--_ink-2);
  }
  .devs dl {
    display: grid;
    gap: 6px;
  }
  .devs dl div {
    display: grid;
    grid-template-columns: 5em minmax(0, 1fr);
  }
  .devs dt {
    color: var(--_ink-3);
  }
  .devs .on :is(dt, dd) {
    color: var(--_ink);
  }
  .devs p {
    max-width: 64ch;
  }

  .settings {
    display: grid;
    gap: var(--_space-5) var(--_space-6);
    grid-template-columns: repeat(2, minmax(0, 1fr));
    font-size: 0.867em;
  }
  .settings fieldset {
    display: grid;
    gap: 8px;
    align-content: start;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .settings legend {
    padding: 0 0 8px;
    color: var(--_ink);
    font-weight: 650;
  }
  .settings legend small {
    font-size: 1em;
    font-weight: 400;
    color: var(--_ink-3);
  }
  .settings :is(.sel, .field) {
    justify-content: space-between;
  }
  .settings :is(select, input) {
    inline-size: min(14em, 62%);
  }

  @container el (max-width: 600px) {
    .dev {
      flex-basis: 100%;
      max-inline-size: 100%;
    }
    .cols.charts {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .settings {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container el (max-width: 420px) {
    .cols.charts {
      grid-template-columns: minmax(0, 1fr);
    }
    .part {
      margin-block-start: 28px;
    }
    .preds {
      gap: 12px;
    }
    .pred {
      grid-template-columns: 40px minmax(0, 1fr);
      gap: 8px;
    }
    .cm [role='rowheader'] {
      padding-inline-end: 5px;
    }
  }
  @media (forced-colors: active) {
    .pb::after {
      forced-color-adjust: none;
    }
  }
  /* On paper the figure stays, what could be pressed goes. */
  @media print {
    .controls,
    .foot,
    .problem .actions {
      display: none;
    }
    .pb::after {
      print-color-adjust: exact;
    }
  }
`;
