/** Rows of small pictures, their legends, the tests. */
import { css } from 'lit';

export const belowStyles = css`
  .maps,
  .gallery {
    --columns: 6;
    --columns-narrow: 3;
    gap: 12px;
  }
  .gallery {
    gap: 16px 12px;
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
  .gallery .cap {
    margin-block: 5px 3px;
    white-space: nowrap;
  }
  .gallery .cap:first-child {
    margin-block-start: 0;
    color: var(--_ink);
    font-weight: 600;
  }
  .gallery .said {
    display: flex;
    gap: 4px;
    justify-content: space-between;
  }
  .gallery .said > :first-child {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .legends {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0 24px;
    max-inline-size: 520px;
  }

  .tests {
    margin-block-start: 10px;
  }
  .test {
    margin-block-start: var(--_space-5);
  }
  h5 {
    margin: 0;
    font: inherit;
  }
  .track {
    block-size: 4px;
    margin-block-start: 6px;
    background: var(--_track);
  }
  .track i {
    display: block;
    block-size: 100%;
    background: var(--_accent);
    transition: inline-size var(--_slow);
  }
  .maps small {
    font-size: 1em;
    color: var(--_ink-3);
    white-space: nowrap;
  }

  @container el (max-width: 600px) {
    .legends {
      grid-template-columns: minmax(0, 1fr);
    }
    .cols.charts {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  @container el (max-width: 420px) {
    .cols.charts {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (forced-colors: active) {
    .track i {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
