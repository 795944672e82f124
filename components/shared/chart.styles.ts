/** Charts: hairline grid, a stronger base line, no frame; the subject in the accent, everything else grey. */
import { css } from 'lit';

export const chartStyles = css`
  .chart .h4 {
    margin-block-end: 4px;
  }
  .plot {
    position: relative;
    font-size: var(--_text-tick);
    direction: ltr;
    touch-action: pan-y;
  }
  .plot svg {
    display: block;
    overflow: visible;
    font-size: 1em;
  }
  .plot text {
    fill: var(--_ink-3);
    font-variant-numeric: tabular-nums;
    white-space: pre;
  }
  .plot .label.comparison {
    fill: var(--_ink-2);
  }
  .plot .label.subject {
    fill: var(--_accent);
    font-weight: 600;
  }
  .plot :is(.label, .halo) {
    paint-order: stroke;
    stroke: var(--_ground);
    stroke-width: 4px;
    stroke-linejoin: round;
  }
  .plot .grid {
    stroke: var(--_rule);
    shape-rendering: crispEdges;
  }
  .plot .axis {
    stroke: var(--_rule-strong);
    shape-rendering: crispEdges;
  }
  .plot .reference {
    stroke: var(--_rule-strong);
    stroke-dasharray: 2 3;
  }
  .plot .cursor {
    stroke: var(--_ink);
    shape-rendering: crispEdges;
  }
  .plot .line {
    fill: none;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .plot .line.subject {
    stroke: var(--_accent);
    stroke-width: 2;
  }
  .plot .line.comparison {
    stroke: var(--_ink-3);
    stroke-width: 1.5;
  }
  .plot .line.raw {
    stroke: var(--_rule-strong);
    stroke-width: 1;
    opacity: 0.55;
  }
  .plot .ring {
    fill: var(--_ground);
    stroke-width: 1.75;
  }
  .plot .ring.subject {
    stroke: var(--_accent);
  }
  .plot .ring.subject.on {
    fill: var(--_accent);
  }
  .plot .ring.comparison {
    stroke: var(--_ink-3);
  }
  .plot .ring.comparison.on {
    fill: var(--_ink-3);
  }
  /* The slider gives the cursor its keys and its voice; the pointer works on the drawing itself. */
  .plot .probe {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    pointer-events: none;
  }
  .plot:has(.probe:focus-visible) {
    outline: var(--_focus);
    outline-offset: var(--_focus-offset);
  }
  @media (forced-colors: active) {
    .plot svg {
      forced-color-adjust: none;
    }
  }
`;
