/** Buttons, selects, number fields, underlined tabs, sliders and the word-like link button, in one row or several. */
import { css } from 'lit';

export const controlStyles = css`
  button,
  select,
  input,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    font-size: var(--_text-control);
  }
  .controls .push {
    margin-inline-start: auto;
  }

  .btn,
  .sel select,
  .field input {
    block-size: var(--_control);
    min-inline-size: 24px;
    padding: 0 12px;
    border: 1px solid var(--_rule-strong);
    border-radius: var(--_radius);
    background: none;
    white-space: nowrap;
  }
  .btn {
    display: inline-flex;
    gap: 7px;
    align-items: center;
    justify-content: center;
    cursor: pointer;
    transition: background var(--_fast);
  }
  .btn:hover,
  .btn[aria-pressed='true'],
  .btn[aria-expanded='true'] {
    background: var(--_track);
  }
  .btn.primary {
    background: var(--_accent);
    border-color: var(--_accent);
    color: var(--_accent-ink);
    font-weight: 600;
    padding: 0 16px;
  }
  .btn.primary:not(:disabled, [aria-disabled='true']):hover {
    background: color-mix(in oklab, var(--_accent), var(--_ink) 14%);
  }
  .btn.plain {
    border-color: transparent;
    padding: 0 8px;
    color: var(--_ink-2);
  }
  /* aria-disabled keeps the button focusable, so that a state change never drops the reader's focus. */
  .btn:is(:disabled, [aria-disabled='true']) {
    background: none;
    border-color: var(--_rule);
    color: var(--_ink-3);
    font-weight: 400;
    cursor: default;
  }

  .sel,
  .field {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    color: var(--_ink-2);
  }
  .sel select {
    appearance: none;
    field-sizing: content;
    max-inline-size: 15em;
    padding-inline-end: 28px;
    color: var(--_ink);
    cursor: pointer;
    background: no-repeat right 10px center / 10px
      url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'%3E%3Cpath d='M1 3l4 4 4-4' fill='none' stroke='%23808690' stroke-width='1.6'/%3E%3C/svg%3E");
  }
  .sel select:dir(rtl) {
    background-position: left 10px center;
  }
  .sel select option {
    background: var(--_menu);
    color: var(--_ink);
  }
  .field input {
    inline-size: 5em;
    padding: 0 8px;
    color: var(--_ink);
  }
  .field input:user-invalid,
  .field input[aria-invalid='true'] {
    border-color: var(--_bad);
  }

  .tabs {
    display: inline-flex;
    gap: 16px;
  }
  .tabs button {
    block-size: var(--_control);
    min-inline-size: 24px;
    padding: 0;
    border: 0 solid transparent;
    border-block-width: 2px;
    background: none;
    color: var(--_ink-2);
    cursor: pointer;
  }
  .tabs button:is([aria-selected='true'], [aria-pressed='true']) {
    color: var(--_ink);
    border-block-end-color: var(--_accent);
  }

  .link {
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--_ink-2);
    text-align: start;
    text-decoration: underline dotted var(--_rule-strong);
    text-underline-offset: 3px;
    cursor: pointer;
  }
  .link:hover {
    color: var(--_ink);
    text-decoration-style: solid;
  }

  .range {
    display: grid;
    grid-template-columns: auto minmax(80px, 1fr) auto;
    gap: 0 12px;
    align-items: center;
    font-size: var(--_text-control);
    color: var(--_ink-2);
  }
  .range output {
    color: var(--_ink);
    min-inline-size: 3.5em;
  }
  .range input {
    inline-size: 100%;
    min-block-size: 24px;
    margin: 0;
    accent-color: var(--_accent);
    cursor: pointer;
  }

  @container el (max-width: 420px) {
    .controls .push {
      margin-inline-start: 0;
    }
  }
  @media (forced-colors: active) {
    .btn:is(:disabled, [aria-disabled='true']) {
      color: GrayText;
      border-color: GrayText;
    }
    .btn.primary:not([aria-disabled='true']) {
      forced-color-adjust: none;
    }
  }
`;
