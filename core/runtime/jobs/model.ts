/** Jobs about a model as it stands: made, read, asked, freed. */
import { predict as predictImages } from '../../models/predict.js';
import type { JobFunction } from '../host.js';
import { LiveModel } from '../live-model.js';
import { imageTensor } from './images.js';

export const createModel: JobFunction<'model.create'> = ({ model, spec, seed, weights, saved }, { state }) => {
  state.freeModel(model);
  const live = new LiveModel(spec, seed, weights, saved);
  state.models.set(model, live);
  return Promise.resolve(live.network.parameters);
};

export const readWeights: JobFunction<'model.weights'> = ({ model }, { state }) => state.model(model).network.weights();

export const saveModel: JobFunction<'model.save'> = async ({ model }, { state }) =>
  (await state.model(model).state()) ?? null;

export const nameModel: JobFunction<'model.name'> = ({ model }, { state }) => {
  state.model(model);
  return Promise.resolve({ model });
};

export const disposeModel: JobFunction<'model.dispose'> = ({ model }, { state }) => {
  state.freeModel(model);
  return Promise.resolve(null);
};

export const predict: JobFunction<'model.predict'> = async ({ model, images }, { state }) => {
  const { network } = state.model(model);
  const x = imageTensor(images, network.spec.inputShape[2]);
  try {
    return await predictImages(network, x);
  } finally {
    x.dispose();
  }
};
