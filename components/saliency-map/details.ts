/** What a reader sees or takes along only on request; loaded when first asked for, so that the figure itself is light. */
export { renderDeviceNote } from '../shared/device-note.js';
export { renderExplanation } from './explanation.js';
export { exportFigure } from './exports.js';
export { renderNumbers } from './numbers.js';
export { renderSettings } from './settings-panel.js';
