/** Jobs about model files: a live model from one, and one from a live model. */
import { KitError } from '../../errors.js';
import { DEFAULT_MAX_BYTES } from '../../models/files/limits.js';
import { readModel } from '../../models/files/read.js';
import { filesIn } from '../../models/files/sources.js';
import { writeModelZip } from '../../models/files/write.js';
import type { JobFunction } from '../host.js';
import { LiveModel } from '../live-model.js';
import type { ModelFileSettings } from '../protocol.js';

export const loadModel: JobFunction<'model.load'> = async (params, { state, signal, aside, due, progress }) => {
  const { model, location, settings, seed } = params;
  const limits = limitsOf(settings);
  const onProgress = (receivedBytes: number, totalBytes: number) => due() && progress({ receivedBytes, totalBytes });
  const read = await aside(
    filesIn(location, limits).then((files) => readModel(files, { ...settings, ...limits, signal, onProgress })),
  );
  const { weights, problems, ...description } = read;
  if (signal.aborted) throw new KitError('aborted', 'The request was cancelled.');
  if (weights) {
    state.freeModel(model);
    state.models.set(model, new LiveModel(description.spec, seed, weights));
  }
  return { ...description, problems: problems.map((problem) => problem.serialize()) };
};

export const exportModel: JobFunction<'model.export'> = async ({ model, precision, metadata }, { state }) => {
  const { network } = state.model(model);
  return { zip: writeModelZip(network.spec, await network.weights(), { precision, metadata }) };
};

function limitsOf({ maxBytes = DEFAULT_MAX_BYTES }: ModelFileSettings): { readonly maxBytes: number } {
  if (!(maxBytes > 0)) {
    throw new KitError('invalid-argument', `maxModelBytes must be a number of bytes above 0; it is ${maxBytes}.`);
  }
  return { maxBytes };
}
