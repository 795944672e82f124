/** Registers `<feature-explorer>` if the tag is free. */
import { defineElement } from '../shared/define.js';
import { FeatureExplorer } from './feature-explorer.js';

defineElement('feature-explorer', FeatureExplorer);

declare global {
  interface HTMLElementTagNameMap {
    'feature-explorer': FeatureExplorer;
  }
}
