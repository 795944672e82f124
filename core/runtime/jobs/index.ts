/** Every kind of job by its name; what each does is in the file of its subject. */
import type { JobFunction } from '../host.js';
import type { JobType } from '../protocol.js';
import { explainImages, perturb, randomise } from './attribution.js';
import { openDataset, readLabels, sampleDataset } from './dataset.js';
import { deviceMemory, openDevice } from './device.js';
import { exportModel, loadModel } from './files.js';
import { fitImages, freeDataset, importDataset } from './pictures.js';
import { createModel, disposeModel, predict, readWeights, saveModel } from './model.js';
import { evaluateModel, runTraining } from './train.js';

export const JOBS: { readonly [T in JobType]: JobFunction<T> } = {
  'device.open': openDevice,
  'device.memory': deviceMemory,
  'dataset.open': openDataset,
  'dataset.samples': sampleDataset,
  'dataset.labels': readLabels,
  'dataset.import': importDataset,
  'dataset.free': freeDataset,
  'images.fit': fitImages,
  'model.create': createModel,
  'model.save': saveModel,
  'model.load': loadModel,
  'model.export': exportModel,
  'model.weights': readWeights,
  'model.dispose': disposeModel,
  'model.predict': predict,
  'attribution.explain': explainImages,
  'attribution.randomise': randomise,
  'attribution.curves': perturb,
  'train.run': runTraining,
  'train.evaluate': evaluateModel,
};
