/** Registers `<class-maximiser>` if the tag is free. */
import { defineElement } from '../shared/define.js';
import { ClassMaximiser } from './class-maximiser.js';

defineElement('class-maximiser', ClassMaximiser);

declare global {
  interface HTMLElementTagNameMap {
    'class-maximiser': ClassMaximiser;
  }
}
