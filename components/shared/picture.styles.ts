/** Pictures: crisp pixels, square corners, a hairline outside the pixels; rows that wrap into fewer columns. */
import { css } from 'lit';

export const pictureStyles = css`
  .px {
    display: block;
    inline-size: 100%;
    aspect-ratio: 1;
    image-rendering: pixelated;
    box-shadow: var(--_frame);
  }
  .strip {
    display: grid;
    grid-template-columns: repeat(var(--columns, 12), minmax(0, 1fr));
    gap: 8px;
  }
  @container el (max-width: 600px) {
    .strip {
      grid-template-columns: repeat(var(--columns-narrow, 6), minmax(0, 1fr));
    }
  }
  @media (forced-colors: active) {
    .px {
      outline: 1px solid CanvasText;
    }
  }
`;
