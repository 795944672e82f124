/** The line of busy-line.ts: it takes its room whether or not it shows. */
import { css } from 'lit';

export const busyStyles = css`
  /* In the gap between controls and pictures. */
  .busy {
    block-size: 3px;
    margin-block: 6px 7px;
    border-radius: 2px;
    overflow: hidden;
  }
  .busy:is(.on, .wait) {
    background: var(--_track);
  }
  .busy i {
    display: none;
    block-size: 100%;
    background: var(--_accent);
  }
  .busy:is(.on, .wait) i {
    display: block;
  }
  .busy.wait i {
    inline-size: 30%;
    animation: wait 1.6s ease-in-out infinite alternate;
  }
  @keyframes wait {
    to {
      margin-inline-start: 70%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .busy.wait i {
      animation: none;
      inline-size: 100%;
      opacity: 0.35;
    }
  }
  @media (forced-colors: active) {
    .busy i {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;
