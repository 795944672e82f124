/**
 * A model file's list of weights: names, shapes and where their bytes lie, checked before a byte is fetched. How many
 * bytes there must be follows from the shapes alone.
 */
import { KitError } from '../../errors.js';
import { field, shown } from './json.js';
import { MAX_NAME, type ModelFileLimits, tooLarge } from './limits.js';
import { BYTES_PER_NUMBER, type Storage } from './quantise.js';

export interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly storage: Storage;
  /** Position in the bytes of its group. */
  readonly offset: number;
  readonly bytes: number;
}

/** Files whose bytes, one after another, hold the weights of the group. */
export interface ManifestGroup {
  readonly paths: readonly string[];
  readonly entries: readonly ManifestEntry[];
  readonly bytes: number;
}

/** More weights and files than any classifier has. */
const MAX_ENTRIES = 20_000;
const MAX_PATHS = 10_000;
const MAX_RANK = 8;
const MAX_WEIGHT_NAME = 1_000;

/**
 * @param name of the model file, for sentences
 * @throws KitError bad-weights
 */
export function readManifest(json: unknown, name: string, limits: ModelFileLimits): readonly ManifestGroup[] {
  const manifest = field(json, 'weightsManifest');
  if (!Array.isArray(manifest) || manifest.length === 0) {
    throw new KitError('bad-weights', `${name} lists no weights: it lacks a weightsManifest.`);
  }
  let total = 0;
  let count = 0;
  return manifest.map((group: unknown): ManifestGroup => {
    const paths = field(group, 'paths');
    const weights = field(group, 'weights');
    if (!Array.isArray(weights) || !Array.isArray(paths) || paths.length > MAX_PATHS) {
      throw new KitError('bad-weights', `${name} has a weightsManifest without lists of paths and weights.`);
    }
    count += weights.length;
    if (count > MAX_ENTRIES) throw new KitError('bad-weights', `${name} lists more than ${MAX_ENTRIES} weights.`);
    let offset = 0;
    const entries = weights.map((weight: unknown): ManifestEntry => {
      const entry = readEntry(weight, name, offset);
      offset += entry.bytes;
      if (total + offset > limits.maxBytes) throw tooLarge(name, total + offset, limits);
      return entry;
    });
    total += offset;
    return { paths: paths.map((path) => checkPath(path, name)), entries, bytes: offset };
  });
}

function readEntry(weight: unknown, file: string, offset: number): ManifestEntry {
  const name = field(weight, 'name');
  if (typeof name !== 'string' || name === '' || name.length > MAX_WEIGHT_NAME) {
    throw new KitError('bad-weights', `${file} lists a weight without a name, or with an endless one.`);
  }
  const fail = (problem: string): never => {
    throw new KitError('bad-weights', `The weight “${name.slice(0, MAX_NAME)}” in ${file} ${problem}.`);
  };
  const shape = field(weight, 'shape');
  const isShape =
    Array.isArray(shape) &&
    shape.length <= MAX_RANK &&
    shape.every((length) => Number.isSafeInteger(length) && (length as number) >= 0);
  if (!isShape) return fail(`has the shape ${shown(shape)}, which is no list of whole numbers`);
  const storage = readStorage(weight, fail);
  const size = (shape as number[]).reduce((product, length) => product * length, 1);
  return { name, shape: shape as number[], storage, offset, bytes: size * BYTES_PER_NUMBER[storage.kind] };
}

function readStorage(weight: unknown, fail: (problem: string) => never): Storage {
  const dtype = field(weight, 'dtype');
  const quantization = field(weight, 'quantization');
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') {
    return fail(`is of the type ${shown(dtype)}; float32, int32 and bool are known here`);
  }
  if (quantization === undefined || quantization === null) return { kind: dtype };
  const kind = field(quantization, 'dtype');
  if (kind === 'float16') return { kind };
  if (kind !== 'uint8' && kind !== 'uint16') {
    return fail(`is quantised as ${shown(kind)}; float16, uint16 and uint8 are known here`);
  }
  const [scale, min] = [field(quantization, 'scale'), field(quantization, 'min')];
  if (!Number.isFinite(scale) || !Number.isFinite(min)) return fail('is quantised without a finite scale and min');
  return { kind, scale: scale as number, min: min as number };
}

/**
 * Files of weights lie beside the model or below it. An address of another place, also by way of “..”, would make a
 * page fetch what its author did not name.
 */
function checkPath(path: unknown, file: string): string {
  const parts = typeof path === 'string' && path.length <= 1_000 ? path.split('/') : [''];
  const inside = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  // Colons begin a scheme, percent signs may hide a dot or slash, and the rest is not part of a path at all.
  if (!inside || /[:%\\?#]|\p{Cc}/u.test(path as string)) {
    throw new KitError(
      'bad-weights',
      `${file} takes weights from ${shown(path)}; they must lie in the model's own folder.`,
    );
  }
  return path as string;
}
