/** Registers `<saliency-map>` if the tag is free. */
import { defineElement } from '../shared/define.js';
import { SaliencyMap } from './saliency-map.js';

defineElement('saliency-map', SaliencyMap);

declare global {
  interface HTMLElementTagNameMap {
    'saliency-map': SaliencyMap;
  }
}
