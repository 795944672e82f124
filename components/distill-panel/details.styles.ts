/** The settings of the panel as a form. */
import { css } from 'lit';

export const detailsStyles = css`
  .settings {
    display: grid;
    gap: var(--_space-5) var(--_space-6);
    grid-template-columns: repeat(2, minmax(0, 1fr));
    font-size: 0.867em;
  }
  .settings fieldset {
    display: grid;
    gap: 8px;
    align-content: start;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .settings legend {
    padding: 0 0 8px;
    color: var(--_ink);
    font-weight: 650;
  }
  .settings legend small {
    font-size: 1em;
    font-weight: 400;
    color: var(--_ink-3);
  }
  .settings :is(.sel, .field, .check) {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-block-size: var(--_control);
    color: var(--_ink-2);
  }
  .settings :is(select, input:not([type='checkbox'])) {
    inline-size: min(14em, 62%);
  }
  .settings input[type='checkbox'] {
    inline-size: 24px;
    block-size: 24px;
    accent-color: var(--_accent);
  }
  @container el (max-width: 600px) {
    .settings {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
