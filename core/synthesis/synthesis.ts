/**
 * One optimiser for all images that are made to please a network: which objective, which coordinates and what holds the
 * image back come from elsewhere. A step depends on the images, Adam's moments, the settings and the step's number alone,
 * so a run that was broken off goes on to the same result.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import { foldBatchNorm } from '../models/fold.js';
import type { Network } from '../models/network.js';
import type { PlainTensor, SynthesisSettings, SynthesisState } from '../types.js';
import { type Objective, objectiveOf } from './objectives.js';
import { grown, octaveOf, resized, sizeOf } from './octaves.js';
import { type Parameterisation, parameterisationOf } from './parameterisation.js';
import { penaltyGradient, settle } from './regularisers.js';
import { moves, warp } from './warp.js';

/** Adam's decay rates and the floor of its denominator (Kingma and Ba 2015). */
const BETA = [0.9, 0.999] as const;
const EPSILON = 1e-8;
/** Under a gradient's length or mean square, so that an image without a gradient stays. */
const FLOOR = 1e-12;

export interface SynthesisAim {
  /** A class for each image; classes of objectives that have none are only reported. */
  readonly targets: readonly number[];
  readonly guide?: tf.Tensor4D | undefined;
}

/** What the network makes of images. */
export interface Seen {
  /** [n, classes] */
  readonly logits: tf.Tensor2D;
  /** [n] */
  readonly scores: tf.Tensor1D;
}

type Moments = readonly [tf.Tensor, tf.Tensor];

export class Synthesis {
  readonly settings: SynthesisSettings;
  /** Steps done. */
  step = 0;
  private readonly full: readonly [number, number];
  private readonly start: tf.Tensor4D;
  private readonly objective: Objective;
  /** Weights stay while an image is learned, so normalisation is taken into them once. */
  private readonly network: Network;
  private parameterisation: Parameterisation;
  private x: tf.Tensor4D;
  private moments: Moments | undefined;
  /** Adam's own count: its moments begin anew with each octave. */
  private octaveBegan = 0;

  /**
   * @param start [n, h, w, c] in [-1, 1]; stays the caller's, as does the guide
   * @param from where an earlier run of the same settings stood
   * @throws KitError invalid-argument
   */
  constructor(
    network: Network,
    settings: SynthesisSettings,
    start: tf.Tensor4D,
    aim: SynthesisAim,
    from?: SynthesisState,
  ) {
    checkTargets(network, aim.targets, start.shape[0]);
    this.settings = settings;
    this.full = [start.shape[1], start.shape[2]];
    this.objective = objectiveOf(network, settings, { ...aim, content: start });
    this.network = foldBatchNorm(network, new Set(this.objective.taps));
    this.start = tf.clone(start);
    this.x = from ? tensorOf(from.images) : resized(start, sizeOf(0, this.full, settings));
    this.parameterisation = parameterisationOf(settings.parameterisation, this.x.shape);
    if (from) {
      this.step = from.step;
      this.octaveBegan = this.beginOf(octaveOf(Math.max(0, from.step - 1), settings));
      if (from.moments) this.moments = [tensorOf(from.moments[0]), tensorOf(from.moments[1])];
    }
  }

  get done(): boolean {
    return this.step >= this.settings.steps;
  }

  /** True where a step sees the images as they are, so that what it saw can be told. */
  get seesPlainly(): boolean {
    return !moves(this.settings);
  }

  /** The images as they stand; a handle that the caller disposes of. */
  images(): tf.Tensor4D {
    return tf.clone(this.x);
  }

  /** What the network makes of the images as they stand. */
  look(): Seen {
    return this.see(this.x) as unknown as Seen;
  }

  /** One step; what the network saw before it, the caller's to dispose of. */
  advance(): Seen {
    this.grow();
    const { x, settings } = this;
    let seen: Seen | undefined;
    const moved = tf.tidy(() => {
      const gradient = tf.grad((image) => {
        const { logits, score, told } = this.ask(warp(image as tf.Tensor4D, settings, this.step));
        seen = { logits: tf.keep(tf.clone(logits)), scores: tf.keep(tf.clone(told)) };
        return tf.sum(score);
      })(x) as tf.Tensor4D;
      const uphill = normalised(gradient, settings.normalise);
      const penalty = penaltyGradient(x, settings);
      const pulled = this.parameterisation.pull(penalty ? tf.sub(uphill, penalty) : uphill);
      const change = settings.optimizer === 'adam' ? this.adam(pulled) : pulled;
      const stepped = tf.add(x, this.parameterisation.push(tf.mul(change, settings.learningRate))) as tf.Tensor4D;
      return settle(stepped, this.step + 1, settings);
    });
    x.dispose();
    this.x = moved;
    this.step += 1;
    return seen!;
  }

  /** A copy on the host. */
  async state(): Promise<SynthesisState> {
    const { step, x, moments } = this;
    const images = await plain(x);
    if (!moments) return { step, images };
    return { step, images, moments: [await plain(moments[0]), await plain(moments[1])] };
  }

  dispose(): void {
    this.objective.dispose();
    this.network.dispose();
    this.parameterisation.dispose();
    tf.dispose([this.start, this.x, ...(this.moments ?? [])]);
  }

  private ask(images: tf.Tensor4D): { logits: tf.Tensor2D; score: tf.Tensor1D; told: tf.Tensor1D } {
    const { logits, taps } = this.network.apply(images, { taps: [...this.objective.taps] });
    const score = this.objective.score(logits, taps);
    return { logits, score, told: this.objective.told?.(taps) ?? score };
  }

  private see(images: tf.Tensor4D): tf.TensorContainer {
    return tf.tidy(() => {
      const { logits, told } = this.ask(images);
      return { logits, scores: told };
    });
  }

  /** Into the next octave, if it is time. */
  private grow(): void {
    const octave = octaveOf(this.step, this.settings);
    const size = sizeOf(octave, this.full, this.settings);
    if (size[0] === this.x.shape[1] && size[1] === this.x.shape[2]) return;
    const larger = grown(this.x, this.start, size);
    tf.dispose([this.x, ...(this.moments ?? [])]);
    this.moments = undefined;
    this.x = larger;
    this.octaveBegan = this.step;
    this.parameterisation.dispose();
    this.parameterisation = parameterisationOf(this.settings.parameterisation, larger.shape);
  }

  private beginOf(octave: number): number {
    return Math.ceil((octave * this.settings.steps) / this.settings.octaves);
  }

  private adam(gradient: tf.Tensor): tf.Tensor {
    const before = this.moments;
    const moment = (k: 0 | 1, value: tf.Tensor): tf.Tensor => {
      const own = tf.mul(value, 1 - BETA[k]);
      return tf.keep(before ? tf.add(tf.mul(before[k], BETA[k]), own) : tf.clone(own));
    };
    const moments: Moments = [moment(0, gradient), moment(1, tf.square(gradient))];
    if (before) tf.dispose([...before]);
    this.moments = moments;
    const t = this.step - this.octaveBegan + 1;
    const mean = tf.div(moments[0], 1 - BETA[0] ** t);
    return tf.div(mean, tf.add(tf.sqrt(tf.div(moments[1], 1 - BETA[1] ** t)), EPSILON));
  }
}

/** Each image's gradient by itself. */
function normalised(gradient: tf.Tensor4D, by: SynthesisSettings['normalise']): tf.Tensor4D {
  if (by === 'none') return gradient;
  if (by === 'sign') return tf.sign(gradient);
  const square =
    by === 'l2' ? tf.sum(tf.square(gradient), [1, 2, 3], true) : tf.mean(tf.square(gradient), [1, 2, 3], true);
  return tf.div(gradient, tf.add(tf.sqrt(square), FLOOR));
}

function checkTargets({ classes }: Network, targets: readonly number[], images: number): void {
  if (targets.length !== images) {
    throw new KitError('invalid-argument', `There are ${images} images and ${targets.length} classes.`);
  }
  const wrong = targets.find((target) => !Number.isInteger(target) || target < 0 || target >= classes);
  if (wrong !== undefined) {
    throw new KitError('invalid-argument', `There is no class ${wrong}; the network has 0 to ${classes - 1}.`);
  }
}

function tensorOf({ data, shape }: PlainTensor): tf.Tensor4D {
  return tf.tensor4d(data, shape as [number, number, number, number]);
}

async function plain(tensor: tf.Tensor): Promise<PlainTensor> {
  return { data: Float32Array.from(await tensor.data()), shape: tensor.shape };
}
