/** What a page loads to count a model file: the description, not the weights. A chunk of its own in every bundle. */
import type { ModelLocation } from '../../runtime/protocol.js';
import { parseJson } from './json.js';
import { describeModel, type ModelDescription, type ReadModelOptions } from './read.js';
import { filesIn } from './sources.js';

export { DEFAULT_MAX_BYTES } from './limits.js';

/** @throws KitError as readModel does, but for weights */
export async function describeFiles(location: ModelLocation, options: ReadModelOptions): Promise<ModelDescription> {
  const files = await filesIn(location, options);
  return describeModel(parseJson(await files.readModel(options), files.name), options);
}
