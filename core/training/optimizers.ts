/**
 * First-order optimisers over named variables: SGD with or without (Nesterov) momentum, and Adam. Their state can be
 * taken out and put back as named tensors. Learning-rate schedules and weight decay are the trainer's business.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../types.js';

type Named<T extends tf.Tensor> = ReadonlyMap<string, T>;

export interface Optimizer {
  /** One update of all variables; `gradients` has one entry per variable and stays the caller's. */
  update(gradients: Named<tf.Tensor>, learningRate: number): void;
  /** What the next update depends on besides the weights, as variables by `<weight>/<slot>`, to read or assign to. */
  readonly slots: Named<tf.Variable>;
  /** Updates done, which Adam's bias correction depends on. */
  updates: number;
  dispose(): void;
}

/** Constants of Kingma and Ba 2015, with the ε of TensorFlow. */
const ADAM_BETA1 = 0.9;
const ADAM_BETA2 = 0.999;
const ADAM_EPSILON = 1e-7;

export function createOptimizer(
  config: Pick<TrainingConfig, 'optimizer' | 'momentum'>,
  variables: Named<tf.Variable>,
): Optimizer {
  switch (config.optimizer) {
    case 'sgd':
      return new Sgd(variables);
    case 'momentum':
      return new Momentum(variables, config.momentum, false);
    case 'nesterov':
      return new Momentum(variables, config.momentum, true);
    case 'adam':
      return new Adam(variables);
  }
}

/** w −= lr·g */
class Sgd implements Optimizer {
  readonly slots: Named<tf.Variable> = new Map();
  updates = 0;

  constructor(private readonly variables: Named<tf.Variable>) {}

  update(gradients: Named<tf.Tensor>, learningRate: number): void {
    tf.tidy(() => {
      const rate = tf.scalar(learningRate);
      for (const [name, variable] of this.variables) {
        variable.assign(tf.sub(variable, tf.mul(gradients.get(name)!, rate)));
      }
    });
    this.updates++;
  }

  dispose(): void {
    // Nothing is held.
  }
}

/**
 * v = m·v + g, then w −= lr·v, or with Nesterov w −= lr·(g + m·v): TensorFlow's form, in which the learning rate is
 * outside the velocity, so that a change of rate acts at once.
 */
class Momentum implements Optimizer {
  readonly slots: Named<tf.Variable>;
  updates = 0;

  constructor(
    private readonly variables: Named<tf.Variable>,
    private readonly momentum: number,
    private readonly nesterov: boolean,
  ) {
    this.slots = zeroSlots(variables, ['velocity']);
  }

  update(gradients: Named<tf.Tensor>, learningRate: number): void {
    tf.tidy(() => {
      const rate = tf.scalar(learningRate);
      const momentum = tf.scalar(this.momentum);
      for (const [name, variable] of this.variables) {
        const gradient = gradients.get(name)!;
        const velocity = this.slots.get(`${name}/velocity`)!;
        velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
        const direction = this.nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity;
        variable.assign(tf.sub(variable, tf.mul(direction, rate)));
      }
    });
    this.updates++;
  }

  dispose(): void {
    for (const slot of this.slots.values()) slot.dispose();
  }
}

/** Kingma and Ba, "Adam: a method for stochastic optimization", 2015, with both bias corrections in the rate. */
class Adam implements Optimizer {
  readonly slots: Named<tf.Variable>;
  updates = 0;

  constructor(private readonly variables: Named<tf.Variable>) {
    this.slots = zeroSlots(variables, ['mean', 'square']);
  }

  update(gradients: Named<tf.Tensor>, learningRate: number): void {
    this.updates++;
    const correctedRate = (learningRate * Math.sqrt(1 - ADAM_BETA2 ** this.updates)) / (1 - ADAM_BETA1 ** this.updates);
    tf.tidy(() => {
      const rate = tf.scalar(correctedRate);
      for (const [name, variable] of this.variables) {
        const gradient = gradients.get(name)!;
        const mean = this.slots.get(`${name}/mean`)!;
        const square = this.slots.get(`${name}/square`)!;
        mean.assign(tf.add(tf.mul(mean, ADAM_BETA1), tf.mul(gradient, 1 - ADAM_BETA1)));
        square.assign(tf.add(tf.mul(square, ADAM_BETA2), tf.mul(tf.square(gradient), 1 - ADAM_BETA2)));
        const step = tf.div(mean, tf.add(tf.sqrt(square), ADAM_EPSILON));
        variable.assign(tf.sub(variable, tf.mul(step, rate)));
      }
    });
  }

  dispose(): void {
    for (const slot of this.slots.values()) slot.dispose();
  }
}

function zeroSlots(variables: Named<tf.Variable>, names: readonly string[]): Named<tf.Variable> {
  const slots = new Map<string, tf.Variable>();
  tf.tidy(() => {
    for (const [weight, { shape }] of variables) {
      for (const name of names) slots.set(`${weight}/${name}`, tf.variable(tf.zeros(shape), false));
    }
  });
  return slots;
}
