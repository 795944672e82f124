/** Optimisers against a plain float64 re-statement of their rules, over twenty steps with changing rates. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { createOptimizer } from '../../../core/training/optimizers.js';
import type { OptimizerName } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';

const SIZE = 7;
const STEPS = 20;
const MOMENTUM = 0.8;
const rate = (step: number) => 0.1 / (1 + step);
const gradientOf = (step: number) => randomArray(SIZE, 100 + step);

/** The update of one weight at one step, t counted from 1, in float64. */
type Rule = (w: number, g: number, lr: number, t: number, state: { a: number; b: number }) => number;
const rules: Readonly<Record<OptimizerName, Rule>> = {
  sgd: (w, g, lr) => w - lr * g,
  momentum: (w, g, lr, _t, state) => {
    state.a = MOMENTUM * state.a + g;
    return w - lr * state.a;
  },
  nesterov: (w, g, lr, _t, state) => {
    state.a = MOMENTUM * state.a + g;
    return w - lr * (g + MOMENTUM * state.a);
  },
  adam: (w, g, lr, t, state) => {
    state.a = 0.9 * state.a + 0.1 * g;
    state.b = 0.999 * state.b + 0.001 * g * g;
    const mean = state.a / (1 - 0.9 ** t);
    const square = state.b / (1 - 0.999 ** t);
    return w - (lr * mean) / (Math.sqrt(square) + 1e-7);
  },
};

function expected(optimizer: OptimizerName, start: ArrayLike<number>): number[] {
  return Array.from(start, (initial, i) => {
    const state = { a: 0, b: 0 };
    let w = initial;
    for (let step = 0; step < STEPS; step++) w = rules[optimizer](w, gradientOf(step)[i]!, rate(step), step + 1, state);
    return w;
  });
}

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'optimisers', () => {
  for (const optimizer of ['sgd', 'momentum', 'nesterov', 'adam'] as const) {
    it(`${optimizer} follows its rule`, async () => {
      const start = randomArray(SIZE, 1);
      const initial = tf.tensor1d(start);
      const variables = new Map([['w', tf.variable(initial)]]);
      const updater = createOptimizer({ optimizer, momentum: MOMENTUM }, variables);
      for (let step = 0; step < STEPS; step++) {
        const gradient = tf.tensor1d(gradientOf(step));
        updater.update(new Map([['w', gradient]]), rate(step));
        gradient.dispose();
      }
      expect(updater.updates).to.equal(STEPS);
      expectClose(await variables.get('w')!.data(), expected(optimizer, start), 1e-5);
      updater.dispose();
      tf.dispose([initial, variables.get('w')!]);
    });
  }

  it('hold one slot per weight for momentum, two for adam, none for sgd', () => {
    const initial = [tf.zeros([2]), tf.zeros([3])] as const;
    const variables = new Map([
      ['a/kernel', tf.variable(initial[0])],
      ['a/bias', tf.variable(initial[1])],
    ]);
    const slots = (['sgd', 'momentum', 'nesterov', 'adam'] as const).map((optimizer) => {
      const updater = createOptimizer({ optimizer, momentum: 0.9 }, variables);
      const names = [...updater.slots.keys()];
      updater.dispose();
      return names;
    });
    const velocities = ['a/kernel/velocity', 'a/bias/velocity'];
    expect(slots).to.deep.equal([
      [],
      velocities,
      velocities,
      ['a/kernel/mean', 'a/kernel/square', 'a/bias/mean', 'a/bias/square'],
    ]);
    tf.dispose([...initial, ...variables.values()]);
  });
});
