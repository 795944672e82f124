/** What the foot opens and exports, in a chunk that loads when it is first asked for. */
export { renderExplanation } from './explanation.js';
export { exportAs } from './exports.js';
export { renderNumbers } from './numbers.js';
