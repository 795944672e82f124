/** Jobs about a reader's own pictures: fitted to a network's input, or made a data set. They stay in the page. */
import { importImages } from '../../data/images/import.js';
import { readImage } from '../../data/images/read.js';
import { KitError } from '../../errors.js';
import type { JobFunction } from '../host.js';
import type { FileFault } from '../protocol.js';

export const fitImages: JobFunction<'images.fit'> = (params, { signal, aside, due, progress }) =>
  aside(
    (async () => {
      const { pictures, height, width, fit } = params;
      const faults: FileFault[] = [];
      const kept: number[] = [];
      const fitted: Uint8Array[] = [];
      for (const [i, { name, picture }] of pictures.entries()) {
        throwIfAborted(signal);
        try {
          fitted.push(await readImage(picture, name, { height, width, fit }));
          kept.push(i);
        } catch (thrown) {
          const error = KitError.from(thrown);
          if (error.code !== 'bad-data') throw error;
          faults.push({ path: name, error: error.serialize() });
        }
        if (due()) progress({ done: i + 1, total: pictures.length });
      }
      const data = new Uint8Array(kept.length * height * width * 3);
      fitted.forEach((pixels, i) => data.set(pixels, i * pixels.length));
      return { images: { data, shape: [kept.length, height, width, 3] }, kept, faults };
    })(),
  );

export const importDataset: JobFunction<'dataset.import'> = (params, { state, signal, aside, due, progress }) =>
  aside(
    (async () => {
      const { name, files, settings } = params;
      const { dataset, problems } = await importImages(files, name, settings, {
        onProgress: (done, total) => due() && progress({ done, total }),
        breathe: () => Promise.resolve().then(() => throwIfAborted(signal)),
      });
      state.datasets.set(name, dataset);
      const faults = problems.map(({ path, error }) => ({ path, error: error.serialize() }));
      return { info: dataset.info, faults };
    })(),
  );

export const freeDataset: JobFunction<'dataset.free'> = ({ dataset }, { state }) => {
  state.datasets.delete(dataset);
  return Promise.resolve(null);
};

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw KitError.from(signal.reason, 'aborted');
}
