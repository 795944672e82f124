/** The image picker: a raised panel under the controls, samples in a column a class, one preview of what was chosen. */
import { css } from 'lit';

export const imagePickerStyles = css`
  .picker {
    margin-block-start: 8px;
    padding: 12px 16px 16px;
    border-radius: var(--_radius-menu);
    background: var(--_menu);
    box-shadow:
      0 0 0 1px var(--_rule),
      var(--_menu-shadow);
    font-size: var(--_text-control);
  }
  .picker .controls {
    font-size: 1em;
  }
  .picker .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 8.3em;
    gap: 12px 22px;
    margin-block-start: 10px;
  }
  .picker .samples {
    display: grid;
    grid-template-columns: repeat(var(--classes), minmax(0, 1fr));
    gap: 6px;
    align-items: end;
  }
  .picker .name {
    overflow: hidden;
    font-size: var(--_text-tick);
    color: var(--_ink-2);
    text-align: center;
    text-overflow: clip;
    white-space: nowrap;
  }
  .picker .samples button {
    min-inline-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
  }
  .picker .samples button[aria-pressed='true'] {
    outline: 3px solid var(--_accent);
  }
  .picker .samples button:focus-visible {
    outline-offset: 4px;
  }
  .picker .file {
    display: grid;
    gap: 10px;
    justify-items: start;
    align-content: center;
    min-block-size: 8em;
    padding: 16px;
    border: 1px dashed var(--_rule-strong);
    border-radius: var(--_radius);
    color: var(--_ink-2);
  }
  .picker.over {
    outline: 2px solid var(--_accent);
  }
  .picker input[type='file'] {
    max-inline-size: 100%;
  }
  .picker .address input {
    inline-size: min(24em, 100%);
    block-size: var(--_control);
    padding: 0 8px;
    border: 1px solid var(--_rule-strong);
    border-radius: var(--_radius);
    background: none;
    color: var(--_ink);
  }
  .picker .address {
    inline-size: 100%;
  }
  .picker .camera {
    inline-size: min(12em, 100%);
    aspect-ratio: 1;
    object-fit: cover;
    background: var(--_track);
  }
  .picker .error {
    color: var(--_bad);
  }

  @container el (max-width: 600px) {
    .picker .body {
      grid-template-columns: minmax(0, 1fr);
    }
    .picker .preview {
      display: grid;
      grid-template-columns: 5em minmax(0, 1fr);
      gap: 12px;
      align-items: center;
    }
    .picker .samples {
      grid-template-columns: repeat(5, minmax(0, 1fr));
    }
    .picker .name {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .picker {
      border: 1px solid CanvasText;
    }
  }
`;
