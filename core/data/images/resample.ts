/**
 * One picture to another size, the same on every browser and machine: plain arithmetic instead of a canvas, whose
 * smoothing each browser chooses. Each axis for itself: down, the mean over the area that a new pixel covers; up,
 * bilinear between the centres of the old ones (half-pixel centres, edges repeated).
 */

/** What each old pixel gives to which new ones, along one axis. */
interface Shares {
  /** Shares of old pixel j are first[j] … first[j + 1] − 1. */
  readonly first: Int32Array;
  readonly target: Int32Array;
  readonly weight: Float64Array;
}

export interface Resampled {
  /** Takes the next row of the old picture: RGBA, alpha not looked at. */
  row(pixels: Uint8ClampedArray, offset: number): void;
  /** The new picture, RGB [height, width, 3], once all rows were given. */
  finish(): Uint8Array<ArrayBuffer>;
}

/** A picture that is read row by row, so that a large one is never held whole. Sizes in pixels, all at least 1. */
export function resampler(
  from: readonly [height: number, width: number],
  to: readonly [height: number, width: number],
): Resampled {
  const across = shares(from[1], to[1]);
  const down = shares(from[0], to[0]);
  const width = to[1];
  const row = new Float64Array(width * 3);
  const sums = new Float64Array(to[0] * width * 3);
  let y = 0;
  return {
    row: (pixels, offset) => {
      gather(pixels, offset, across, row);
      for (let s = down.first[y]!; s < down.first[y + 1]!; s++) {
        const start = down.target[s]! * width * 3;
        const weight = down.weight[s]!;
        for (let i = 0; i < row.length; i++) sums[start + i]! += weight * row[i]!;
      }
      y += 1;
    },
    finish: () => Uint8Array.from(sums, (sum) => Math.min(255, Math.floor(sum + 0.5))),
  };
}

function gather(pixels: Uint8ClampedArray, offset: number, { first, target, weight }: Shares, row: Float64Array): void {
  row.fill(0);
  for (let x = 0; x + 1 < first.length; x++) {
    const at = offset + x * 4;
    for (let s = first[x]!; s < first[x + 1]!; s++) {
      const to = target[s]! * 3;
      const share = weight[s]!;
      row[to]! += share * pixels[at]!;
      row[to + 1]! += share * pixels[at + 1]!;
      row[to + 2]! += share * pixels[at + 2]!;
    }
  }
}

function shares(from: number, to: number): Shares {
  const given = Array.from({ length: from }, (): [target: number, weight: number][] => []);
  const scale = from / to;
  for (let i = 0; i < to; i++) {
    if (scale > 1) {
      const [begin, end] = [i * scale, (i + 1) * scale];
      for (let j = Math.floor(begin); j < end && j < from; j++) {
        const overlap = Math.min(end, j + 1) - Math.max(begin, j);
        if (overlap > 0) given[j]!.push([i, overlap / scale]);
      }
    } else {
      const centre = (i + 0.5) * scale - 0.5;
      const left = Math.floor(centre);
      const right = centre - left;
      given[Math.max(left, 0)]!.push([i, 1 - right]);
      if (right > 0) given[Math.min(left + 1, from - 1)]!.push([i, right]);
    }
  }
  const flat = given.flat();
  const first = new Int32Array(from + 1);
  given.forEach((each, j) => (first[j + 1] = first[j]! + each.length));
  return {
    first,
    target: Int32Array.from(flat, ([target]) => target),
    weight: Float64Array.from(flat, ([, weight]) => weight),
  };
}
