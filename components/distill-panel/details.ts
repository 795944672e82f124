/** What a reader sees or takes along only on request; loaded when first asked for, so that the figure itself is light. */
import { detailsStyles } from './details.styles.js';

export { renderDeviceNote } from '../shared/device-note.js';
export { renderExplanation } from './explanation.js';
export { exportPanel } from './exports.js';
export { renderNumbers } from './numbers.js';
export { renderSettings } from './settings-panel.js';
export const styles = detailsStyles;
