/**
 * The architecture that a model file describes, for whoever only counts: read in the page, no worker starts and no
 * weights are fetched. What reads it arrives when it is first asked for.
 */
import type { KitError } from '../errors.js';
import { configuration } from '../runtime/configure.js';
import type { ModelFileReport } from '../runtime/protocol.js';
import { locateSrc } from './model-file.js';
import { pickedFiles } from './own-pictures.js';
import type { SessionSettings } from './types.js';

export interface ArchitectureFile extends Omit<ModelFileReport, 'problems'> {
  /** Why the network does not run here; its spec can be counted all the same. */
  readonly problems: readonly KitError[];
}

export interface ArchitectureFileOptions extends Pick<SessionSettings, 'inputRange' | 'inputSize'> {
  readonly signal?: AbortSignal;
}

/**
 * @param model address of a model.json, or chosen files: model.json or a zip archive that holds it
 * @throws KitError bad-spec where it describes no network of images; bad-data, fetch-failed, aborted, invalid-argument
 */
export async function readArchitecture(
  model: string | URL | readonly File[],
  { inputRange, inputSize, signal }: ArchitectureFileOptions = {},
): Promise<ArchitectureFile> {
  const { describeFiles, DEFAULT_MAX_BYTES } = await import('../models/files/page.js');
  const location =
    typeof model === 'string' || model instanceof URL
      ? await locateSrc(String(model)).locate()
      : { files: pickedFiles(model) };
  const maxBytes = configuration().maxModelBytes ?? DEFAULT_MAX_BYTES;
  return describeFiles(location, { inputRange, inputSize, signal, maxBytes });
}
