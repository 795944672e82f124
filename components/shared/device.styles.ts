/** The device line in an element's head and the note that it opens. */
import { css } from 'lit';

export const deviceStyles = css`
  .dev,
  .devs {
    font-size: var(--_text-control);
    color: var(--_ink-3);
  }
  /* What only a screen reader says must not stand past the element's edge. */
  .dev {
    position: relative;
  }
  .dev .vh {
    inset-inline-end: 0;
  }
  .devs {
    margin-block-end: var(--_space-4);
    color: var(--_ink-2);
  }
  .devs dl {
    display: grid;
    gap: 6px;
  }
  .devs dl div {
    display: grid;
    grid-template-columns: 5em minmax(0, 1fr);
  }
  .devs dt {
    color: var(--_ink-3);
  }
  .devs p {
    max-width: 64ch;
  }
`;
