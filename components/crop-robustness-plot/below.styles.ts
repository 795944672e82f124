/** Lines of classes, histogram, rows of pictures and of intervals, the other networks, the worst case. */
import { css } from 'lit';

export const belowStyles = css`
  .plot .line.named {
    stroke: var(--line);
    stroke-width: 2;
  }
  .plot text.name {
    font-weight: 600;
    fill: var(--line);
  }
  .plot .grid.row {
    stroke-dasharray: 1 3;
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
  }
  .cap b {
    color: var(--_ink);
    font-weight: 600;
  }
  .extremes {
    --columns: 6;
    --columns-narrow: 6;
  }
  .extremes .cap {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .many .finding {
    margin-block-start: var(--_space-4);
  }
  .groups {
    margin-block-start: var(--_space-5);
  }
  .controls .hint {
    font-size: 1em;
  }
  .again {
    margin-block-start: var(--_space-3);
  }
  .track {
    block-size: 3px;
    margin-block-start: 8px;
    border-radius: 2px;
    background: var(--_track);
    overflow: hidden;
  }
  .track i {
    display: block;
    block-size: 100%;
    background: var(--_accent);
  }

  .histogram {
    display: grid;
    grid-template-columns: repeat(10, minmax(0, 1fr));
    gap: 2px;
    block-size: 150px;
    border-block-end: 1px solid var(--_rule-strong);
    font-size: var(--_text-tick);
    direction: ltr;
  }
  .bin {
    display: flex;
    flex-direction: column;
    justify-content: end;
    min-block-size: 0;
    text-align: center;
  }
  .bin b {
    font-weight: 400;
    color: var(--_ink-3);
    line-height: 1.4;
  }
  .bin i {
    display: block;
    flex: none;
    /* The tallest leaves room for its own number. */
    block-size: calc(0.88 * var(--v, 0%));
    background: var(--_rule-strong);
  }
  .bin.mine i {
    background: var(--_accent);
  }
  .bin.mine b {
    color: var(--_accent);
    font-weight: 600;
  }
  .ends {
    display: flex;
    justify-content: space-between;
    margin-block-start: 4px;
    font-size: var(--_text-tick);
    color: var(--_ink-3);
    direction: ltr;
  }

  .intervals {
    display: grid;
    gap: 2px;
    font-size: var(--_text-tick);
  }
  .interval {
    display: grid;
    grid-template-columns: minmax(0, 6.8em) minmax(40px, 1fr) 11em;
    gap: 10px;
    align-items: center;
    min-block-size: 22px;
    color: var(--_ink-2);
  }
  .interval .value {
    text-align: end;
    white-space: nowrap;
  }
  .interval .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .scale {
    position: relative;
    block-size: 12px;
    background: linear-gradient(var(--_rule), var(--_rule)) center / 100% 1px no-repeat;
    direction: ltr;
  }
  .scale i {
    position: absolute;
    inset-block: 0;
  }
  .scale .zero {
    left: var(--zero);
    inset-block: -5px;
    border-inline-start: 1px dashed var(--_rule-strong);
  }
  .scale .whisker {
    left: var(--from);
    inline-size: max(2px, calc(var(--to) - var(--from)));
    block-size: 2px;
    inset-block: 5px auto;
    background: var(--_ink-3);
  }
  .scale .dot {
    left: calc(var(--at) - 4px);
    inline-size: 8px;
    block-size: 8px;
    inset-block: 2px auto;
    border-radius: 50%;
    background: var(--_accent);
  }

  .rivals {
    --columns: 4;
    --columns-narrow: 2;
    gap: 16px;
    margin-block-start: var(--_space-3);
  }
  h5 {
    margin: 0 0 6px;
    font: inherit;
    font-size: var(--_text-tick);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .duel {
    margin-block-start: var(--_space-5);
  }
  .duel + .intervals .interval {
    grid-template-columns: minmax(0, 15em) minmax(48px, 1fr) 14em;
  }
  .worst {
    display: grid;
    grid-template-columns: 9em 9em minmax(0, 1fr);
    gap: 16px;
  }
  .worst .finding {
    margin-block-start: 0;
  }

  @container el (max-width: 600px) {
    .worst {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
    .worst .finding {
      grid-column: 1 / -1;
    }
    .duel + .intervals .interval {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .duel + .intervals .scale {
      grid-column: 1 / -1;
      grid-row: 2;
    }
  }
  @container el (max-width: 420px) {
    .interval {
      grid-template-columns: minmax(0, 5.4em) minmax(40px, 1fr) auto;
    }
    .extremes {
      gap: 5px;
    }
  }
  @media (forced-colors: active) {
    .bin i,
    .track i,
    .scale i {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .bin.mine i,
    .scale .dot {
      background: Highlight;
    }
  }
`;
