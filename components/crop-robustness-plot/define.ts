/** Registers `<crop-robustness-plot>` if the tag is free. */
import { defineElement } from '../shared/define.js';
import { CropRobustnessPlot } from './crop-robustness-plot.js';

defineElement('crop-robustness-plot', CropRobustnessPlot);

declare global {
  interface HTMLElementTagNameMap {
    'crop-robustness-plot': CropRobustnessPlot;
  }
}
