/**
 * Heat maps: their two ramps as tokens, a stepped legend with words at both ends. "Nothing" is the paper in light and in
 * dark; lightness changes evenly; the diverging ramp is symmetric around zero.
 */
import { css } from 'lit';

export const heatMapStyles = css`
  :host {
    --_seq-0: var(--convnet-seq-0, light-dark(#f7f5f1, #1d1b21));
    --_seq-1: var(--convnet-seq-1, light-dark(#f4dfb8, #481f38));
    --_seq-2: var(--convnet-seq-2, light-dark(#efb978, #85303f));
    --_seq-3: var(--convnet-seq-3, light-dark(#e08a50, #bd5840));
    --_seq-4: var(--convnet-seq-4, light-dark(#bd5840, #e28e52));
    --_seq-5: var(--convnet-seq-5, light-dark(#85303f, #f2c27f));
    --_seq-6: var(--convnet-seq-6, light-dark(#481a34, #fbeecd));
    --_div-0: var(--convnet-div-0, light-dark(#234a8a, #9cc0f5));
    --_div-1: var(--convnet-div-1, light-dark(#6a90c5, #5583c2));
    --_div-2: var(--convnet-div-2, light-dark(#bccde4, #2b4467));
    --_div-3: var(--convnet-div-3, light-dark(#f5f4f2, #1d1f24));
    --_div-4: var(--convnet-div-4, light-dark(#f0c9a4, #683e1e));
    --_div-5: var(--convnet-div-5, light-dark(#d58045, #b96a2c));
    --_div-6: var(--convnet-div-6, light-dark(#964510, #f5b678));
  }
  .legend {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 8px;
    align-items: center;
    margin-block-start: 8px;
    font-size: var(--_text-tick);
    color: var(--_ink-3);
  }
  .legend .ramp {
    display: flex;
    block-size: 8px;
  }
  .legend .ramp i {
    flex: 1;
    /* The colours of a picture are its data. */
    forced-color-adjust: none;
    background: currentColor;
  }
  /* A change of colour scheme is heard by the end of this transition. */
  .ramp-probe,
  .ramp-probe i {
    position: absolute;
    inline-size: 0;
    block-size: 0;
    overflow: hidden;
    forced-color-adjust: none;
  }
  .ramp-probe i {
    transition: color 1ms;
  }
`;
