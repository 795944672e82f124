/**
 * Trains one network step by step: forward, loss, gradients, weight decay, optimiser, moving averages; watches for
 * divergence and goes back to the last good state. Which images make a batch, and how long a run is, others decide.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import { softmaxCrossEntropy } from '../kernels/index.js';
import { checkWeights, readTensors, writeVariables } from '../models/named-tensors.js';
import type { Applied, Network } from '../models/network.js';
import type { OptimizerName, StepPoint, TrainingConfig, WeightMap } from '../types.js';
import { Checkpoint } from './checkpoint.js';
import { batchMetrics } from './metrics.js';
import { createOptimizer, type Optimizer } from './optimizers.js';
import { learningRateAt } from './schedules.js';
import { targetDistributions } from './targets.js';

/** Everything that the next step depends on besides settings and data, as plain arrays: it survives the device. */
export interface TrainerSnapshot {
  /** Steps done. */
  readonly step: number;
  readonly weights: WeightMap;
  readonly optimizer: OptimizerName;
  /** The optimiser's state, by `<weight>/<slot>`. */
  readonly slots: WeightMap;
  readonly updates: number;
}

/** What a step learns from besides its labels. */
export interface Lesson {
  /**
   * Default: the cross-entropy with the targets.
   * @param logits [n, classes], which the gradient flows to
   * @param targets [n, classes], the labels as smoothed distributions
   */
  readonly loss?: (logits: tf.Tensor2D, targets: tf.Tensor2D) => tf.Scalar;
  /** Hears the batch's logits [n, classes], as they were before the update. */
  readonly heard?: (logits: Float32Array) => void;
}

/** A state to go back to is kept every so many steps, after a look at all weights: what a divergence may cost. */
const CHECKPOINT_STEPS = 20;
/** A loss above this many times that of guessing is no state to go back to, even while it is still a number. */
const GOOD_LOSS_FACTOR = 2;
/** Factors decay; offsets do not. */
const DECAYED_WEIGHTS = ['kernel', 'depthwiseKernel'];

export class Trainer {
  private optimizer: Optimizer;
  private stepsDone = 0;
  private lastGood: Checkpoint;
  /** Grows when the state is replaced, so that a step in flight knows that it no longer counts. */
  private generation = 0;
  private readonly network: Network;
  private config: TrainingConfig;
  private totalSteps: number;

  /**
   * @param network trained in place, on the current backend; stays the caller's
   * @param options.totalSteps length of the run, which the schedule is stretched to
   * @throws KitError invalid-argument where all layers are frozen
   */
  constructor(network: Network, config: TrainingConfig, options: { readonly totalSteps: number }) {
    if (network.trainable.size === 0) {
      throw new KitError('invalid-argument', 'All layers of this network are frozen: there is nothing to train.');
    }
    this.network = network;
    this.config = config;
    this.totalSteps = options.totalSteps;
    this.optimizer = createOptimizer(config, network.trainable);
    this.lastGood = this.checkpoint();
  }

  /** Steps done. */
  get step(): number {
    return this.stepsDone;
  }

  /** Tensors on the device that the trainer holds between two steps, besides the network's. */
  get ownedTensors(): number {
    return this.optimizer.slots.size + this.lastGood.size;
  }

  /**
   * One update of the weights. The work is queued on the device before this returns, in the order of the calls; what
   * is awaited is only the reading of the batch's logits.
   * @param images [n, h, w, c] in [-1, 1]; stay the caller's
   * @param labels [n] class indices
   * @param lesson what else the loss looks at; default: nothing
   * @returns the point of this step, counted from 1; its loss is the plain cross-entropy, without smoothing or decay
   * @throws KitError diverged if the loss or a weight is no finite number (weights are looked at every 20 steps and in
   *   the last): the state is then that of the last checkpoint, and `step`
   *   says which; aborted if the state was replaced while the step was in flight; bad-data for labels out of range;
   *   invalid-argument for images that do not fit the network or the labels
   */
  async trainStep(images: tf.Tensor4D, labels: ArrayLike<number>, lesson: Lesson = {}): Promise<StepPoint> {
    const { network, generation } = this;
    if (images.shape[0] !== labels.length) {
      throw new KitError('invalid-argument', `There are ${images.shape[0]} images but ${labels.length} labels.`);
    }
    const targets = targetDistributions(labels, network.classes, this.config.labelSmoothing);
    const candidate = this.stepsDone % CHECKPOINT_STEPS === 0 ? this.checkpoint() : undefined;
    const reads: tf.Tensor[] = [];
    try {
      const learningRate = learningRateAt(this.config, this.stepsDone, this.totalSteps);
      reads.push(this.update(images, targets, learningRate, lesson));
      const step = ++this.stepsDone;
      if (candidate || step === this.totalSteps) reads.push(this.sumOfWeights());
      const [logits, sum] = await Promise.all(reads.map((tensor) => tensor.data()));
      if (generation !== this.generation) {
        throw new KitError('aborted', `Step ${step} no longer counts: training went back to an earlier state.`);
      }
      lesson.heard?.(logits as Float32Array);
      const metrics = batchMetrics(logits!, labels, network.classes);
      const loss = metrics.lossSum / labels.length;
      if (!Number.isFinite(loss) || (sum && !Number.isFinite(sum[0]))) throw this.goBack(step, learningRate);
      if (candidate && loss <= GOOD_LOSS_FACTOR * Math.log(network.classes)) {
        this.lastGood.dispose();
        this.lastGood = candidate;
      }
      return { step, loss, accuracy: metrics.correct / labels.length, learningRate };
    } finally {
      tf.dispose(reads);
      if (candidate !== this.lastGood) candidate?.dispose();
    }
  }

  /**
   * Other settings from the next step on. Another optimiser starts with what it shares with the old one.
   * @param options.totalSteps length of the run if that changes too
   */
  setConfig(config: TrainingConfig, options: { readonly totalSteps?: number } = {}): void {
    const { optimizer, momentum } = this.config;
    if (config.optimizer !== optimizer || config.momentum !== momentum) {
      const next = createOptimizer(config, this.network.trainable);
      for (const [name, slot] of this.optimizer.slots) next.slots.get(name)?.assign(slot);
      if (config.optimizer === optimizer) next.updates = this.optimizer.updates;
      this.optimizer.dispose();
      this.optimizer = next;
    }
    this.config = config;
    this.totalSteps = options.totalSteps ?? this.totalSteps;
  }

  /** The state of this moment as plain arrays, however long reading takes. */
  async snapshot(): Promise<TrainerSnapshot> {
    const { stepsDone: step, config } = this;
    const { updates } = this.optimizer;
    const [weights, slots] = await Promise.all([this.network.weights(), readTensors(this.optimizer.slots)]);
    return { step, weights, optimizer: config.optimizer, slots, updates };
  }

  /**
   * Goes on from a snapshot, also on another device. A snapshot of another optimiser gives its weights and step only.
   * @throws KitError bad-weights if the snapshot is of another network; nothing is changed then
   */
  restore(snapshot: TrainerSnapshot): void {
    const sameOptimizer = snapshot.optimizer === this.config.optimizer;
    if (sameOptimizer) checkWeights(this.optimizer.slots, snapshot.slots);
    this.network.setWeights(snapshot.weights);
    if (sameOptimizer) {
      writeVariables(this.optimizer.slots, snapshot.slots);
      this.optimizer.updates = snapshot.updates;
    }
    this.stepsDone = snapshot.step;
    this.generation++;
    this.lastGood.dispose();
    this.lastGood = this.checkpoint();
  }

  /** Frees what the trainer holds; the network stays. */
  dispose(): void {
    this.generation++;
    this.optimizer.dispose();
    this.lastGood.dispose();
  }

  /** Changes weights, optimiser state and moving averages; returns the batch's logits [n, classes], before the change. */
  private update(images: tf.Tensor4D, targets: Float32Array, learningRate: number, lesson: Lesson): tf.Tensor2D {
    const { network, config } = this;
    const { loss = softmaxCrossEntropy } = lesson;
    return tf.tidy(() => {
      const target = tf.tensor2d(targets, [images.shape[0], network.classes]);
      let applied: Applied | undefined;
      try {
        const { grads } = tf.variableGrads(() => {
          applied = network.apply(images, { training: true, dropoutSeed: [config.seed, this.stepsDone] });
          // Otherwise what the forward pass made is gone when the gradients are done.
          tf.keep(applied.logits);
          for (const { mean, variance } of applied.batchStatistics) [mean, variance].forEach(tf.keep);
          return loss(applied.logits, target);
        }, [...network.trainable.values()]);
        const gradients = new Map<string, tf.Tensor>();
        for (const [name, variable] of network.trainable) {
          const gradient = grads[variable.name]!;
          const decays = config.weightDecay > 0 && DECAYED_WEIGHTS.includes(name.slice(name.lastIndexOf('/') + 1));
          gradients.set(name, decays ? tf.add(gradient, tf.mul(variable, config.weightDecay)) : gradient);
        }
        this.optimizer.update(gradients, learningRate);
        network.updateMovingAverages(applied!.batchStatistics, config.bnMomentum);
        return tf.clone(applied!.logits);
      } finally {
        applied?.logits.dispose();
        for (const { mean, variance } of applied?.batchStatistics ?? []) tf.dispose([mean, variance]);
      }
    });
  }

  /**
   * Finite only if every weight is. The loss alone does not tell: where a backend's ReLU turns NaN into zero, a network
   * whose convolutions are lost goes on with a loss like that of guessing.
   */
  private sumOfWeights(): tf.Scalar {
    // Not addN, which on webgpu takes no more than eight inputs.
    return tf.tidy(() => {
      const sums = [...this.network.variables.values()].map((variable) => tf.sum<tf.Scalar>(variable));
      return sums.reduce((total, sum) => tf.add(total, sum));
    });
  }

  private checkpoint(): Checkpoint {
    return new Checkpoint(this.stepsDone, this.optimizer.updates, this.stateVariables());
  }

  private stateVariables(): Map<string, tf.Variable> {
    return new Map([...this.network.variables, ...this.optimizer.slots]);
  }

  private goBack(failedStep: number, learningRate: number): KitError {
    this.generation++;
    this.lastGood.restore(this.stateVariables());
    this.optimizer.updates = this.lastGood.updates;
    this.stepsDone = this.lastGood.step;
    return new KitError(
      'diverged',
      `Training diverged at step ${failedStep}: its numbers have grown past all bounds. ` +
        `The network is back in its state ${this.stepsDone === 0 ? 'before the first step' : `after step ${this.stepsDone}`}; ` +
        `nothing else is lost. The learning rate of ${Number(learningRate.toPrecision(3))} is probably too high: try a tenth of it.`,
    );
  }
}
