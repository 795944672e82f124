/** Panels of the foot: settings in two columns, headings between tables. */
import { css } from 'lit';

export const settingsStyles = css`
  .settings {
    display: grid;
    gap: 8px var(--_space-6);
    grid-template-columns: repeat(2, minmax(0, 1fr));
    font-size: 0.867em;
  }
  .settings :is(.sel, .field, .check) {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    justify-content: space-between;
    min-block-size: var(--_control);
  }
  .settings :is(select, input:not([type='checkbox'])) {
    inline-size: 12em;
    max-inline-size: 62%;
  }
  .panel h5 {
    margin-block: 16px 6px;
    color: var(--_ink);
    font-weight: 650;
  }

  @container el (max-width: 600px) {
    .settings {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
