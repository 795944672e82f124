/**
 * Loss, accuracy and confusion from logits, in float64 on the host: a few kilobytes read back cost less than the
 * kernels that would reduce them on the device. No TensorFlow.js.
 */

export interface BatchMetrics {
  /** Sum of the cross-entropies in nats. */
  readonly lossSum: number;
  /** Predicted class of each row. */
  readonly predicted: Int32Array;
  readonly correct: number;
}

/**
 * @param logits [n, classes], row by row; a row with NaN counts as wrong and makes the loss NaN
 * @param labels [n]
 */
export function batchMetrics(logits: ArrayLike<number>, labels: ArrayLike<number>, classes: number): BatchMetrics {
  const predicted = new Int32Array(labels.length);
  let lossSum = 0;
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    const label = labels[row]!;
    let best = 0;
    for (let c = 1; c < classes; c++) if (logits[start + c]! > logits[start + best]!) best = c;
    const top = logits[start + best]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c]! - top);
    const loss = Math.log(sum) + (top - logits[start + label]!);
    lossSum += loss;
    predicted[row] = best;
    if (best === label && !Number.isNaN(loss)) correct++;
  }
  return { lossSum, predicted, correct };
}
