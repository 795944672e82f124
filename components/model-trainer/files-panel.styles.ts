/** The panel of a reader's own pictures and networks: two columns of fieldsets, one in a narrow figure. */
import { css } from 'lit';

export const filesPanelStyles = css`
  .files {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--_space-5) var(--_space-6);
    font-size: 0.867em;
    outline-offset: 8px;
  }
  .files.over {
    outline: 2px solid var(--_accent);
  }
  .files fieldset {
    display: grid;
    gap: 10px;
    align-content: start;
    justify-items: start;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .files legend {
    padding: 0 0 8px;
    color: var(--_ink);
    font-weight: 650;
  }
  .files legend small {
    font-size: 1em;
    font-weight: 400;
    color: var(--_ink-3);
  }
  .files label {
    max-inline-size: 100%;
    color: var(--_ink-2);
  }
  .files input[type='file'] {
    display: block;
    max-inline-size: 100%;
    min-block-size: 24px;
    margin-block-start: 4px;
  }
  .files .sel select {
    max-inline-size: 14em;
  }
  .files .check {
    display: flex;
    gap: 8px;
    align-items: start;
  }
  .files .check input {
    inline-size: 24px;
    block-size: 24px;
    margin: 0;
    flex: none;
    accent-color: var(--_accent);
  }
  .files .check:has(:disabled) {
    color: var(--_ink-3);
  }
  .files .hint,
  .files .state {
    margin: 0;
    color: var(--_ink-2);
  }
  .files .error {
    grid-column: 1 / -1;
    margin: 0;
    color: var(--_bad);
  }
  .files summary {
    min-block-size: 24px;
    cursor: pointer;
  }
  .files ul {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .files .left-out {
    max-block-size: 12em;
    overflow: auto;
    overflow-wrap: anywhere;
    color: var(--_ink-2);
  }
  .files .camera-classes {
    display: grid;
    gap: 10px;
  }
  .files .camera {
    inline-size: min(16em, 100%);
    aspect-ratio: 1;
    object-fit: cover;
    background: var(--_track);
  }
  .files .camera-classes li {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  .files .field input {
    inline-size: 8em;
  }

  @container el (max-width: 600px) {
    .files {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
