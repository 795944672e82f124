/** Jobs about a model as it stands: made, read, asked, freed. */
import * as tf from '@tensorflow/tfjs-core';
import { scaleImages } from '../../data/augment.js';
import { predict as predictImages } from '../../models/predict.js';
import type { JobFunction } from '../host.js';
import { LiveModel } from '../live-model.js';

export const createModel: JobFunction<'model.create'> = ({ model, spec, seed, weights }, { state }) => {
  state.freeModel(model);
  const live = new LiveModel(spec, seed, weights);
  state.models.set(model, live);
  return Promise.resolve(live.network.parameters);
};

export const readWeights: JobFunction<'model.weights'> = ({ model }, { state }) => state.model(model).network.weights();

export const disposeModel: JobFunction<'model.dispose'> = ({ model }, { state }) => {
  state.freeModel(model);
  return Promise.resolve(null);
};

export const predict: JobFunction<'model.predict'> = async ({ model, images }, { state }) => {
  const { data, shape } = images;
  const x = tf.tensor4d(data instanceof Float32Array ? data : scaleImages(data), [...shape] as [
    number,
    number,
    number,
    number,
  ]);
  try {
    return await predictImages(state.model(model).network, x);
  } finally {
    x.dispose();
  }
};
