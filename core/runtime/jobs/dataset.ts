/** Jobs about data sets: fetching them and showing single images. */
import { Dataset } from '../../data/dataset.js';
import type { JobFunction } from '../host.js';

export const openDataset: JobFunction<'dataset.open'> = async ({ source }, { state, signal, aside, due, progress }) => {
  const dataset = state.datasets.get(source.name) ?? new Dataset(source);
  state.datasets.set(source.name, dataset);
  let ready = false;
  await aside(
    dataset.load({
      signal,
      onProgress: (now) => {
        if (due() || now.ready !== ready) progress(now);
        ready = now.ready;
      },
    }),
  );
  progress(dataset.progress);
  return dataset.info;
};

export const sampleDataset: JobFunction<'dataset.samples'> = async (params, { state, signal, aside }) => {
  const { split, indices } = params;
  const dataset = state.dataset(params.dataset);
  await aside(
    split === 'test'
      ? dataset.whenTestImages({ signal })
      : dataset.whenTrainImages(Math.max(...indices) + 1, { signal }),
  );
  const [height, width, channels] = dataset.info.imageShape;
  return {
    images: { data: dataset.images(split, indices), shape: [indices.length, height, width, channels] },
    labels: [...dataset.labels(split, indices)],
  };
};
