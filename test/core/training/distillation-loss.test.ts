/** The distillation loss on every backend: the reference's numbers, the arithmetic of one image, and λ = 0 to the bit. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { lossGradients, lossParts } from '../../../core/analysis/distillation.js';
import { softmaxCrossEntropy } from '../../../core/kernels/index.js';
import { distillationLoss } from '../../../core/training/distillation-loss.js';
import { targetDistributions } from '../../../core/training/targets.js';
import type { DistillationRule } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';
import { loadReference } from '../models/reference.js';

const cases = await loadReference();
const CLASSES = 10;

interface Result {
  readonly loss: number;
  readonly gradient: Float32Array;
}

/** Loss, and its gradient with respect to the student's logits. */
async function evaluate(
  loss: (z: tf.Tensor2D, targets: tf.Tensor2D, teacher: tf.Tensor2D) => tf.Scalar,
  student: ArrayLike<number>,
  targets: ArrayLike<number>,
  teacher: ArrayLike<number>,
): Promise<Result> {
  const [z, y, v] = [student, targets, teacher].map((data) =>
    tf.tensor2d(Float32Array.from(data), [data.length / CLASSES, CLASSES]),
  ) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const { value, grad } = tf.valueAndGrad((x) => loss(x as tf.Tensor2D, y, v))(z);
  try {
    return { loss: (await value.data())[0]!, gradient: Float32Array.from(await grad.data()) };
  } finally {
    tf.dispose([z, y, v, value, grad]);
  }
}

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'distillationLoss', () => {
  for (const { kind, distillation } of cases) {
    for (const expected of distillation.values) {
      it(`is the reference's for ${kind} at T = ${expected.temperature}`, async () => {
        const { labels, studentLogits, teacherLogits } = distillation;
        const rule: DistillationRule = { mode: 'cross-entropy', temperature: expected.temperature };
        const targets = targetDistributions(labels, CLASSES, 0);
        const { loss, gradient } = await evaluate(
          (z, y, v) => distillationLoss(rule, z, y, v),
          studentLogits.data,
          targets,
          teacherLogits.data,
        );
        expect(Math.abs(loss / expected.loss - 1)).to.be.below(1e-5);
        expectClose(gradient, expected.gradient.data, 1e-5);
      });
    }
  }

  for (const [mode, weight] of [
    ['cross-entropy', 3],
    ['kl', undefined],
    ['weighted', 0.7],
    ['logits', undefined],
    ['logits', 12],
  ] as const) {
    it(`agrees with the arithmetic of one image: ${mode}${weight === undefined ? '' : `, weight ${weight}`}`, async () => {
      const n = 4;
      const rule: DistillationRule = { mode, temperature: 3, weight };
      const student = randomArray(n * CLASSES, 5, -6, 6);
      const teacher = randomArray(n * CLASSES, 6, -6, 6);
      const targets = targetDistributions([1, 0, 9, 4], CLASSES, 0.1);
      const actual = await evaluate((z, y, v) => distillationLoss(rule, z, y, v), student, targets, teacher);
      const rows = Array.from({ length: n }, (_, i) =>
        [targets, student, teacher].map((data) => data.subarray(i * CLASSES, (i + 1) * CLASSES)),
      ) as [Float32Array, Float32Array, Float32Array][];
      const loss = rows.reduce((sum, row) => sum + lossParts(rule, ...row).total, 0) / n;
      expect(Math.abs(actual.loss / loss - 1)).to.be.below(1e-5);
      expectClose(
        actual.gradient,
        rows.flatMap((row) => lossGradients(rule, ...row).total.map((g) => g / n)),
        1e-5,
      );
    });
  }

  it('is the plain loss, to the bit, where the teacher has no weight', async () => {
    const student = randomArray(3 * CLASSES, 8, -4, 4);
    const teacher = randomArray(3 * CLASSES, 9, -4, 4);
    const targets = targetDistributions([7, 7, 2], CLASSES, 0.1);
    const plain = await evaluate((z, y) => softmaxCrossEntropy(z, y), student, targets, teacher);
    for (const mode of ['cross-entropy', 'kl', 'weighted', 'logits'] as const) {
      const rule: DistillationRule = { mode, temperature: 5, weight: 0 };
      const silent = await evaluate((z, y, v) => distillationLoss(rule, z, y, v), student, targets, teacher);
      expect(silent).to.deep.equal(plain);
    }
  });

  it('scales with what comes after it', async () => {
    const student = randomArray(2 * CLASSES, 3, -4, 4);
    const teacher = randomArray(2 * CLASSES, 4, -4, 4);
    const targets = targetDistributions([0, 3], CLASSES, 0);
    const rule: DistillationRule = { mode: 'kl', temperature: 2 };
    const once = await evaluate((z, y, v) => distillationLoss(rule, z, y, v), student, targets, teacher);
    const tripled = await evaluate(
      (z, y, v) => tf.mul<tf.Scalar>(distillationLoss(rule, z, y, v), 3),
      student,
      targets,
      teacher,
    );
    expectClose(
      tripled.gradient,
      once.gradient.map((g) => 3 * g),
      1e-6,
    );
  });
});
