/**
 * A data set of a reader's own pictures, as a session holds it: the chosen files, from which a worker makes it again when
 * another takes over, and what came out of them. Reads no picture itself.
 */
import { KitError } from '../errors.js';
import type { RuntimeClient } from '../runtime/client.js';
import type { PickedFile, PictureSetSettings } from '../runtime/protocol.js';
import type { DatasetInfo } from '../types.js';
import type { ImportDatasetOptions, LeftOut } from './types.js';

export interface OwnPictures {
  /** What the worker calls it. */
  readonly key: string;
  readonly files: readonly PickedFile[];
  readonly settings: PictureSetSettings;
  readonly info: DatasetInfo;
  readonly leftOut: readonly LeftOut[];
}

export function pickedFiles(files: readonly (File | PickedFile)[]): readonly PickedFile[] {
  return files.map((file) =>
    file instanceof File ? { path: file.webkitRelativePath || file.name, blob: file } : file,
  );
}

/** @throws KitError bad-data where no data set comes of the files; invalid-argument, aborted */
export async function importPictures(
  client: RuntimeClient,
  { key, files, settings }: Pick<OwnPictures, 'key' | 'files' | 'settings'>,
  { signal, onProgress }: Pick<ImportDatasetOptions, 'signal' | 'onProgress'> = {},
): Promise<OwnPictures> {
  const job = client.run(
    'dataset.import',
    { name: key, files, settings },
    { signal, priority: 'gesture', onProgress: ({ done, total }) => onProgress?.(done, total) },
  );
  const { info, faults } = await job.result;
  const leftOut = faults.map(({ path, error }) => ({ path, error: KitError.revive(error) }));
  return { key, files, settings, info: { ...info, name: 'own pictures' }, leftOut };
}
