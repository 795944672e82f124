/**
 * The analysis room: everything that can be known of an architecture from its description alone. No TensorFlow.js.
 */
export { analyse, type Analysis, type LayerAnalysis } from './analyse.js';
export { countParameters } from './count.js';
export type { Shape } from './shapes.js';
export type { ReceptiveField } from './sight.js';
