/**
 * Reads a model file: first what it describes, which is enough to count it, then the weights, if all of it runs here.
 * No TensorFlow.js: a network is made of the result as of any architecture with weights.
 */
import { analyse } from '../../analysis/analyse.js';
import { looksLikeHtml } from '../../data/looks-like-html.js';
import { KitError } from '../../errors.js';
import type { WeightMap } from '../../types.js';
import type { ModelFileReport, ModelFileSettings } from '../../runtime/protocol.js';
import { type PlannedLayer, planNetwork } from '../validate.js';
import { parseJson } from './json.js';
import type { ModelFileLimits } from './limits.js';
import { type ManifestGroup, readManifest } from './manifest.js';
import { isRange, isSide, type ModelMetadata, readMetadata } from './metadata.js';
import type { ModelFiles } from './sources.js';
import { readTopology } from './topology.js';
import { type Translation, translate } from './translate.js';
import { readWeights } from './weights.js';

/** What a page knows better than the file. */
export type DescribeOptions = Pick<ModelFileSettings, 'inputRange' | 'inputSize'>;

/** As the report to the page, with errors as they are. */
export interface ModelDescription extends Omit<ModelFileReport, 'problems'> {
  readonly problems: readonly KitError[];
}

export interface ReadModel extends ModelDescription {
  /** Absent where the network does not run here. */
  readonly weights?: WeightMap;
}

export interface ReadModelOptions extends DescribeOptions, ModelFileLimits {
  readonly signal?: AbortSignal | undefined;
  /** Bytes of weights so far, and in all. */
  readonly onProgress?: ((receivedBytes: number, totalBytes: number) => void) | undefined;
}

/** The side of the library's own data sets' images. */
const DEFAULT_SIDE = 32;
/** Activations of one image that a page can hold, in bytes: ten times VGG-16's at 224 pixels. */
const MAX_ACTIVATIONS = 512 * 1024 * 1024;

/**
 * What a model file describes, without its weights.
 * @param json a parsed model.json, or what Keras's `to_json()` gives
 * @throws KitError bad-spec where it describes no network of images; invalid-argument for options out of range
 */
export function describeModel(json: unknown, options: DescribeOptions = {}): ModelDescription {
  const { metadata, translation } = look(json, options);
  return describe(translation, plan(translation), metadata);
}

/**
 * A model file with its weights. One that does not run here is described without them.
 * @throws KitError bad-spec or bad-weights for what is wrong with the file, fetch-failed, aborted
 */
export async function readModel(files: ModelFiles, options: ReadModelOptions): Promise<ReadModel> {
  const { signal, maxBytes } = options;
  const json = parseJson(await files.readModel({ signal, maxBytes }), files.name);
  const { metadata, translation } = look(json, options);
  const planned = plan(translation);
  const description = describe(translation, planned, metadata);
  if (planned instanceof KitError || description.problems.length > 0) return description;
  const groups = readManifest(json, files.name, options);
  const bytes = await readGroups(files, groups, options);
  return { ...description, weights: readWeights(planned, translation.origins, groups, bytes) };
}

function look(json: unknown, options: DescribeOptions): { metadata: ModelMetadata; translation: Translation } {
  const metadata = readMetadata(json);
  const { inputRange = metadata.inputRange ?? [-1, 1], inputSize } = options;
  if (!isRange(inputRange)) {
    throw new KitError('invalid-argument', 'The range of pixel values must be two numbers, the lower one first.');
  }
  if (inputSize !== undefined && !isSide(inputSize)) {
    throw new KitError('invalid-argument', `The image size must be a whole number of pixels; it is ${inputSize}.`);
  }
  const side = inputSize ?? DEFAULT_SIDE;
  const size = inputSize === undefined ? metadata.inputSize : undefined;
  return { metadata, translation: translate(readTopology(json), { inputRange, inputSize: size ?? [side, side] }) };
}

function plan({ spec }: Translation): readonly PlannedLayer[] | KitError {
  try {
    const planned = planNetwork(spec);
    const bytes = analyse(spec).memory.inference;
    if (bytes <= MAX_ACTIVATIONS) return planned;
    const needed = Math.round(bytes / (1024 * 1024)).toLocaleString('en-US');
    return new KitError('bad-spec', `One image would take ${needed} MiB of memory on its way through this network.`);
  } catch (thrown) {
    return KitError.from(thrown);
  }
}

function describe(
  { spec, problems, softmax }: Translation,
  planned: readonly PlannedLayer[] | KitError,
  metadata: ModelMetadata,
): ModelDescription {
  // The plan fails at a layer that does not run; the sentence from the file's own words says more.
  const all = problems.length > 0 ? problems : planned instanceof KitError ? [planned] : [];
  const classes = planned instanceof KitError ? undefined : planned[planned.length - 1]!.outputShape[0];
  const classNames = metadata.classNames?.length === classes ? metadata.classNames : undefined;
  return { spec, problems: all, classNames, softmax, metadata: metadata.all };
}

/** The bytes of each group of weights; files come one after another, so that what is announced bounds what is held. */
async function readGroups(
  files: ModelFiles,
  groups: readonly ManifestGroup[],
  { signal, maxBytes, onProgress }: ReadModelOptions,
): Promise<readonly Uint8Array[]> {
  const total = groups.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  const result: Uint8Array[] = [];
  for (const { paths, bytes } of groups) {
    const whole = new Uint8Array(bytes);
    let filled = 0;
    for (const path of paths) {
      const onBytes = (received: number) => onProgress?.(Math.min(before + filled + received, total), total);
      const part = await files.readWeights(path, { signal, maxBytes, onBytes });
      if (filled + part.length > bytes) throw tooLong(part, path, filled + part.length - bytes);
      whole.set(part, filled);
      filled += part.length;
    }
    if (filled < bytes) throw cutOff(files.name, paths, filled, bytes);
    before += bytes;
    result.push(whole);
  }
  onProgress?.(total, total);
  return result;
}

function tooLong(part: Uint8Array, path: string, excess: number): KitError {
  const what = looksLikeHtml(part)
    ? 'is an HTML page instead of weights; is the address right?'
    : `holds ${excess} bytes more than the weights that it is said to hold.`;
  return new KitError('bad-weights', `“${path}” ${what}`);
}

function cutOff(name: string, paths: readonly string[], filled: number, bytes: number): KitError {
  const where = paths.length === 0 ? 'no file is named for them' : 'the last file is cut off, or one is missing';
  return new KitError('bad-weights', `The weights of ${name} end after ${filled} of ${bytes} bytes: ${where}.`);
}
