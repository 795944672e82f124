/** Colours of classes, for figures whose data are classes. Apart from the tokens, since most figures have none. */
import { css } from 'lit';

/**
 * Ten class colours: vehicles cool, animals warm or green, alternating in lightness, at least 3 : 1 on the ground.
 * Never the only carrier: always with the class's name or its shortest unique prefix.
 */
export const classColors = css`
  :host {
    --_class-0: var(--convnet-class-0, light-dark(#2d78b6, #6fb4ee));
    --_class-1: var(--convnet-class-1, light-dark(#6a4bb5, #ac95ee));
    --_class-2: var(--convnet-class-2, light-dark(#936b00, #e0b53a));
    --_class-3: var(--convnet-class-3, light-dark(#c8385a, #f2809a));
    --_class-4: var(--convnet-class-4, light-dark(#7a4f2e, #c79e7c));
    --_class-5: var(--convnet-class-5, light-dark(#b85606, #f59b4c));
    --_class-6: var(--convnet-class-6, light-dark(#3a8532, #7cc673));
    --_class-7: var(--convnet-class-7, light-dark(#8b2e72, #d983c0));
    --_class-8: var(--convnet-class-8, light-dark(#0c7680, #45bfc6));
    --_class-9: var(--convnet-class-9, light-dark(#566070, #9aa6ba));
  }
`;
