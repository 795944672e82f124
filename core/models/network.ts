/**
 * A network with weights on the device: builds its variables from an architecture, computes forward with taps on any
 * layer, takes weights in and gives them out as plain arrays. Knows nothing of losses or optimisers.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { ArchitectureSpec, BatchNormLayer, WeightMap } from '../types.js';
import { INPUT } from './graph.js';
import { initialValues } from './initialise.js';
import { type LayerWeights, type RectifierLayer, runBatchNorm, type RunContext, runLayer } from './layers/run.js';
import { checkWeights, readTensors, writeVariables } from './named-tensors.js';
import { inferShapes, type PlannedLayer, planNetwork } from './validate.js';

export interface ApplyOptions {
  /** Batch statistics and dropout instead of moving averages. Default false. */
  readonly training?: boolean;
  /** Names of layers whose outputs the caller wants too. */
  readonly taps?: readonly string[];
  /** Takes the place of every rectifier's function, for methods that change its gradient; returns a new tensor. */
  readonly relu?: ((x: tf.Tensor, layer: RectifierLayer) => tf.Tensor) | undefined;
  /**
   * Added to what layers give, by their names: with zeros, the gradient with respect to an offset is the gradient with
   * respect to the layer's output.
   */
  readonly offsets?: Readonly<Record<string, tf.Tensor>>;
  /** Decides dropout; pass another step each time. Default [0, 0]. */
  readonly dropoutSeed?: readonly [seed: number, step: number];
}

/** What a batch-normalisation layer saw of a training batch. */
export interface BatchStatistics {
  readonly layer: BatchNormLayer;
  /** [channels] */
  readonly mean: tf.Tensor1D;
  /** Biased (divided by the count), [channels]. */
  readonly variance: tf.Tensor1D;
}

/** Tensors that belong to the caller. */
export interface Applied {
  /** [n, classes] */
  readonly logits: tf.Tensor2D;
  /** By layer name; only those asked for. */
  readonly taps: Readonly<Record<string, tf.Tensor>>;
  /** Of each trainable batch-normalisation layer, in training mode only. */
  readonly batchStatistics: readonly BatchStatistics[];
}

export class Network {
  readonly spec: ArchitectureSpec;
  readonly layers: readonly PlannedLayer[];
  readonly classes: number;
  /** All weights by `<layer>/<weight>`, in the order of the graph. Assign to them; do not dispose of them. */
  readonly variables: ReadonlyMap<string, tf.Variable>;
  /** Those that gradients change: learned weights of layers that are not frozen. */
  readonly trainable: ReadonlyMap<string, tf.Variable>;

  private readonly weightsOf: readonly LayerWeights[];
  private readonly positions: ReadonlyMap<string, number>;
  /** Image sizes [h, w, c] that are known to fit, as text. */
  private readonly fittingSizes = new Set<string>();

  /**
   * Builds on the current backend, with the weights that are given, else He-initialised ones from the seed.
   * @throws KitError bad-spec or unsupported-layer, naming the layer; bad-weights as setWeights does
   */
  constructor(spec: ArchitectureSpec, options: { readonly seed: number; readonly weights?: WeightMap | undefined }) {
    this.spec = spec;
    this.layers = planNetwork(spec);
    this.classes = this.layers[this.layers.length - 1]!.outputShape[0]!;
    this.positions = new Map(this.layers.map(({ layer, index }) => [layer.name, index]));
    const variables = new Map<string, tf.Variable>();
    const trainable = new Map<string, tf.Variable>();
    this.weightsOf = this.layers.map(({ layer, index, weights }) => {
      const own: Record<string, tf.Variable> = {};
      for (const { name, shape, init, learned } of weights) {
        const size = tf.util.sizeFromShape([...shape]);
        // Millions of normal numbers take half a second, which weights that are here already need not wait for.
        const values = options.weights ? new Float32Array(size) : initialValues(init, size, options.seed, index);
        const initial = tf.tensor(values, [...shape]);
        const variable = tf.variable(initial, learned && layer.trainable !== false);
        initial.dispose();
        own[name] = variable;
        variables.set(`${layer.name}/${name}`, variable);
        if (variable.trainable) trainable.set(`${layer.name}/${name}`, variable);
      }
      return own;
    });
    this.variables = variables;
    this.trainable = trainable;
    if (!options.weights) return;
    try {
      this.setWeights(options.weights);
    } catch (thrown) {
      this.dispose();
      throw thrown;
    }
  }

  /** How many numbers the weights are: those a gradient changes, and all with moving statistics and frozen layers. */
  get parameters(): { readonly trainable: number; readonly total: number } {
    const count = (variables: ReadonlyMap<string, tf.Variable>): number =>
      [...variables.values()].reduce((sum, { size }) => sum + size, 0);
    return { trainable: count(this.trainable), total: count(this.variables) };
  }

  /**
   * Forward, on any size of image that the layers can take.
   * @param images [n, h, w, c] in [-1, 1]
   * @throws KitError invalid-argument for images of another rank or channel count or a tap on no layer; bad-spec where a
   *   layer cannot take the image size
   */
  apply(images: tf.Tensor4D, options: ApplyOptions = {}): Applied {
    this.checkImages(images);
    const tapped = new Set((options.taps ?? []).map((name) => this.position(name)));
    for (const name of Object.keys(options.offsets ?? {})) this.position(name);
    // TensorFlow.js types what leaves a tidy as nested tensors only; the layers beside them are plain data.
    return tf.tidy(() => this.run(images, tapped, options) as unknown as tf.TensorContainer) as unknown as Applied;
  }

  /**
   * Moves batch normalisation's averages towards what a training batch showed: momentum·old + (1 − momentum)·batch.
   * @param momentum in place of each layer's own
   */
  updateMovingAverages(statistics: readonly BatchStatistics[], momentum?: number): void {
    tf.tidy(() => {
      for (const { layer, mean, variance } of statistics) {
        const keep = momentum ?? layer.momentum ?? 0.99;
        const move = (name: string, batch: tf.Tensor): void => {
          const average = this.variables.get(`${layer.name}/${name}`)!;
          average.assign(tf.add(tf.mul(average, keep), tf.mul(batch, 1 - keep)));
        };
        move('movingMean', mean);
        move('movingVariance', variance);
      }
    });
  }

  /** A copy of all weights, in the order of the graph; the copy is of this moment, however long reading takes. */
  weights(): Promise<WeightMap> {
    return readTensors(this.variables);
  }

  /**
   * Replaces all weights, or none if any does not fit.
   * @throws KitError bad-weights for a name that is missing or unknown, another shape, or a value that is no number
   */
  setWeights(weights: WeightMap): void {
    checkWeights(this.variables, weights);
    writeVariables(this.variables, weights);
  }

  dispose(): void {
    for (const variable of this.variables.values()) variable.dispose();
  }

  private run(images: tf.Tensor4D, tapped: ReadonlySet<number>, options: ApplyOptions): Applied {
    const { training = false, relu, offsets = {}, dropoutSeed = [0, 0] } = options;
    const batchStatistics: BatchStatistics[] = [];
    const context: RunContext = {
      training,
      relu,
      dropoutSeed,
      recordStatistics: (layer, mean, variance) => batchStatistics.push({ layer, mean, variance }),
    };
    const outputs: (tf.Tensor | undefined)[] = [];
    const unread = this.layers.map(({ consumers }) => consumers.length);
    for (const { layer, index, inputs, consumers } of this.layers) {
      // Made already, together with the batch normalisation before it.
      if (outputs[index] !== undefined) continue;
      const x = inputs.map((source) => (source === INPUT ? images : outputs[source]!));
      const weights = this.weightsOf[index]!;
      const next = consumers.length === 1 ? this.layers[consumers[0]!] : undefined;
      const offset = offsets[layer.name];
      const seen = tapped.has(index) || offset !== undefined;
      if (layer.type === 'batchNorm' && next?.layer.type === 'relu' && !relu && !seen && !offsets[next.layer.name]) {
        outputs[next.index] = runBatchNorm(layer, x[0]!, weights, context, true);
      } else {
        const output = runLayer(layer, index, x, weights, context);
        outputs[index] = offset ? tf.add(output, offset) : output;
      }
      // Maps are large: one that no layer needs any more goes at once, not when the whole pass is over.
      for (const source of inputs) {
        if (source !== INPUT && --unread[source]! === 0 && !tapped.has(source)) outputs[source]!.dispose();
      }
    }
    return {
      logits: outputs[this.layers.length - 1] as tf.Tensor2D,
      taps: Object.fromEntries([...tapped].map((index) => [this.layers[index]!.layer.name, outputs[index]!])),
      batchStatistics,
    };
  }

  private position(name: string): number {
    const position = this.positions.get(name);
    if (position === undefined) {
      throw new KitError('invalid-argument', `The network has no layer "${name}".`, { layer: name });
    }
    return position;
  }

  private checkImages(images: tf.Tensor4D): void {
    const { inputShape } = this.spec;
    const [, height, width, channels] = images.shape;
    if (images.rank !== 4 || channels !== inputShape[2]) {
      throw new KitError(
        'invalid-argument',
        `The network takes images [n, height, width, ${inputShape[2]}], not [${images.shape.join(', ')}].`,
      );
    }
    const size = `${height}×${width}`;
    if (this.fittingSizes.has(size)) return;
    inferShapes(this.layers, [height, width, channels]).forEach((shape, index) => {
      const { layer, outputShape } = this.layers[index]!;
      // Maps may be of any size, but a dense layer has as many weights as its input has numbers.
      if (shape.length === 1 && shape[0] !== outputShape[0]) {
        throw new KitError(
          'invalid-argument',
          `At ${size} pixels layer "${layer.name}" gives ${shape[0]} numbers; the network was built for ${outputShape[0]}.`,
          { layer: layer.name },
        );
      }
    });
    this.fittingSizes.add(size);
  }
}
