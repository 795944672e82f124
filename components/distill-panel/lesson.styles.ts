/** The gradients' bars on both sides of zero, the reliability diagrams, the difference with its whiskers, the bill. */
import { css } from 'lit';

export const lessonStyles = css`
  .grads {
    border-collapse: collapse;
    inline-size: 100%;
    min-inline-size: 34em;
    table-layout: fixed;
    font-size: var(--_text-control);
  }
  .grads th {
    font-weight: 400;
    text-align: start;
    padding: 1px 16px 1px 0;
    white-space: nowrap;
  }
  .grads thead th {
    color: var(--_ink-3);
    padding-block-end: 5px;
  }
  .grads thead b {
    color: var(--_ink);
    font-weight: 650;
  }
  .grads :is(thead b.acc, .acc),
  .rel .acc {
    color: var(--_accent);
  }
  .grads td {
    padding: 1px 0;
  }
  .grads :is(th, td):first-child {
    inline-size: 7.6em;
  }
  .grads thead :is(th):not(:first-child) {
    text-align: center;
    padding-inline-end: calc(16px + 3.4em);
  }
  .gb {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) 4.6em;
    align-items: center;
    color: var(--_ink-2);
    direction: ltr;
  }
  .gb i {
    block-size: 11px;
    inline-size: calc(var(--g) * 50%);
    margin-inline-start: 50%;
    min-inline-size: 1px;
    background: var(--_rule-strong);
  }
  .gb i.minus {
    margin-inline-start: calc(50% - var(--g) * 50%);
  }
  .gb.a i {
    background: var(--_accent);
  }
  .gb span {
    text-align: end;
    padding-inline-end: 16px;
  }
  .rel {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 16px 24px;
    max-inline-size: 640px;
  }
  .rel svg {
    display: block;
    inline-size: 100%;
    direction: ltr;
  }
  .rel .axis,
  .rel .diagonal,
  .rel .edge {
    fill: none;
    stroke: var(--_rule-strong);
    stroke-width: 0.7;
  }
  .rel .diagonal {
    stroke-dasharray: 1.5 2;
    stroke: var(--_ink-3);
  }
  .rel .edge {
    stroke: var(--_ink);
  }
  .rel .bin {
    fill: var(--_rule-strong);
  }
  .rel .bin.a {
    fill: var(--_accent);
  }
  .rel .cap b {
    display: block;
    font-weight: 650;
  }
  .bill {
    grid-template-columns: minmax(0, 1.55fr) minmax(0, 1fr);
  }
  .bill .numbers :is(th, td) {
    padding-block: 5px;
  }
  .bill .numbers thead td {
    border-block-end: 1px solid var(--_rule-strong);
  }
  .bill .numbers thead .acc {
    color: var(--_accent);
  }
  .bill .numbers tbody th {
    white-space: normal;
  }
  .bill .finding {
    margin-block-start: 12px;
    min-block-size: 9em;
  }
  .effect {
    font-size: var(--_text-tick);
    color: var(--_ink-3);
    direction: ltr;
    margin-block-start: 8px;
    margin-inline: 4px 8px;
  }
  .effect .band {
    position: relative;
    block-size: 44px;
    border-block-end: 1px solid var(--_rule-strong);
  }
  .effect i {
    position: absolute;
  }
  .effect .none {
    inset-inline-start: calc(var(--zero) * 100%);
    inset-block: 0;
    border-inline-start: 1px dashed var(--_rule-strong);
  }
  .effect .whisker {
    inset-inline-start: calc(var(--low) * 100%);
    inline-size: calc((var(--high) - var(--low)) * 100%);
    inset-block-start: 27px;
    block-size: 2px;
    background: var(--_accent);
  }
  .effect .dot {
    inset-inline-start: calc(var(--at) * 100% - 4.5px);
    inset-block-start: 23.5px;
    inline-size: 9px;
    block-size: 9px;
    border-radius: 50%;
    background: var(--_accent);
  }
  .effect .value {
    position: absolute;
    inset-inline-start: clamp(0%, calc(var(--at) * 100% - 3em), calc(100% - 6em));
    inset-block-start: 2px;
    inline-size: 6em;
    text-align: center;
    color: var(--_accent);
    font-weight: 600;
    text-shadow:
      0 0 3px var(--_ground),
      0 0 3px var(--_ground);
  }
  .effect.empty :is(.whisker, .dot) {
    display: none;
  }
  .effect .ticks {
    position: relative;
    block-size: 1.6em;
  }
  .effect .ticks span {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-start: calc(var(--x) * 100% - 4em);
    inline-size: 8em;
    text-align: center;
    white-space: nowrap;
  }
  .effect .ticks .first {
    inset-inline-start: 0;
    text-align: start;
  }
  .effect .ticks .last {
    inset-inline: auto -8px;
    text-align: end;
  }

  @container el (max-width: 600px) {
    .bill {
      grid-template-columns: minmax(0, 1fr);
    }
    .bill .finding {
      min-block-size: 0;
    }
  }
  @container el (max-width: 480px) {
    .bill .numbers :is(th, td):not(:first-child) {
      padding-inline-start: 8px;
    }
  }
  @container el (max-width: 420px) {
    .rel {
      gap: 12px;
    }
  }
  @media (forced-colors: active) {
    .gb i,
    .effect :is(.whisker, .dot) {
      forced-color-adjust: none;
    }
  }
`;
