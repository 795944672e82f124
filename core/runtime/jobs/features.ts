/** Jobs about the units of a network: what they answer to one image and to many, their weights, and codes of images. */
import type * as tf from '@tensorflow/tfjs-core';
import { activations } from '../../features/activations.js';
import { codes } from '../../features/codes.js';
import { columnsOf } from '../../features/columns.js';
import { kernelOf } from '../../features/kernel.js';
import { survey } from '../../features/survey.js';
import type { Network } from '../../models/network.js';
import type { PlainTensor } from '../../types.js';
import type { JobFunction } from '../host.js';
import type { Images } from '../protocol.js';
import { imageTensor } from './images.js';
import { Clock, workOf } from './work.js';

export const lookAtLayer: JobFunction<'features.activations'> = async ({ model, images, layer }, { state }) => {
  const { network, step } = state.model(model);
  const x = imageTensor(images, network.spec.inputShape[2]);
  const begun = performance.now();
  try {
    const found = await activations(network, x, layer);
    return { ...found, step, milliseconds: performance.now() - begun };
  } finally {
    x.dispose();
  }
};

export const surveyUnits: JobFunction<'features.survey'> = async (params, context) => {
  const { model, images, layers, top } = params;
  const { network, step } = context.state.model(model);
  const clock = new Clock();
  const work = workOf(network, inputOf(images, network), context, clock);
  const found = await survey(network, images.shape[0]!, batches(images, network), { layers, top, ...work });
  const widths = new Map(network.layers.map(({ layer, outputShape }) => [layer.name, outputShape]));
  const columns = Object.entries(found).map(([layer, channels]) => {
    const shape = widths.get(layer)!;
    return [layer, columnsOf(channels, shape.length === 3 ? shape[1]! : 1)] as const;
  });
  return { layers: Object.fromEntries(columns), step, milliseconds: clock.working };
};

export const lookAtKernel: JobFunction<'features.kernel'> = async ({ model, layer, seed }, { state }) => {
  const { network, step } = state.model(model);
  return { ...(await kernelOf(network, layer, seed)), step };
};

export const readCodes: JobFunction<'features.codes'> = async ({ model, images }, context) => {
  const { network, step } = context.state.model(model);
  const work = workOf(network, inputOf(images, network), context, new Clock());
  return { codes: await codes(network, images.shape[0]!, batches(images, network), work), step };
};

/** [h, w, c] of one image as the network takes it. */
const inputOf = ({ shape }: Images, { spec }: Network): readonly number[] => [shape[1]!, shape[2]!, spec.inputShape[2]];

/** Tensors of some of many images that came over the wire. */
function batches({ data, shape }: Images, network: Network): (from: number, to: number) => tf.Tensor4D {
  const size = data.length / shape[0]!;
  return (from, to) => {
    const part = data.subarray(from * size, to * size) as PlainTensor['data'];
    return imageTensor({ data: part, shape: [to - from, ...shape.slice(1)] }, network.spec.inputShape[2]);
  };
}
