/** Jobs about model files: a live model from one, and one from a live model. */
import { KitError } from '../../errors.js';
import { DEFAULT_MAX_BYTES } from '../../models/files/limits.js';
import { type ReadModel, readModel } from '../../models/files/read.js';
import { filesIn } from '../../models/files/sources.js';
import { writeModelZip } from '../../models/files/write.js';
import { transfer } from '../../models/transfer.js';
import type { JobFunction } from '../host.js';
import { LiveModel } from '../live-model.js';
import type { JobParams, ModelFileSettings } from '../protocol.js';

export const loadModel: JobFunction<'model.load'> = async (params, { state, signal, aside, due, progress }) => {
  const { model, location, settings, seed } = params;
  const limits = limitsOf(settings);
  const onProgress = (receivedBytes: number, totalBytes: number) => due() && progress({ receivedBytes, totalBytes });
  const read = await aside(
    filesIn(location, limits).then((files) => readModel(files, { ...settings, ...limits, signal, onProgress })),
  );
  if (signal.aborted) throw new KitError('aborted', 'The request was cancelled.');
  const { weights, problems, ...description } = transferred(read, params);
  if (weights) {
    state.freeModel(model);
    state.models.set(model, new LiveModel(description.spec, seed, weights));
  }
  return { ...description, problems: problems.map((problem) => problem.serialize()) };
};

/** The network that was read, with another last layer where that was asked for. */
function transferred(read: ReadModel, { transfer: settings, seed }: JobParams<'model.load'>): ReadModel {
  if (!settings || !read.weights) return read;
  const { classNames, freezeFeatures } = settings;
  const same =
    read.classNames?.length === classNames.length && read.classNames.every((name, i) => name === classNames[i]);
  const classes = same ? undefined : classNames.length;
  return { ...read, ...transfer(read.spec, read.weights, { classes, freezeFeatures, seed }), classNames };
}

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
