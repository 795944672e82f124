/**
 * The distillation loss of a batch on the device, with its analytic gradient: what the labels say and what the teacher
 * says, in one operation. The same arithmetic for one image in float64 is in core/analysis/distillation.ts.
 */
import * as tf from '@tensorflow/tfjs-core';
import { lossWeights } from '../analysis/distillation.js';
import { softmaxCrossEntropy } from '../kernels/index.js';
import type { DistillationRule } from '../types.js';

/**
 * Batch mean of hard·CE(target, softmax(z)) + soft·D(teacher, student), in nats; D is CE or KL of softmax(v/T) and
 * softmax(z/T), or ½·mean((z − v)²) on centred logits, and the weights are those of `lossWeights`. The gradient flows to
 * the student's logits only. A teacher of weight 0 is not looked at: loss and gradient are softmaxCrossEntropy's own.
 * Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network", 2015.
 * @param logits z, [n, classes]
 * @param targets [n, classes], each row a distribution
 * @param teacherLogits v, [n, classes]
 */
export function distillationLoss(
  rule: DistillationRule,
  logits: tf.Tensor2D,
  targets: tf.Tensor2D,
  teacherLogits: tf.Tensor2D,
): tf.Scalar {
  const weights = lossWeights(rule);
  if (weights.soft === 0 && weights.hard === 1) return softmaxCrossEntropy(logits, targets);
  const loss = tf.customGrad((...args) => {
    const [z, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const plain = tf.logSoftmax(z);
    const hard = tf.neg(tf.sum(tf.mul(plain, targets)));
    const soft = rule.mode === 'logits' ? matched(z, teacherLogits) : softPart(rule, z, teacherLogits);
    save([tf.sub(tf.exp(plain), targets), soft.gradient]);
    const [n] = z.shape;
    const value = tf.div(tf.add(tf.mul(hard, weights.hard), tf.mul(soft.sum, weights.soft)), n);
    const gradFunc = (dLoss: tf.Tensor, [byLabels, byTeacher]: tf.Tensor[]): tf.Tensor =>
      tf.mul(tf.add(tf.mul(byLabels!, weights.hard), tf.mul(byTeacher!, weights.soft)), tf.div(dLoss, n));
    return { value, gradFunc };
  });
  return loss(logits) as tf.Scalar;
}

interface SoftPart {
  /** Over the batch. */
  readonly sum: tf.Scalar;
  /** Of the sum, [n, classes]. */
  readonly gradient: tf.Tensor2D;
}

function softPart({ mode, temperature }: DistillationRule, z: tf.Tensor2D, v: tf.Tensor2D): SoftPart {
  const s = tf.logSoftmax(tf.div<tf.Tensor2D>(z, temperature));
  const t = tf.logSoftmax(tf.div<tf.Tensor2D>(v, temperature));
  const teacher = tf.exp(t);
  const terms = mode === 'cross-entropy' ? tf.neg(tf.mul(teacher, s)) : tf.mul(teacher, tf.sub(t, s));
  return { sum: tf.sum(terms), gradient: tf.div(tf.sub(tf.exp(s), teacher), temperature) };
}

function matched(z: tf.Tensor2D, v: tf.Tensor2D): SoftPart {
  const difference = tf.sub<tf.Tensor2D>(z, v);
  const centred = tf.sub<tf.Tensor2D>(difference, tf.mean(difference, 1, true));
  const gradient = tf.div<tf.Tensor2D>(centred, z.shape[1]);
  return { sum: tf.div(tf.sum(tf.mul(centred, gradient)), 2), gradient };
}
