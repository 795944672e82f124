/**
 * The loss and its gradient against float64 and finite differences, and where a naive softmax would overflow.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy } from '../../../core/kernels/index.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, finiteDifferences, randomArray } from '../../helpers/tensors.js';
import { crossEntropy } from './reference.js';

const CLASSES = 5;
/** One-hot, smoothed, and a distribution like a teacher's. */
const TARGETS = [0, 1, 0, 0, 0, 0.02, 0.02, 0.02, 0.92, 0.02, 0.1, 0.2, 0.3, 0.15, 0.25];

async function lossAndGradient(logits: ArrayLike<number>): Promise<{ loss: number; gradient: Float32Array }> {
  const { value, grads } = tf.tidy(() =>
    // Targets made inside, as a training step may: they must live until the gradient needs them.
    tf.valueAndGrads((z) => softmaxCrossEntropy(z as tf.Tensor2D, tf.tensor2d(TARGETS, [3, CLASSES])))([
      tf.tensor2d(Float32Array.from(logits), [3, CLASSES]),
    ]),
  );
  const [loss, gradient] = await Promise.all([value.data(), grads[0]!.data()]);
  tf.dispose([value, grads]);
  return { loss: loss[0]!, gradient: gradient as Float32Array };
}

describeOnBackends(['cpu', 'wasm', 'webgl', 'webgpu'], 'softmaxCrossEntropy', () => {
  it('gives the mean over the batch and its gradient', async () => {
    const logits = randomArray(3 * CLASSES, 1, -3, 3);
    const { loss, gradient } = await lossAndGradient(logits);
    expect(loss).to.be.closeTo(crossEntropy(logits, TARGETS, CLASSES), 1e-5);
    const expected = finiteDifferences((point) => crossEntropy(point, TARGETS, CLASSES), logits);
    expectClose(gradient, expected, 1e-5);
  });

  it('stays finite for logits of hundreds', async () => {
    const logits = randomArray(3 * CLASSES, 2, -400, 400);
    const { loss, gradient } = await lossAndGradient(logits);
    expect(loss / crossEntropy(logits, TARGETS, CLASSES)).to.be.closeTo(1, 1e-5);
    expect(gradient.every(Number.isFinite)).to.equal(true);
  });

  it('scales its gradient with what comes back', async () => {
    const logits = randomArray(3 * CLASSES, 1, -3, 3);
    const { gradient } = await lossAndGradient(logits);
    const tripled = tf.tidy(() =>
      tf.grad((z) => tf.mul(3, softmaxCrossEntropy(z as tf.Tensor2D, tf.tensor2d(TARGETS, [3, CLASSES]))))(
        tf.tensor2d(logits, [3, CLASSES]),
      ),
    );
    const values = await tripled.data();
    tripled.dispose();
    expectClose(
      values,
      gradient.map((value) => 3 * value),
      1e-5,
    );
  });
});
