/**
 * Whether a network is as often right as it is sure: the reliability diagram and the expected calibration error. Plain
 * arithmetic on answers.
 */

/** Equal widths in confidence, as Guo et al. have them. */
export const CALIBRATION_BINS = 15;

export interface CalibrationBin {
  /** Range of confidence, [low, high). */
  readonly low: number;
  readonly high: number;
  /** Images whose confidence lies in it. */
  readonly count: number;
  /** Mean of their confidence and share of right answers, in [0, 1]; NaN for an empty bin. */
  readonly confidence: number;
  readonly accuracy: number;
}
export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /** Mean distance of accuracy from confidence over the bins, weighted by their counts, in [0, 1]. */
  readonly error: number;
}

/**
 * Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017: section 2.
 * @param confidence probability of the predicted class of each image, in (0, 1]
 * @param right whether it was right; as many
 */
export function calibrate(
  confidence: ArrayLike<number>,
  right: ArrayLike<boolean>,
  bins = CALIBRATION_BINS,
): Calibration {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let i = 0; i < confidence.length; i++) {
    const bin = sums[Math.min(bins - 1, Math.floor(confidence[i]! * bins))]!;
    bin.count++;
    bin.confidence += confidence[i]!;
    if (right[i]) bin.right++;
  }
  return {
    bins: sums.map(({ count, confidence: sure, right: hits }, i) => ({
      low: i / bins,
      high: (i + 1) / bins,
      count,
      confidence: sure / count,
      accuracy: hits / count,
    })),
    error: sums.reduce((total, bin) => total + Math.abs(bin.right - bin.confidence), 0) / confidence.length,
  };
}
