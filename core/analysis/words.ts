/**
 * Numbers and shapes as words, the same everywhere: thousands with commas, shapes with a multiplication sign.
 */

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

/** 7790794 → "7,790,794". */
export function count(value: number): string {
  return GROUPED.format(value);
}

/** [32, 32, 64] → "32 × 32 × 64". */
export function shapeText(shape: readonly number[]): string {
  return shape.map(count).join(' × ');
}
