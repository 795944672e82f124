/**
 * What a session does with files: a network from one and to one, a data set of a reader's own pictures. Loaded by the
 * first session that is asked to; most never are.
 */
import { KitError } from '../errors.js';
import type { JobOptions, RuntimeClient } from '../runtime/client.js';
import { configuration } from '../runtime/configure.js';
import type { ModelFileReport, PickedFile } from '../runtime/protocol.js';
import { type LocatedModel, locateSrc, readySource, waitingSource } from './model-file.js';
import { importPictures, pickedFiles } from './own-pictures.js';
import { EMPTY_RUN, type SessionCore } from './parts.js';
import type { SessionData } from './session-data.js';
import type { SessionNetwork } from './session-network.js';
import { planRun } from './settings.js';
import type {
  ExportOptions,
  ImportDatasetOptions,
  ImportOptions,
  LeftOut,
  ModelSource,
  SessionSettings,
  SessionSnapshot,
} from './types.js';

/** A session as its actions see it. */
export interface Hands extends SessionCore {
  readonly network: SessionNetwork;
  readonly data: SessionData;
  /** False once something else was asked for since this was. */
  readonly current: () => boolean;
  /** Gives up the network; what is new waits until it is gone from the worker. */
  discard(): Promise<void>;
}

/** What a file's own settings are before the page says more. */
const NO_FILE = {
  init: undefined,
  freeze: undefined,
  labels: undefined,
  inputRange: undefined,
  inputSize: undefined,
} as const;

export async function importModel(
  { network, store, runtime, current, discard }: Hands,
  model: string | URL | readonly File[],
  options: ImportOptions,
): Promise<void> {
  const src = typeof model === 'string' || model instanceof URL ? String(model) : undefined;
  const file = src === undefined ? locateFiles(model as readonly File[]) : locateSrc(src);
  const settings: SessionSettings = { ...store.snapshot.settings, ...NO_FILE, ...options, src };
  const id = network.nextId();
  const { client } = await runtime();
  const report = await loadModel(client, id, file, settings);
  try {
    if (!current()) throw new KitError('aborted', 'Another network was asked for meanwhile.');
    const plan = network.plan(settings, report);
    void discard();
    network.use(id, file, report);
    store.change({ ...EMPTY_RUN, ...plan, settings, source: readySource(file, report), phase: 'idle' });
  } catch (thrown) {
    await client.run('model.dispose', { model: id }).result.catch(() => undefined);
    throw thrown;
  }
}

export async function exportModel(
  { network, store, runtime }: Hands,
  { precision = 'float32' }: ExportOptions,
): Promise<Blob> {
  const { client } = await runtime();
  await network.create();
  const params = { model: network.id, precision, metadata: metadataOf(store.snapshot) };
  const { zip } = await client.run('model.export', params, { priority: 'gesture' }).result;
  return new Blob([zip], { type: 'application/zip' });
}

export async function importDataset(
  { name, network, data, store, runtime, current, discard }: Hands,
  files: readonly (File | PickedFile)[],
  options: ImportDatasetOptions,
): Promise<readonly LeftOut[]> {
  const { imageSize, fit, testShare } = options;
  const { seed } = store.snapshot.settings;
  const key = `${name}: pictures ${data.nextNumber()}`;
  const lease = await runtime();
  const { client } = lease;
  const chosen = { key, files: pickedFiles(files), settings: { imageSize, fit, testShare, seed } };
  const pictures = await importPictures(client, chosen, options);
  try {
    if (!current()) throw new KitError('aborted', 'Another network or data set was asked for meanwhile.');
    const { settings } = store.snapshot;
    // A network that learns anew gets its last layer for the new classes when it is read again.
    const report = settings.init === undefined ? network.report : undefined;
    const plan = planRun(settings, { file: report, pictures: pictures.info });
    const gone = discard();
    network.report = report;
    void data.drop(Promise.resolve(lease), gone);
    data.use(pictures);
    const { totalBytes } = pictures.info;
    const download = { receivedBytes: totalBytes, totalBytes, ready: true };
    store.change({ ...EMPTY_RUN, ...plan, download, phase: 'idle' });
    return pictures.leftOut;
  } catch (thrown) {
    await client.run('dataset.free', { dataset: key }).result.catch(() => undefined);
    throw thrown;
  }
}

/** Makes the session's network from its file, and says how far it is. */
export async function createFromFile(
  { store, runtime, whileCurrent }: SessionCore,
  network: SessionNetwork,
  file: LocatedModel,
): Promise<void> {
  const current = whileCurrent();
  const tell = (change: Partial<ModelSource>) => {
    if (current()) store.change({ source: { ...waitingSource(file), ...change } });
  };
  tell({ status: 'loading' });
  try {
    const { settings, dataset } = store.snapshot;
    const { client } = await runtime();
    const report = await loadModel(client, network.id, file, settings, {
      onProgress: (progress) => tell({ status: 'loading', progress }),
      classNames: dataset.classNames,
      // What can be counted of it is shown, whether it runs or not.
      onReport: (described) => current() && store.change(network.plan(settings, described)),
    });
    if (!current()) return;
    network.report = report;
    store.change({ source: readySource(file, report) });
  } catch (thrown) {
    tell({ status: 'failed', error: KitError.from(thrown) });
    throw thrown;
  }
}

export function locateFiles(files: readonly File[]): LocatedModel {
  const location = { files: pickedFiles(files) };
  return { name: files[0]?.name ?? 'no file', locate: () => Promise.resolve(location) };
}

interface LoadOptions {
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
async function loadModel(
  client: RuntimeClient,
  model: string,
  { locate }: LocatedModel,
  { inputRange, inputSize, seed, init, freeze }: SessionSettings,
  { onProgress, onReport, classNames }: LoadOptions = {},
): Promise<ModelFileReport> {
  const settings = { inputRange, inputSize, maxBytes: configuration().maxModelBytes };
  const transfer =
    init === undefined || !classNames ? undefined : { classNames, freezeFeatures: freeze === 'features' };
  const params = { model, location: await locate(), settings, seed, transfer };
  const job = client.run('model.load', params, { ...(onProgress ? { onProgress } : {}) });
  const report = await job.result;
  onReport?.(report);
  if (report.problems[0]) throw KitError.revive(report.problems[0]);
  return report;
}

/** What an exported file says of how it came to be. */
function metadataOf({
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
