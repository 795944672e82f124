/** The foot of a figure: disclosures, the panels they open, and the menu, which is the only raised surface. */
import { css } from 'lit';

export const footStyles = css`
  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 20px;
    align-items: center;
    margin-block-start: var(--_space-4);
    font-size: var(--_text-control);
  }
  .foot .push {
    margin-inline-start: auto;
  }
  .foot .btn.plain {
    padding: 0;
    border: 0;
    background: none;
  }
  .foot .btn.plain:is(:hover, [aria-expanded='true']) {
    color: var(--_ink);
  }
  .disc {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-block-size: max(28px, var(--_control) - 4px);
    padding: 0;
    border: 0;
    background: none;
    color: var(--_ink-2);
    cursor: pointer;
  }
  .disc:hover,
  .disc[aria-expanded='true'] {
    color: var(--_ink);
  }
  .disc .i {
    inline-size: 10px;
    block-size: 10px;
    transition: rotate var(--_fast);
  }
  .disc:dir(rtl) .i {
    scale: -1 1;
  }
  .disc[aria-expanded='true'] .i {
    rotate: 90deg;
  }
  .disc[aria-expanded='true']:dir(rtl) .i {
    rotate: -90deg;
  }

  .panel {
    margin-block-start: 12px;
    padding-inline-start: 16px;
    border-inline-start: 2px solid var(--_rule);
    font-size: var(--_text-body);
    line-height: 1.55;
    color: var(--_ink-2);
  }
  .panel.plain {
    padding-inline-start: 0;
    border: 0;
  }
  .panel[hidden] {
    display: none;
  }
  .panel p {
    max-width: 64ch;
    text-wrap: pretty;
  }
  .panel p + p,
  .panel math + p {
    margin-block-start: 10px;
  }
  .panel b {
    color: var(--_ink);
    font-weight: 650;
  }
  .panel math {
    display: block math;
    inline-size: fit-content;
    max-inline-size: 100%;
    overflow-x: auto;
    overflow-y: hidden;
    margin: 12px 0;
    text-align: start;
    font-size: 1.15em;
    color: var(--_ink);
    direction: ltr;
  }

  .menu-anchor {
    position: relative;
    display: inline-block;
  }
  .menu {
    position: absolute;
    z-index: 10;
    inset-block-start: calc(100% + 4px);
    inset-inline-end: 0;
    min-inline-size: 232px;
    padding: 6px;
    border-radius: var(--_radius-menu);
    background: var(--_menu);
    color: var(--_ink);
    box-shadow:
      0 0 0 1px var(--_rule),
      var(--_menu-shadow);
  }
  .menu.above {
    inset-block: auto calc(100% + 4px);
  }
  .menu button {
    display: flex;
    inline-size: 100%;
    justify-content: space-between;
    align-items: center;
    gap: 24px;
    min-block-size: var(--_control);
    padding: 6px 10px;
    border: 0;
    border-radius: 4px;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .menu button:is(:hover, :focus-visible) {
    background: var(--_track);
  }
  .menu button:focus-visible {
    outline-offset: -2px;
  }
  .menu small {
    font-size: 1em;
    color: var(--_ink-3);
  }
  .menu .apart {
    border-block-start: 1px solid var(--_rule);
    margin: 6px 10px;
  }
  @media (forced-colors: active) {
    .menu {
      border: 1px solid CanvasText;
    }
  }
`;
