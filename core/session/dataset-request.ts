/** From a session's settings to where the worker finds the data; the same files always get the same name there. */
import { datasetSource } from '../data/catalogue.js';
import { type AssetName, assetUrl } from '../runtime/assets.js';
import { configuration } from '../runtime/configure.js';
import type { DatasetSource } from '../runtime/protocol.js';
import type { SessionSettings } from './types.js';

export function datasetRequest({ dataset, dataUrl }: Pick<SessionSettings, 'dataset' | 'dataUrl'>): DatasetSource {
  const { assetBase } = configuration();
  const source = datasetSource(dataset, {
    assetUrl: (file) => assetUrl(file as AssetName, assetBase),
    ...(dataUrl === undefined ? {} : { dataUrl: new URL(dataUrl, document.baseURI).href }),
  });
  return { ...source, name: `${dataset} at ${source.test.url}` };
}
