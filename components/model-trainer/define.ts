/** Registers `<model-trainer>` if the tag is free. */
import { defineElement } from '../shared/define.js';
import { ModelTrainer } from './model-trainer.js';

defineElement('model-trainer', ModelTrainer);

declare global {
  interface HTMLElementTagNameMap {
    'model-trainer': ModelTrainer;
  }
}
