/**
 * Cross-entropy between softmax(logits) and target distributions with its analytic gradient, (softmax − targets)/n:
 * a handful of operations where TensorFlow.js's own loss takes dozens.
 */
import * as tf from '@tensorflow/tfjs-core';

/**
 * Mean over the batch, in nats. The gradient flows to the logits only.
 * @param logits [n, classes]
 * @param targets [n, classes], each row a distribution (one-hot, smoothed, or a teacher's softmax)
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  const loss = tf.customGrad((...args) => {
    const [z, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const logProbabilities = tf.logSoftmax(z);
    save([logProbabilities, targets]);
    const value = tf.neg(tf.mean(tf.sum(tf.mul(logProbabilities, targets), 1)));
    const gradFunc = (dLoss: tf.Tensor, saved: tf.Tensor[]): tf.Tensor =>
      tf.mul(tf.sub(tf.exp(saved[0]!), saved[1]!), tf.div(dLoss, z.shape[0]));
    return { value, gradFunc };
  });
  return loss(logits) as tf.Scalar;
}
