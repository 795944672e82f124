/**
 * What every element of the kit looks like before it shows anything of its own: a rule above, a head, parts, a
 * finding, an error that speaks where the finding speaks. No controls, tables or charts: those are sheets of their own.
 */
import { css } from 'lit';

export const baseStyles = css`
  :host {
    display: block;
    color: var(--_ink);
    font-family: var(--_font);
    font-variant-numeric: tabular-nums;
    line-height: 1.45;
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :where(h3, h4, p, figure, figcaption, dl, dd, dt, ul, ol) {
    margin: 0;
    padding: 0;
    list-style: none;
    font: inherit;
  }
  /* The words are English whatever the page's direction: the layout mirrors, the sentences do not. */
  :where(h3, h4, p, figcaption, small, span, button, label, dt, dd, th, td, caption, legend) {
    unicode-bidi: plaintext;
  }
  :where(h3, h4, p, figcaption, small, span, dt, dd, th, td, caption, legend) {
    text-align: match-parent;
  }
  .nobreak {
    white-space: nowrap;
  }

  /* The element answers to its own width, not to the window's. */
  .el {
    container: el / inline-size;
    border-block-start: 1px solid var(--_rule-strong);
    padding-block-start: 14px;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: baseline;
    gap: 2px var(--_space-5);
    margin-block-end: var(--_space-4);
  }
  .head h3 {
    font-size: var(--_text-title);
    font-weight: 650;
    letter-spacing: -0.005em;
  }
  /* A heading of the page's own keeps its level, not the size and room that it has between paragraphs. */
  ::slotted([slot='heading']) {
    margin: 0 !important;
    font-size: var(--_text-title) !important;
    font-weight: 650 !important;
    letter-spacing: -0.005em !important;
  }
  .head .sub {
    flex-basis: 100%;
    order: 3;
  }
  .sub,
  .hint {
    font-size: var(--_text-control);
    color: var(--_ink-3);
  }

  .part {
    margin-block-start: var(--_space-6);
  }
  .h4 {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    align-items: baseline;
    font-size: var(--_text-control);
    font-weight: 650;
    margin-block-end: 10px;
  }
  .h4 small {
    font-size: 1em;
    font-weight: 400;
    color: var(--_ink-3);
  }
  .cap {
    font-size: var(--_text-tick);
    color: var(--_ink-2);
    line-height: 1.35;
    margin-block-start: 5px;
  }
  .cols {
    display: grid;
    gap: var(--_space-5) var(--_space-6);
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }

  .finding {
    font-size: var(--_text-body);
    line-height: 1.5;
    margin-block-start: var(--_space-5);
    max-width: 64ch;
    text-wrap: pretty;
  }
  .finding b,
  .finding strong {
    font-weight: 650;
  }

  .problem {
    display: grid;
    grid-template-columns: 18px minmax(0, 1fr) auto;
    gap: 2px 10px;
    align-items: start;
    margin-block-start: var(--_space-5);
    padding-inline-start: 14px;
    border-inline-start: 3px solid var(--_bad);
    font-size: var(--_text-body);
    overflow-wrap: anywhere;
  }
  .problem > svg {
    inline-size: 18px;
    block-size: 18px;
    margin-block-start: 2px;
    color: var(--_bad);
  }
  .problem b {
    grid-column: 2 / -1;
    font-weight: 650;
  }
  .problem p {
    grid-column: 2;
    max-width: 64ch;
    font-size: 0.8667em;
    color: var(--_ink-2);
    text-wrap: pretty;
  }
  .problem .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 2px;
    font-size: 0.8667em;
  }

  .i {
    inline-size: 14px;
    block-size: 14px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .i.fill {
    fill: currentColor;
    stroke: none;
  }
  .mono {
    font-family: var(--_mono);
    font-size: 0.94em;
  }
  .vh {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: var(--_focus);
    outline-offset: var(--_focus-offset);
  }

  @container el (max-width: 600px) {
    .cols {
      grid-template-columns: minmax(0, 1fr);
    }
    .problem {
      grid-template-columns: 18px minmax(0, 1fr);
    }
    .problem .actions {
      grid-column: 2;
      margin-block-start: 6px;
    }
    .wide-only {
      display: none !important;
    }
  }
  @container el (max-width: 420px) {
    .problem {
      grid-template-columns: minmax(0, 1fr);
      padding-inline-start: 10px;
    }
    .problem > :is(svg, b) {
      grid-area: 1 / 1;
    }
    .problem b {
      text-indent: 26px;
    }
    .problem > :is(p, .actions) {
      grid-column: 1;
    }
    .problem .btn {
      padding-inline: 10px;
    }
  }
  @media print {
    .part,
    figure {
      break-inside: avoid;
    }
    .screen-only {
      display: none !important;
    }
  }
`;
