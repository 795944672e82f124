/**
 * A model while it lives in a host: its network, the trainer once it has begun to train, and the snapshot on the host
 * from which both come back when the device is lost.
 */
import { BatchPlan } from '../data/batches.js';
import { Network } from '../models/network.js';
import { totalSteps } from '../training/recipes.js';
import { Trainer, type TrainerSnapshot } from '../training/trainer.js';
import type { SavedState } from './protocol.js';
import type { ArchitectureSpec, TrainingConfig, WeightMap } from '../types.js';

export interface Run {
  readonly trainer: Trainer;
  readonly plan: BatchPlan;
  readonly totalSteps: number;
}

export class LiveModel {
  network: Network;
  /** Step of the last evaluation, so that a run that was paused in one makes it up and none is made twice. */
  evaluatedAt = -1;
  private trainer: Trainer | undefined;
  private saved: TrainerSnapshot | undefined;
  private abandoned = false;
  private rolledBack = false;

  /** @throws KitError bad-spec, unsupported-layer or bad-weights */
  constructor(
    private readonly spec: ArchitectureSpec,
    private readonly seed: number,
    private readonly weights?: WeightMap,
    saved?: SavedState,
  ) {
    this.network = this.build(saved?.weights);
    this.saved = saved;
    this.evaluatedAt = saved?.evaluatedAt ?? -1;
  }

  /** The run of these settings on this data, from the step that the model has reached. */
  run(config: TrainingConfig, shardSizes: readonly number[]): Run {
    const plan = new BatchPlan({ shardSizes, batchSize: config.batchSize, seed: config.seed });
    const length = totalSteps(config, plan.trainSize);
    if (this.trainer) {
      this.trainer.setConfig(config, { totalSteps: length });
    } else {
      this.trainer = new Trainer(this.network, config, { totalSteps: length });
      if (this.saved) this.trainer.restore(this.saved);
    }
    return { trainer: this.trainer, plan, totalSteps: length };
  }

  /** All that the next step depends on, the caller's to move away; undefined before the first one. */
  async state(): Promise<SavedState | undefined> {
    const snapshot = this.trainer ? await this.trainer.snapshot() : structuredClone(this.saved);
    return snapshot && { ...snapshot, evaluatedAt: this.evaluatedAt };
  }

  /** Takes a copy of the state to the host, from where it survives the device. */
  save(): Promise<void> {
    return LiveModel.saveTogether([this]);
  }

  /** The same for models that must never go back to different steps: all of them, or none. */
  static async saveTogether(models: readonly LiveModel[]): Promise<void> {
    const states = await Promise.all(models.map(async ({ trainer }) => trainer?.snapshot()));
    models.forEach((model, i) => (model.saved = states[i]));
  }

  /** Goes back to the last saved state. */
  revert(): void {
    if (this.saved) this.trainer?.restore(this.saved);
    this.evaluatedAt = -1;
  }

  /** The device is gone with all that was on it. */
  abandon(): void {
    try {
      this.dispose();
    } catch {
      // TensorFlow.js may still want to talk to the device; there is nothing left there to free.
    }
    this.abandoned = true;
  }

  /** On a new device: the last saved state, or the first one. */
  rebuild(): void {
    if (!this.abandoned) return;
    this.abandoned = false;
    this.trainer = undefined;
    this.network = this.build();
    if (this.saved) this.network.setWeights(this.saved.weights);
    this.evaluatedAt = -1;
    this.rolledBack = true;
  }

  /** True once after the state went back to the saved one, for whoever tells the page. */
  takeRollback(): boolean {
    const { rolledBack } = this;
    this.rolledBack = false;
    return rolledBack;
  }

  /** Tensors on the device that the model owns, for the tests of leaks. */
  get ownedTensors(): number {
    return this.abandoned ? 0 : this.network.variables.size + (this.trainer?.ownedTensors ?? 0);
  }

  /** Steps of training done. */
  get step(): number {
    return this.trainer?.step ?? this.saved?.step ?? 0;
  }

  dispose(): void {
    if (this.abandoned) return;
    this.trainer?.dispose();
    this.network.dispose();
  }

  private build(weights = this.weights): Network {
    return new Network(this.spec, { seed: this.seed, weights });
  }
}
