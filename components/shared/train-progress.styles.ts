/** The progress line of a run and the words under it. */
import { css } from 'lit';

export const progressStyles = css`
  .progress {
    margin-block-start: 12px;
    font-size: var(--_text-control);
    color: var(--_ink-2);
  }
  .progress .line {
    block-size: 3px;
    border-radius: 2px;
    background: var(--_track);
    overflow: hidden;
  }
  .progress .line i {
    display: block;
    block-size: 100%;
    background: var(--_accent);
  }
  .progress .line.held i {
    background: var(--_rule-strong);
  }
  .progress .line.wait i {
    inline-size: 30%;
    animation: wait 1.6s ease-in-out infinite alternate;
  }
  @keyframes wait {
    to {
      margin-inline-start: 70%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .progress .line.wait i {
      animation: none;
      inline-size: 100%;
      opacity: 0.35;
    }
  }
  .progress .row {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 24px;
    margin-block-start: 5px;
    min-block-size: 1.45em;
  }
  @container el (max-width: 520px) {
    .progress .row {
      min-block-size: 2.9em;
    }
  }
  @media print {
    .progress .line,
    .progress .line i {
      print-color-adjust: exact;
    }
  }
`;
