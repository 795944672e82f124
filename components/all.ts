/**
 * All elements at once: importing this module registers every tag that is still free and exports the classes. A page
 * that needs one element loads that element's own define.js instead.
 */
import './model-trainer/define.js';

export { ModelTrainer } from './model-trainer/model-trainer.js';
