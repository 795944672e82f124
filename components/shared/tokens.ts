/**
 * Design tokens as styles of the host. Every token has a private name (`--_ink`) that elements read and a public one
 * (`--convnet-ink`) that a page may set on `:root` or on one element; the public one wins. Colours follow the page's
 * `color-scheme`, not the system's: an article that never went dark keeps light figures.
 */
import { css } from 'lit';

export const tokens = css`
  :host {
    /* Neutrals. The ground is only for halos and the low end of ramps: elements paint no background. */
    --_ground: var(--convnet-ground, light-dark(#ffffff, #15171b));
    --_ink: var(--convnet-ink, light-dark(#1b1e23, #e8eaed));
    --_ink-2: var(--convnet-ink-2, light-dark(#4a5059, #b6bcc5));
    --_ink-3: var(--convnet-ink-3, light-dark(#666c76, #979ea9));
    --_rule: var(--convnet-rule, light-dark(#e2e4e8, #2c3037));
    --_rule-strong: var(--convnet-rule-strong, light-dark(#8d939c, #6c737e));
    --_track: var(--convnet-track, light-dark(#eceef1, #262a31));
    --_menu: var(--convnet-menu, light-dark(#ffffff, #1f2228));

    /* The one accent: the primary action, the focus ring, the series that the figure is about. */
    --_accent: var(--convnet-accent, light-dark(#1f5fbf, #8ab4f8));
    --_accent-ink: var(--convnet-accent-ink, light-dark(#ffffff, #0c1a30));
    --_accent-fill: var(--convnet-accent-fill, light-dark(#6b98dc, #48679c));
    --_accent-soft: var(--convnet-accent-soft, light-dark(#e7effb, #1e2c44));

    /* Failure only. A wrong prediction is not a failure: it is marked and worded. */
    --_bad: var(--convnet-bad, light-dark(#b3261e, #ff9d94));

    --_font: var(--convnet-font, inherit);
    --_mono: var(--convnet-mono, ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace);
    --_text-title: var(--convnet-text-title, 1.0625em);
    --_text-body: var(--convnet-text-body, 0.9375em);
    --_text-control: var(--convnet-text-control, 0.8125em);
    --_text-tick: var(--convnet-text-tick, max(0.71875em, 11px));

    --_space-1: var(--convnet-space-1, 4px);
    --_space-2: var(--convnet-space-2, 8px);
    --_space-3: var(--convnet-space-3, 12px);
    --_space-4: var(--convnet-space-4, 16px);
    --_space-5: var(--convnet-space-5, 24px);
    --_space-6: var(--convnet-space-6, 36px);

    --_radius: var(--convnet-radius, 4px);
    --_radius-menu: var(--convnet-radius-menu, 8px);
    --_control: var(--convnet-control, 32px);
    --_frame: var(--convnet-frame, 0 0 0 1px light-dark(#0000001f, #ffffff29));
    --_menu-shadow: var(--convnet-menu-shadow, 0 4px 16px light-dark(#0000001f, #00000080));
    --_focus: var(--convnet-focus, 2px solid var(--_accent));
    --_focus-offset: var(--convnet-focus-offset, 2px);

    /* Motion only shows change; both are nothing for readers who asked for less. */
    --_fast: var(--convnet-fast, 120ms);
    --_slow: var(--convnet-slow, 240ms);
  }
  @media (pointer: coarse) {
    :host {
      --_control: var(--convnet-control, 40px);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      --_fast: 0s;
      --_slow: 0s;
    }
  }
  @media print {
    :host {
      color-scheme: light;
    }
  }
  @media (forced-colors: active) {
    :host {
      --_ground: Canvas;
      --_ink: CanvasText;
      --_ink-2: CanvasText;
      --_ink-3: CanvasText;
      --_rule: GrayText;
      --_rule-strong: CanvasText;
      --_track: Canvas;
      --_menu: Canvas;
      --_accent: Highlight;
      --_accent-ink: HighlightText;
      --_accent-fill: Highlight;
      --_bad: CanvasText;
    }
  }
`;
