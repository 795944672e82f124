/** What the counter has at once: its sliders, the bars of the totals, and room kept for the rest. */
import { css } from 'lit';

export const counterStyles = css`
  .sliders {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--_space-4);
  }
  .slider {
    display: grid;
    grid-template-columns: auto minmax(76px, 1fr) auto;
    gap: 0 8px;
    align-items: center;
    font-size: var(--_text-control);
    color: var(--_ink-2);
  }
  .slider input {
    inline-size: 76px;
    min-inline-size: 100%;
    block-size: 24px;
    margin: 0;
    accent-color: var(--_accent);
    cursor: pointer;
  }
  .slider output {
    min-inline-size: 2.6em;
    color: var(--_ink);
  }
  .head .sliders + .sub {
    margin-block-start: 2px;
  }

  .versus {
    display: grid;
    grid-template-columns: 11.5em minmax(0, 1fr);
    gap: 14px var(--_space-4);
    align-items: center;
    font-size: var(--_text-control);
  }
  .versus.two {
    grid-template-columns: 11.5em minmax(0, 1fr) auto;
  }
  .measure {
    color: var(--_ink-2);
  }
  .bars {
    display: grid;
    gap: 3px;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    line-height: 1.3;
    white-space: nowrap;
    color: var(--_ink-2);
  }
  .bar i {
    flex: 0 1 auto;
    block-size: 12px;
    min-inline-size: 2px;
    inline-size: calc((100% - var(--room)) * var(--share));
    background: var(--_rule-strong);
    transition: inline-size var(--_slow);
  }
  .bar small {
    font-size: 1em;
    color: var(--_ink-3);
  }
  .bar.subject {
    color: var(--_ink);
  }
  .bar.subject i {
    background: var(--_accent);
  }
  .ratio {
    unicode-bidi: plaintext;
    font-size: 1.7em;
    line-height: 1;
    letter-spacing: -0.02em;
    text-align: end;
  }
  .ratio small {
    display: block;
    margin-block-start: 3px;
    font-size: max(0.5em, 11px);
    letter-spacing: 0;
    color: var(--_ink-3);
  }

  /* As high as what is about to arrive: a table of so many lines, and the parts below it. */
  .waiting {
    block-size: calc(var(--lines) * 27px + 1060px);
  }

  @container el (max-width: 600px) {
    .versus,
    .versus.two {
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 4px var(--_space-4);
    }
    .measure {
      grid-column: 1 / -1;
    }
    .measure:not(:first-child) {
      margin-block-start: 8px;
    }
    .waiting {
      block-size: calc(var(--lines) * 27px + 1500px);
    }
  }
  @container el (max-width: 420px) {
    .sliders {
      inline-size: 100%;
    }
    .slider {
      flex: 1;
    }
    .bar {
      flex-direction: column-reverse;
      align-items: start;
      gap: 1px;
    }
    .bar + .bar {
      margin-block-start: 4px;
    }
    .bar i {
      inline-size: calc(100% * var(--share));
    }
  }
  @media print {
    .bar i {
      print-color-adjust: exact;
    }
  }
  @media (forced-colors: active) {
    .bar i {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .bar.subject i {
      background: Highlight;
    }
  }
`;
