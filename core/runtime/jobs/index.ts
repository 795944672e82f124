/**
 * Every kind of job by its name; what each does is in the file of its subject. What not every page asks for arrives with
 * the first request for it.
 */
import type { JobFunction } from '../host.js';
import { KitError } from '../../errors.js';
import type { JobType } from '../protocol.js';
import { openDataset, readLabels, sampleDataset } from './dataset.js';
import { deviceMemory, openDevice } from './device.js';
import { exportModel, loadModel } from './files.js';
import { fitImages, freeDataset, importDataset } from './pictures.js';
import { createModel, disposeModel, nameModel, predict, readWeights, saveModel } from './model.js';
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
  'model.name': nameModel,
  'attribution.explain': later(async () => (await import('./attribution.js')).explainImages),
  'attribution.randomise': later(async () => (await import('./attribution.js')).randomise),
  'attribution.curves': later(async () => (await import('./attribution.js')).perturb),
  'robustness.sweep': later(async () => (await import('./robustness.js')).sweepImages),
  'robustness.survey': later(async () => (await import('./robustness.js')).survey),
  'robustness.worst-case': later(async () => (await import('./robustness.js')).findWorstCase),
  'statistics.means': later(async () => (await import('./robustness.js')).estimateMeans),
  'synthesis.run': later(async () => (await import('./synthesis.js')).runSynthesis),
  'synthesis.attack': later(async () => (await import('./synthesis.js')).attackImages),
  'features.activations': later(async () => (await import('./features.js')).lookAtLayer),
  'features.survey': later(async () => (await import('./features.js')).surveyUnits),
  'features.kernel': later(async () => (await import('./features.js')).lookAtKernel),
  'features.codes': later(async () => (await import('./features.js')).readCodes),
  'features.embed': later(async () => (await import('./embedding.js')).embed),
  'features.neighbours': later(async () => (await import('./embedding.js')).findNeighbours),
  'train.run': runTraining,
  'distill.run': later(async () => (await import('./distill.js')).runDistillation),
  'train.evaluate': evaluateModel,
};

function later<T extends JobType>(load: () => Promise<JobFunction<T>>): JobFunction<T> {
  let arrived: JobFunction<T> | undefined;
  return async (params, context) => {
    // A download keeps nobody from the device; what is here must not give way to a step of training once more.
    arrived ??= await context.aside(load().catch(unreachable));
    return arrived(params, context);
  };
}

function unreachable(cause: unknown): never {
  throw new KitError('fetch-failed', 'A part of the library did not arrive. Is the network there?', { cause });
}
