/** The main part: image, map and view side by side, room for the finding. */
import { css } from 'lit';

export const plotStyles = css`
  .controls .tabs {
    flex-wrap: wrap;
  }
  .cr {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) 8.2em;
    gap: 16px 20px;
    align-items: start;
  }
  .cr .cap {
    min-block-size: 2.7em;
  }
  .pic {
    position: relative;
    overflow: hidden;
    box-shadow: var(--_frame);
    cursor: move;
    touch-action: none;
    direction: ltr;
  }
  .pic[aria-disabled='true'] {
    cursor: default;
    touch-action: auto;
  }
  .pic .px {
    box-shadow: none;
  }
  .win {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    pointer-events: none;
    forced-color-adjust: none;
  }
  .win .veil {
    fill: light-dark(#ffffff99, #00000099);
  }
  .win .edge {
    fill: none;
    stroke: #fff;
    stroke-width: 2px;
    vector-effect: non-scaling-stroke;
  }
  .win .edge.out {
    stroke: #000;
    stroke-width: 4px;
  }

  .class-map {
    display: block;
    inline-size: 100%;
    block-size: auto;
    overflow: visible;
    direction: ltr;
    cursor: pointer;
    touch-action: pan-y;
    forced-color-adjust: none;
  }
  .rivals .class-map {
    cursor: default;
  }
  .class-map.empty {
    aspect-ratio: 1;
    box-shadow: var(--_frame);
  }
  .class-map text {
    fill: var(--_ink);
    font-size: 12px;
    font-weight: 500;
    pointer-events: none;
  }
  .class-map text.on {
    font-weight: 700;
  }
  .class-map text.amount {
    fill: var(--_ink-2);
    font-size: 7.5px;
    font-weight: 400;
  }
  .class-map .texture {
    fill: none;
    stroke: var(--_ground);
    stroke-width: 1.3;
    stroke-linecap: round;
    opacity: 0.5;
  }
  .class-map .selected {
    fill: none;
    stroke: var(--_ink);
    stroke-width: 2.5;
    pointer-events: none;
  }

  .seen {
    display: grid;
    gap: 6px;
    align-content: start;
  }
  .seen .cap {
    min-block-size: 2.7em;
    margin: 0 0 4px;
  }
  .bars {
    display: grid;
    gap: 2px;
    font-size: var(--_text-tick);
  }
  .bars li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 6px;
    color: var(--_ink-2);
    line-height: 1.3;
  }
  .bars li.top {
    color: var(--_ink);
    font-weight: 600;
  }
  .bars li span:first-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bars li::after {
    content: '';
    grid-column: 1 / -1;
    block-size: 2px;
    inline-size: max(1px, var(--v, 0%));
    background: var(--bar, var(--_rule-strong));
  }

  /* Room for three lines: the figure does not move when the sentence changes. */
  .say {
    min-block-size: calc(var(--_space-5) + 3em);
  }

  @container el (max-width: 600px) {
    .cr {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      gap: 12px;
    }
    .cr > .map {
      grid-column: 1 / -1;
      order: 3;
    }
    .cr .map .cap {
      min-block-size: 0;
    }
    .bars {
      gap: 1px;
    }
  }
  @media (forced-colors: active) {
    .bars li::after {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
