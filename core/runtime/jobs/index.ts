/** Every kind of job by its name; what each does is in the file of its subject. */
import type { JobFunction } from '../host.js';
import type { JobType } from '../protocol.js';
import { openDataset, sampleDataset } from './dataset.js';
import { deviceMemory, openDevice } from './device.js';
import { createModel, disposeModel, predict, readWeights } from './model.js';
import { evaluateModel, runTraining } from './train.js';

export const JOBS: { readonly [T in JobType]: JobFunction<T> } = {
  'device.open': openDevice,
  'device.memory': deviceMemory,
  'dataset.open': openDataset,
  'dataset.samples': sampleDataset,
  'model.create': createModel,
  'model.weights': readWeights,
  'model.dispose': disposeModel,
  'model.predict': predict,
  'train.run': runTraining,
  'train.evaluate': evaluateModel,
};
