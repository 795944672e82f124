/** The main part: the image beside its charts, room for what comes later, so that nothing moves when it comes. */
import { css } from 'lit';

export const maximiserStyles = css`
  .mx {
    display: grid;
    grid-template-columns: minmax(0, 272px) minmax(0, 1fr);
    gap: 28px;
  }
  .beside {
    min-block-size: 312px;
  }
  .range.scrub {
    grid-template-columns: minmax(0, 1fr) auto;
    margin-block-start: 8px;
  }
  .scrub output {
    min-inline-size: 8.5em;
    text-align: end;
  }
  .btn.primary .label {
    min-inline-size: 2.9em;
    text-align: start;
  }
  .strip-room {
    block-size: 140px;
  }
  .frames {
    --columns: 7;
    --columns-narrow: 4;
    gap: 12px;
    margin-block-start: 20px;
  }
  /* Room for three lines: the figure does not move when the sentence changes. */
  .say {
    min-block-size: calc(var(--_space-5) + 4.25em);
  }

  @container el (max-width: 600px) {
    .mx {
      grid-template-columns: minmax(0, 1fr);
      gap: 20px;
    }
    .main {
      inline-size: 100%;
      max-inline-size: 320px;
      margin-inline: auto;
    }
  }
`;
