/**
 * SSIM: do two maps look alike, in their local means, contrasts and patterns? Wang, Bovik, Sheikh and Simoncelli, "Image
 * Quality Assessment: From Error Visibility to Structural Similarity", 2004. Arithmetic on plain numbers.
 */

/** The paper's Gaussian window and constants, for values in a range of 1. */
const DEVIATION = 1.5;
const REACH = 5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/**
 * Mean SSIM of two maps of the same size, each first divided by its largest magnitude; where one has a sign, both are
 * then moved from [−1, 1] to [0, 1], since the measure compares means as brightness. The window is cut at the border.
 * @returns in [−1, 1], 1 for equal maps; constant maps give a number too
 */
export function structuralSimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  height: number,
  width: number,
): number {
  const signed = [a, b].some((map) => Array.from(map).some((value) => value < 0));
  const [x, y] = [scaled(a, signed), scaled(b, signed)];
  const mean = (pick: (i: number) => number) =>
    blur(
      Float64Array.from(x, (_, i) => pick(i)),
      height,
      width,
    );
  const [mx, my] = [mean((i) => x[i]!), mean((i) => y[i]!)];
  const [mxx, myy, mxy] = [mean((i) => x[i]! ** 2), mean((i) => y[i]! ** 2), mean((i) => x[i]! * y[i]!)];
  let sum = 0;
  mx.forEach((u, i) => {
    const v = my[i]!;
    // Rounding may leave a variance of a flat spot a little below zero.
    const [varX, varY] = [Math.max(0, mxx[i]! - u * u), Math.max(0, myy[i]! - v * v)];
    sum += ((2 * u * v + C1) * (2 * (mxy[i]! - u * v) + C2)) / ((u * u + v * v + C1) * (varX + varY + C2));
  });
  return sum / mx.length;
}

function scaled(values: ArrayLike<number>, signed: boolean): Float64Array {
  const largest = Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const share = (value: number) => (largest > 0 ? value / largest : 0);
  return Float64Array.from(values, (value) => (signed ? (share(value) + 1) / 2 : share(value)));
}

/** Gaussian mean round each pixel over what exists of the window. */
function blur(values: Float64Array, height: number, width: number): Float64Array {
  return along(along(values, height, width, width, 1), width, height, 1, width);
}

/** One axis: `lines` lines that begin `lineStep` apart, each of `length` values `step` apart. */
function along(values: Float64Array, lines: number, length: number, lineStep: number, step: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at < length; at++) {
      let sum = 0;
      let weight = 0;
      for (let near = Math.max(0, at - REACH); near <= Math.min(length - 1, at + REACH); near++) {
        const w = Math.exp(-((near - at) ** 2) / (2 * DEVIATION ** 2));
        sum += w * values[line * lineStep + near * step]!;
        weight += w;
      }
      out[line * lineStep + at * step] = sum / weight;
    }
  }
  return out;
}
