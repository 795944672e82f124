/** Jobs about data sets: fetching them and showing single images. */
import { Dataset, type ImageSet } from '../../data/dataset.js';
import type { JobFunction } from '../host.js';
import type { DatasetLook } from '../protocol.js';
import type { HostState } from '../state.js';

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
  const dataset = known(params, state);
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

export const readLabels: JobFunction<'dataset.labels'> = async (params, { state, signal, aside }) => {
  const { split } = params;
  const dataset = known(params, state);
  const { testSize, trainSize } = dataset.info;
  await aside(split === 'test' ? dataset.whenTestImages({ signal }) : dataset.whenTrainImages(1, { signal }));
  const size = split === 'test' ? testSize : trainSize;
  const data = dataset.labels(
    split,
    Array.from({ length: size }, (_, i) => i),
  );
  return { data, shape: [size] };
};

function known({ dataset: name, source }: DatasetLook, state: HostState): ImageSet {
  if (source && !state.datasets.has(name)) state.datasets.set(name, new Dataset(source));
  return state.dataset(name);
}
