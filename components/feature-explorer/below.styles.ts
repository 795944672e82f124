/** Patches, kernels, meters of dead filters, the two spaces and the row of neighbours. */
import { css } from 'lit';

export const belowStyles = css`
  .fires {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 8em 8.5em;
    gap: 20px;
    align-items: start;
  }
  .patches {
    --columns: 6;
    --columns-narrow: 4;
    align-items: start;
  }
  .pick {
    display: block;
    inline-size: 100%;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_ink-2);
    text-align: start;
    cursor: pointer;
  }
  .pick .cap {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .tally .cap,
  .drawn .cap {
    margin: 0 0 6px;
  }
  .drawn .cap {
    margin-block-start: 5px;
    min-block-size: 4em;
  }
  .bars {
    display: grid;
    gap: 4px;
    font-size: var(--_text-tick);
  }
  .bars li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 6px;
    color: var(--_ink-2);
    line-height: 1.3;
  }
  .bars li::after {
    content: '';
    grid-column: 1 / -1;
    block-size: 3px;
    inline-size: max(1px, var(--v, 0%));
    background: var(--bar, var(--_rule-strong));
  }

  .kernels {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(32px, 1fr));
    gap: 6px;
    direction: ltr;
  }
  .kernels .shown {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  canvas.weights {
    display: block;
    inline-size: min(100%, calc(32px * var(--columns)));
    image-rendering: pixelated;
  }

  canvas.weights + .under {
    max-inline-size: 24em;
  }

  .dead {
    display: grid;
    gap: 3px;
    font-size: var(--_text-tick);
  }
  .dead li {
    display: grid;
    grid-template-columns: minmax(0, 6em) minmax(40px, 1fr) 16em;
    gap: 10px;
    align-items: center;
    min-block-size: 20px;
    color: var(--_ink-2);
  }
  .dead .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .dead .value {
    text-align: end;
    white-space: nowrap;
  }
  .dead .some .value {
    color: var(--_ink);
    font-weight: 600;
  }
  .meter {
    position: relative;
    block-size: 8px;
    background: var(--_track);
  }
  .meter i {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    background: var(--_accent-fill);
    opacity: 0.55;
  }
  .meter .gone {
    background: var(--_ink);
    opacity: 1;
  }

  .space {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 20px;
  }
  .map-box {
    position: relative;
    aspect-ratio: 1;
    box-shadow: var(--_frame);
    cursor: crosshair;
    touch-action: pan-y;
    direction: ltr;
  }
  .map-box canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  /* The colours of marks and of their halos, read by what paints them. */
  .points {
    color: var(--_ink);
    outline-color: var(--_ground);
  }
  .classes {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    margin-block-start: 8px;
    font-size: var(--_text-tick);
    color: var(--_ink-2);
  }
  .classes i {
    display: inline-block;
    inline-size: 10px;
    block-size: 10px;
    margin-inline-end: 5px;
    background: currentColor;
    forced-color-adjust: none;
  }
  .brushed {
    --columns: 12;
    --columns-narrow: 8;
    gap: 4px;
    margin-block-start: 8px;
  }
  .near {
    display: grid;
    grid-template-columns: 7em minmax(0, 1fr);
    gap: 8px 12px;
    align-items: center;
    margin-block-start: var(--_space-4);
    font-size: var(--_text-tick);
    color: var(--_ink-2);
  }
  .near .strip {
    --columns: 8;
    --columns-narrow: 4;
    gap: 6px;
  }
  .track {
    block-size: 3px;
    margin-block: 8px;
    border-radius: 2px;
    background: var(--_track);
    overflow: hidden;
  }
  .track i {
    display: block;
    block-size: 100%;
    background: var(--_accent);
  }
  .controls .hint {
    font-size: 1em;
  }
  .part > .controls {
    margin-block-end: 10px;
  }

  @container el (max-width: 600px) {
    .fires {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .fires > :first-child {
      grid-column: 1 / -1;
    }
    .dead li {
      grid-template-columns: minmax(0, 4.5em) minmax(32px, 1fr) auto;
    }
  }
  @container el (max-width: 420px) {
    .space {
      grid-template-columns: minmax(0, 1fr);
    }
    .near {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (forced-colors: active) {
    .bars li::after,
    .meter i,
    .track i {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .meter .gone {
      background: Highlight;
    }
  }
`;
