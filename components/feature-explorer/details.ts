/** What a reader sees or takes along only on request; loaded when first asked for, so that the figure itself is light. */
import { settingsStyles } from '../shared/settings.styles.js';
import { tableStyles } from '../shared/table.styles.js';

export { renderDeviceNote } from '../shared/device-note.js';
export { renderExplanation } from './explanation.js';
export { exportFigure } from './exports.js';
export { renderNumbers } from './numbers.js';
export { renderSettings } from './settings-panel.js';
export const styles = [tableStyles, settingsStyles];
