/** The main part: two pictures beside the classes, the marks in them, room for the finding. */
import { css } from 'lit';

export const saliencyStyles = css`
  .controls .tabs {
    margin-inline-start: 8px;
  }
  .duo {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 11.2em;
    gap: 16px;
  }
  .duo .cap {
    min-block-size: 2.7em;
  }
  .pic {
    position: relative;
    touch-action: pan-y;
    cursor: crosshair;
  }
  .pic .over {
    position: absolute;
    inset: 0;
    box-shadow: none;
  }
  .pic i {
    position: absolute;
    pointer-events: none;
  }
  .pic .dot {
    outline: 1.5px solid #fff;
    box-shadow: 0 0 0 2.5px #000;
    forced-color-adjust: none;
  }
  .pic .reach {
    outline: 1.5px dashed #fff;
    outline-offset: -1.5px;
    box-shadow: inset 0 0 0 1.5px #0009;
    forced-color-adjust: none;
  }
  .duo .range {
    margin-block-start: 6px;
    font-size: var(--_text-tick);
  }

  .classes {
    display: grid;
    align-content: start;
    grid-auto-rows: minmax(27px, auto);
    font-size: var(--_text-control);
  }
  .classes button {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 8px;
    min-block-size: 25px;
    padding: 1px 8px 2px;
    border: 0;
    border-radius: 3px;
    background: none;
    color: var(--_ink-2);
    line-height: 1.35;
    text-align: start;
    cursor: pointer;
  }
  .classes button::after {
    content: '';
    grid-column: 1 / -1;
    block-size: 2px;
    inline-size: max(1px, var(--v, 0%));
    background: var(--_rule-strong);
    transition: inline-size var(--_slow);
  }
  .classes button:hover {
    background: var(--_track);
  }
  .classes button[aria-pressed='true'] {
    background: var(--_accent-soft);
    color: var(--_ink);
    font-weight: 600;
  }
  .classes button[aria-pressed='true']::after {
    background: var(--_accent);
  }
  .classes small {
    font-size: 1em;
    font-weight: 400;
    color: var(--_ink-3);
  }

  /* Room for three lines: the figure does not move when the sentence changes. */
  .say {
    min-block-size: calc(var(--_space-5) + 4.25em);
  }
  .warn {
    max-width: 64ch;
    font-size: var(--_text-control);
    color: var(--_ink-2);
  }
  .cap a {
    color: inherit;
    text-underline-offset: 2px;
  }
  .cap b {
    color: var(--_ink);
    font-weight: 600;
  }

  @container el (max-width: 600px) {
    .duo {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      gap: 12px;
    }
    .duo .classes {
      grid-column: 1 / -1;
      grid-template-columns: 1fr 1fr;
      grid-template-rows: repeat(5, auto);
      grid-auto-flow: column;
      gap: 2px 12px;
    }
    .controls .tabs {
      margin-inline-start: 0;
    }
  }
  @media (pointer: coarse) {
    .classes {
      grid-auto-rows: minmax(32px, auto);
    }
  }
  @media (forced-colors: active) {
    .classes button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .classes button::after {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
