/** Charts beside the image, the strip of frames, the grid of classes, the three pictures of a small change. */
import { css } from 'lit';

export const belowStyles = css`
  .two {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 8.8em;
    gap: 24px;
    margin-block-start: 12px;
  }
  .now .h4 {
    margin-block-end: 6px;
  }
  .bars {
    display: grid;
    gap: 4px;
    font-size: var(--_text-tick);
  }
  .pb {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 6px;
    line-height: 1.3;
    color: var(--_ink-3);
  }
  .pb.top {
    color: var(--_ink);
    font-weight: 600;
  }
  .pb > :first-child {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .pb::after {
    content: '';
    grid-column: 1 / -1;
    block-size: 3px;
    background: linear-gradient(var(--_ink-3) 0 0) 0 / var(--v) 100% no-repeat var(--_track);
  }
  .pb.top::after {
    background-image: linear-gradient(var(--_accent) 0 0);
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
  .pick:disabled {
    cursor: default;
  }
  .pick .cap {
    display: block;
    min-block-size: 2.7em;
  }
  .pick[aria-pressed='true'] .px {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .pick[aria-pressed='true'] .cap {
    color: var(--_ink);
    font-weight: 600;
  }
  .cap b {
    color: var(--_ink);
    font-weight: 600;
  }
  .cap small {
    font-size: 1em;
    color: var(--_ink-3);
  }
  .cap.wide {
    max-width: 64ch;
    margin-block-start: 8px;
  }

  .h4.row {
    align-items: center;
  }
  .h4.row h4 {
    font-weight: 650;
  }
  .h4.row .push {
    margin-inline-start: auto;
    font-weight: 400;
  }
  .ten {
    --columns: 10;
    --columns-narrow: 5;
  }
  .ten .cap {
    hyphens: manual;
  }

  .trip {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr) auto minmax(0, 1fr);
    gap: 14px;
    max-inline-size: 520px;
  }
  .trip .op {
    align-self: start;
    margin-block-start: 18%;
    padding-block-start: 24px;
    color: var(--_ink-3);
    font-size: 1.3em;
    line-height: 1;
  }
  .trip .cap {
    min-block-size: 4.05em;
  }
  .range.eps {
    max-inline-size: 520px;
    margin-block-start: 10px;
  }

  @container el (max-width: 600px) {
    .two {
      grid-template-columns: minmax(0, 1fr);
    }
    .trip {
      gap: 8px;
    }
    .trip .op {
      padding-block-start: 8px;
    }
  }
  @media (forced-colors: active) {
    .pb::after {
      forced-color-adjust: none;
      background-image: linear-gradient(CanvasText 0 0);
      background-color: Canvas;
    }
    .pick[aria-pressed='true'] .px {
      outline-color: Highlight;
    }
  }
`;
