/**
 * Where the files of a model come from: an address, with the weights beside the model.json; or files that a reader has
 * chosen, loose or in one zip archive. Fetches and finds; what is in the files is read elsewhere.
 */
import { download } from '../../data/download.js';
import { KitError } from '../../errors.js';
import type { ModelLocation, PickedFile } from '../../runtime/protocol.js';
import { type ModelFileLimits, tooLarge } from './limits.js';
import { isZip, readZip } from './zip.js';

export interface ReadOptions extends ModelFileLimits {
  readonly signal?: AbortSignal | undefined;
  /** Called with bytes received so far, of a file's own count. */
  readonly onBytes?: ((received: number) => void) | undefined;
}

/** The files of one model. */
export interface ModelFiles {
  /** How sentences call the model file. */
  readonly name: string;
  /** @throws KitError fetch-failed, aborted, bad-weights over the limit */
  readModel(options: ReadOptions): Promise<Uint8Array>;
  /** @param path as the model file names it @throws KitError as readModel, bad-weights where there is no such file */
  readWeights(path: string, options: ReadOptions): Promise<Uint8Array>;
}

/** A description of more bytes than this is none: that of ResNet-152 takes half a megabyte. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;
/** Files in a model's archive or folder. */
const MAX_FILES = 1_000;

/** @throws KitError as filesAt and filesAmong do */
export async function filesIn(location: ModelLocation, limits: ModelFileLimits): Promise<ModelFiles> {
  if ('files' in location) return filesAmong(location.files, limits);
  return filesAt(location.url, { weightUrls: location.weightUrls });
}

interface FilesAtOptions {
  /** Addresses of weights by path, where a page's bundler has moved them. Default: beside the model, same query string. */
  readonly weightUrls?: Readonly<Record<string, string>> | undefined;
  /** Stands in for the global fetch. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * @param url absolute address of a model.json
 * @throws KitError invalid-argument for another kind of address
 */
export function filesAt(url: string, { weightUrls, fetch }: FilesAtOptions = {}): ModelFiles {
  const model = URL.canParse(url) ? new URL(url) : undefined;
  if (model?.protocol !== 'http:' && model?.protocol !== 'https:') {
    throw new KitError(
      'invalid-argument',
      `A model is loaded from an http or https address, not from “${url.slice(0, 200)}”.`,
    );
  }
  const folder = new URL('.', model);
  const get = (file: URL, limit: number, { signal, onBytes, maxBytes }: ReadOptions) =>
    downloadUpTo(Math.min(limit, maxBytes), file.href, { signal, onBytes, maxBytes, fetch });
  return {
    name: model.href.length > 200 ? `…${model.href.slice(-200)}` : model.href,
    readModel: (options) => get(model, MAX_JSON_BYTES, options),
    readWeights: async (path, options) => {
      const moved = weightUrls && Object.hasOwn(weightUrls, path) ? weightUrls[path] : undefined;
      if (moved !== undefined) return get(new URL(moved), Infinity, options);
      const file = new URL(path, folder);
      if (file.origin !== folder.origin || !file.pathname.startsWith(folder.pathname)) {
        throw new KitError('bad-weights', `The weights “${path}” lie outside the model's own folder.`);
      }
      file.search = model.search;
      return get(file, Infinity, options);
    },
  };
}

/**
 * @throws KitError bad-data for an archive that can't be read; bad-spec where no file is a model
 */
export async function filesAmong(picked: readonly PickedFile[], { maxBytes }: ModelFileLimits): Promise<ModelFiles> {
  const total = picked.reduce((sum, { blob }) => sum + blob.size, 0);
  if (picked.length === 0) throw new KitError('bad-spec', 'No file was chosen.');
  if (picked.length > MAX_FILES) throw new KitError('bad-spec', `${picked.length} files are too many for one model.`);
  if (total > maxBytes) throw tooLarge('The chosen files together', total, { maxBytes });
  const files = new Map<string, () => Promise<Uint8Array> | Uint8Array>();
  let name = picked[0]!.path;
  const only = picked.length === 1 ? await bytesOf(picked[0]!.blob) : undefined;
  if (only && isZip(only)) {
    for (const { path, unpack } of readZip(only, name, { maxBytes, maxEntries: MAX_FILES })) files.set(path, unpack);
  } else {
    for (const { path, blob } of picked) files.set(path, () => only ?? bytesOf(blob));
  }
  const model = modelAmong([...files.keys()]);
  if (model === undefined) {
    throw new KitError('bad-spec', `${name} is no model: among the files there is no model.json.`);
  }
  if (picked.length > 1) name = model;
  const folder = model.slice(0, model.lastIndexOf('/') + 1);
  return {
    name,
    readModel: async () => files.get(model)!(),
    readWeights: async (path) => {
      const last = path.slice(path.lastIndexOf('/') + 1);
      // A file dialog forgets folders; then the file's own name must do.
      const read = files.get(folder + path) ?? files.get(folder + last) ?? files.get(last);
      if (!read)
        throw new KitError('bad-weights', `The model needs its file “${path}”, which is not among those chosen.`);
      return read();
    },
  };
}

/** model.json, else the only JSON file; the one nearest to the top. */
function modelAmong(paths: readonly string[]): string | undefined {
  const visible = paths.filter((path) => !path.startsWith('__MACOSX/'));
  const byDepth = (a: string, b: string) => a.split('/').length - b.split('/').length;
  const named = visible.filter((path) => /(^|\/)model\.json$/i.test(path)).sort(byDepth);
  const json = visible.filter((path) => /\.json$/i.test(path));
  return named[0] ?? (json.length === 1 ? json[0] : undefined);
}

async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new KitError('bad-data', 'A chosen file could not be read; was it moved or changed?', { cause });
  }
}

async function downloadUpTo(
  limit: number,
  url: string,
  { signal, onBytes, maxBytes, fetch }: ReadOptions & { fetch: typeof globalThis.fetch | undefined },
): Promise<Uint8Array> {
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    return await download(url, {
      signal: stop.signal,
      fetch,
      onBytes: (received) => {
        onBytes?.(received);
        if (received > limit) {
          const error = tooLarge(url, received, { maxBytes: Math.min(limit, maxBytes) });
          stop.abort();
          throw error;
        }
      },
    });
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
