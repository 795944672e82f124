/**
 * A session's dealings with model files: from what a page names to where the files are, the worker's job that makes a
 * model of them, and what a file of ours says of itself. Reads no file itself.
 */
import { KitError } from '../errors.js';
import type { JobOptions, RuntimeClient } from '../runtime/client.js';
import { configuration } from '../runtime/configure.js';
import type { ModelFileReport, ModelLocation } from '../runtime/protocol.js';
import type { ModelSource, SessionSettings, SessionSnapshot } from './types.js';

/** A source with the way to its files. */
export interface LocatedModel {
  readonly name: string;
  readonly location: ModelLocation;
}

/** @throws KitError invalid-argument for addresses that are none, or a choice that is none */
export function locateModel({
  src,
  init,
  freeze,
}: Pick<SessionSettings, 'src' | 'init' | 'freeze'>): LocatedModel | undefined {
  if (src !== undefined && init !== undefined) {
    throw new KitError(
      'invalid-argument',
      'Give src for a network as it is, or init for one that learns anew; not both.',
    );
  }
  if (freeze !== undefined && freeze !== 'features') {
    throw new KitError('invalid-argument', `There is nothing to freeze called “${String(freeze)}”. Known: features.`);
  }
  if (freeze !== undefined && init === undefined) {
    throw new KitError('invalid-argument', 'Only features of a network that init names can be frozen.');
  }
  const address = src ?? init;
  return address === undefined ? undefined : locateSrc(address);
}

/** @throws KitError invalid-argument for an address that is none */
export function locateSrc(src: string): LocatedModel {
  if (!URL.canParse(src, document.baseURI)) {
    throw new KitError('invalid-argument', `“${src.slice(0, 200)}” is no address of a model.json.`);
  }
  return { name: src, location: { url: new URL(src, document.baseURI).href } };
}

export function locateFiles(files: readonly File[]): LocatedModel {
  const picked = files.map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
  return { name: files[0]?.name ?? 'no file', location: { files: picked } };
}

export function waitingSource({ name }: LocatedModel): ModelSource {
  return { name, status: 'waiting', progress: undefined, error: undefined, metadata: undefined, softmax: false };
}

export function readySource({ name }: LocatedModel, { metadata, softmax }: ModelFileReport): ModelSource {
  return { name, status: 'ready', progress: undefined, error: undefined, metadata, softmax };
}

export interface LoadOptions {
  /** Of the data set, for a network that is to learn them. */
  readonly classNames?: readonly string[];
  readonly onProgress?: JobOptions<'model.load'>['onProgress'];
  /** Called with what the file says before its faults are thrown. */
  readonly onReport?: (report: ModelFileReport) => void;
}

/**
 * Makes a model in the worker, of that name, from a file.
 * @throws KitError what is wrong with the file; the first reason why its network does not run here
 */
export async function loadModel(
  client: RuntimeClient,
  model: string,
  { location }: LocatedModel,
  { inputRange, inputSize, seed, init, freeze }: SessionSettings,
  { onProgress, onReport, classNames }: LoadOptions = {},
): Promise<ModelFileReport> {
  const settings = { inputRange, inputSize, maxBytes: configuration().maxModelBytes };
  const transfer =
    init === undefined || !classNames ? undefined : { classNames, freezeFeatures: freeze === 'features' };
  const params = { model, location, settings, seed, transfer };
  const job = client.run('model.load', params, { ...(onProgress ? { onProgress } : {}) });
  const report = await job.result;
  onReport?.(report);
  if (report.problems[0]) throw KitError.revive(report.problems[0]);
  return report;
}

/** What an exported file says of how it came to be. */
export function metadataOf({
  spec,
  classNames,
  dataset,
  config,
  step,
  evaluations,
}: SessionSnapshot): Record<string, unknown> {
  const evaluation = evaluations[evaluations.length - 1];
  const accuracy = evaluation && {
    images: `${evaluation.count} held-out images of ${dataset.name}, after step ${evaluation.step}`,
    overall: evaluation.accuracy,
    perClass: evaluation.perClass,
  };
  return {
    network: spec.title ?? spec.name,
    classNames,
    ...(step > 0 ? { trainedOn: dataset.name, step, recipe: config } : {}),
    ...(accuracy ? { accuracy } : {}),
  };
}
