/** Registers `<distill-panel>` if the tag is free. */
import { defineElement } from '../shared/define.js';
import { DistillPanel } from './distill-panel.js';

defineElement('distill-panel', DistillPanel);

declare global {
  interface HTMLElementTagNameMap {
    'distill-panel': DistillPanel;
  }
}
