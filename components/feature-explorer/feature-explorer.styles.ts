/** The main part: image and channel beside the sheet, frames, room for the finding. */
import { css } from 'lit';

export const explorerStyles = css`
  .fx {
    display: grid;
    grid-template-columns: 11em minmax(0, 1fr);
    gap: 20px;
    align-items: start;
  }
  .controls .sel select {
    max-inline-size: 20em;
  }
  .one {
    display: grid;
    gap: 12px;
  }
  .one .cap {
    min-block-size: 2.7em;
  }
  .pic {
    position: relative;
    overflow: hidden;
    box-shadow: var(--_frame);
    direction: ltr;
  }
  .pic.map,
  .sheet {
    cursor: crosshair;
  }
  .pic .px {
    box-shadow: none;
  }
  .cap b {
    color: var(--_ink);
    font-weight: 600;
  }
  .win {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    pointer-events: none;
    overflow: visible;
    forced-color-adjust: none;
  }
  .win .veil {
    fill: light-dark(#ffffff80, #00000080);
  }
  .win .edge {
    fill: none;
    stroke: #fff;
    stroke-width: 1.5px;
    vector-effect: non-scaling-stroke;
  }
  .win .edge.out {
    stroke: #000;
    stroke-width: 3.5px;
  }
  .win .edge.chosen {
    stroke: var(--_accent);
    stroke-width: 2px;
  }
  .win .edge.out:has(+ .chosen) {
    stroke: var(--_ground);
    stroke-width: 4px;
  }

  .blank {
    aspect-ratio: 1;
    box-shadow: var(--_frame);
  }
  .blank.wide {
    aspect-ratio: 1.6;
  }
  .sheet-box {
    max-block-size: 30em;
    padding: 2px;
    overflow: auto;
    scrollbar-width: thin;
    direction: ltr;
  }
  .sheet {
    position: relative;
  }
  .sheet canvas {
    display: block;
    inline-size: 100%;
    image-rendering: pixelated;
  }
  .under {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
    margin-block-start: 6px;
  }
  .under .legend {
    flex: 1 1 10em;
    margin: 0;
  }
  .under .tabs {
    font-size: var(--_text-tick);
  }
  .under .tabs button {
    block-size: 26px;
  }
  .btn.small {
    block-size: 26px;
    padding: 0 8px;
    font-size: var(--_text-control);
  }
  .zoom {
    display: inline-flex;
    gap: 4px;
  }

  /* Room for three lines: the figure does not move when the sentence changes. */
  .say {
    min-block-size: calc(var(--_space-5) + 4.5em);
  }

  @container el (max-width: 600px) {
    .fx {
      grid-template-columns: minmax(0, 1fr);
    }
    .one {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .controls .sel select {
      max-inline-size: 12em;
    }
  }
`;
