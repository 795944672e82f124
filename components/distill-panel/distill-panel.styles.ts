/** The main part: the soft probabilities beside their image. */
import { css } from 'lit';

export const panelStyles = css`
  .dev {
    max-inline-size: 60%;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* As wide as its longest label: the row does not move when the state does. */
  .btn.main {
    min-inline-size: 13.2em;
    padding-inline: 8px;
  }
  .hint.shown {
    flex-basis: 100%;
    font-size: 1em;
  }
  .acc {
    color: var(--_accent);
  }
  .knowledge {
    margin-block-start: var(--_space-5);
  }
  .dk {
    display: grid;
    grid-template-columns: 168px minmax(0, 1fr);
    gap: 32px;
    align-items: start;
  }
  .dk .range {
    margin-block-end: 10px;
  }
  .dark {
    border-collapse: collapse;
    inline-size: 100%;
    font-size: var(--_text-control);
    line-height: 1.35;
    table-layout: fixed;
  }
  .dark :is(th, td) {
    padding: 1.5px 16px 1.5px 0;
    font-weight: 400;
    text-align: start;
  }
  .dark :is(th, td):first-child {
    inline-size: 7.6em;
  }
  .dark thead th {
    color: var(--_ink-3);
    padding-block-end: 6px;
    white-space: nowrap;
  }
  .dark thead b {
    color: var(--_ink);
    font-weight: 650;
  }
  .dark thead b.acc {
    color: var(--_accent);
  }
  .dark .truth th {
    font-weight: 650;
  }
  .hb {
    display: flex;
    gap: 6px;
    align-items: center;
    white-space: nowrap;
    color: var(--_ink-2);
  }
  .hb i {
    flex: none;
    block-size: 11px;
    /* The rest of the column is for the number. */
    inline-size: calc(var(--v) * (100% - 4.4em));
    min-inline-size: 1px;
    background: var(--_rule-strong);
    transition: inline-size var(--_slow);
  }
  .hb.a i {
    background: var(--_accent);
  }
  .knowledge .finding {
    min-block-size: 3em;
  }
  /* As high as what comes, so that nothing below the panel moves when it does. */
  .coming {
    block-size: 1150px;
  }

  @container el (max-width: 600px) {
    .dk {
      gap: 20px;
      grid-template-columns: 120px minmax(0, 1fr);
    }
  }
  @container el (max-width: 480px) {
    .dk {
      grid-template-columns: minmax(0, 1fr);
    }
    .dk figure {
      display: grid;
      grid-template-columns: 96px minmax(0, 1fr);
      gap: 12px;
      align-items: end;
    }
    .dark :is(th, td) {
      padding-inline-end: 8px;
    }
    .dark :is(th, td):first-child {
      inline-size: 6.6em;
    }
    .hb i {
      inline-size: calc(var(--v) * (100% - 3.9em));
    }
    .controls .push {
      margin-inline-start: 0;
    }
  }
  @media (forced-colors: active) {
    .hb i {
      forced-color-adjust: none;
    }
  }
`;
