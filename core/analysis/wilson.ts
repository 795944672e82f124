/** How sure a share is that was counted on so many images. Plain arithmetic. */

/** Two-sided 95 % quantile of the normal distribution. */
export const Z95 = 1.959963984540054;

export type Interval = readonly [low: number, high: number];

/**
 * Wilson score interval of a share (Wilson 1927): stays inside [0, 1] and is right for small counts, unlike the
 * textbook p ± z·√(p(1−p)/n). 95 %.
 * @param share observed share, [0, 1]
 * @param count number of trials, ≥ 1
 */
export function wilsonInterval(share: number, count: number): Interval {
  const z2 = Z95 * Z95;
  const center = (share + z2 / (2 * count)) / (1 + z2 / count);
  const half = (Z95 / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  return [center - half, center + half];
}
