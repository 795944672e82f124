/**
 * What lives in a host: the device, the models with their optimiser state, the data sets. Also what happens to them
 * when the device is lost: models are rebuilt from their last host-side snapshot on the next backend that works.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../data/dataset.js';
import { KitError } from '../errors.js';
import type { BackendChoice, BackendName, DeviceReport } from '../types.js';
import { deviceError, openBackend, watchDevice } from './backends.js';
import type { LiveModel } from './live-model.js';
import type { HostInit } from './protocol.js';

/** The news that a device is lost comes after the first failures that it causes, by ms or, on a busy machine, more. */
const NEWS_MS = 2_000;

function newsOfLoss(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, NEWS_MS);
    signal.addEventListener('abort', () => resolve());
  });
}

export class HostState {
  readonly models = new Map<string, LiveModel>();
  readonly datasets = new Map<string, ImageSet>();
  private init: HostInit = { protocol: 0, place: 'worker', wasmPaths: {} };
  private device: DeviceReport | undefined;
  private readonly lost = new Set<BackendName>();
  private stopWatching: (() => void) | undefined;

  /** @param onLoss Called when the device goes away under running jobs. */
  constructor(private readonly onLoss: (error: KitError) => void) {}

  configure(init: HostInit): void {
    this.init = init;
  }

  /** Images in one forward pass of an evaluation; a page must draw between two of them. */
  get evaluationBatch(): number {
    return this.init.place === 'worker' ? 100 : 10;
  }

  /** Opens the device once; after a loss the next best, with every model as it last was. */
  async openDevice(backend: BackendChoice): Promise<DeviceReport> {
    if (this.device) return this.device;
    const { place, wasmPaths } = this.init;
    // After a loss whatever works will do, also for a page that asked for the one that is gone.
    const choice = this.lost.size > 0 ? 'auto' : backend;
    const opened = await openBackend(choice, { wasmPaths, exclude: [...this.lost] });
    this.device = { ...opened, host: place };
    this.stopWatching = watchDevice((error) => this.loseDevice(error));
    for (const model of this.models.values()) model.rebuild();
    return this.device;
  }

  model(name: string): LiveModel {
    const model = this.models.get(name);
    if (!model) throw new KitError('invalid-argument', `There is no model “${name}” in this worker.`);
    return model;
  }

  freeModel(name: string): void {
    this.models.get(name)?.dispose();
    this.models.delete(name);
  }

  dataset(name: string): ImageSet {
    const dataset = this.datasets.get(name);
    if (!dataset) throw new KitError('invalid-argument', `The data set “${name}” was not opened.`);
    return dataset;
  }

  memory(): { tensors: number; owned: number; bytes: number } {
    const { numTensors, numBytes } = tf.memory();
    const owned = [...this.models.values()].reduce((sum, model) => sum + model.ownedTensors, 0);
    return { tensors: numTensors, owned, bytes: numBytes };
  }

  /** Whatever ended a job, as the error that helps: a lost device makes operations fail in many ways. */
  async explain(thrown: unknown, signal: AbortSignal): Promise<KitError> {
    const onGpu = this.device?.backend === 'webgpu' || this.device?.backend === 'webgl';
    if (onGpu && !signal.aborted && !(thrown instanceof KitError)) await newsOfLoss(signal);
    if (signal.aborted) return KitError.from(signal.reason);
    const error = deviceError(thrown);
    // A browser's AbortError that nobody here asked for is a failure, not a cancel.
    return error.code === 'aborted' ? new KitError('internal', error.message, { cause: thrown }) : error;
  }

  dispose(): void {
    this.stopWatching?.();
    for (const model of this.models.values()) model.dispose();
    this.models.clear();
    this.datasets.clear();
  }

  private loseDevice(error: KitError): void {
    if (this.device) this.lost.add(this.device.backend);
    this.device = undefined;
    for (const model of this.models.values()) model.abandon();
    this.onLoss(error);
  }
}
