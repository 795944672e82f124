/** Registers `<param-counter>` if the tag is free. */
import { defineElement } from '../shared/define.js';
import { ParamCounter } from './param-counter.js';

defineElement('param-counter', ParamCounter);

declare global {
  interface HTMLElementTagNameMap {
    'param-counter': ParamCounter;
  }
}
