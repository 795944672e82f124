/**
 * The directions in which points differ most, and the points seen along them, by subspace iteration on the points
 * themselves (Halko, Martinsson and Tropp, "Finding structure with randomness", 2011): no covariance matrix is made, so
 * that thousands of pixels cost no more than they must.
 */
import { Random } from '../data/random.js';
import type { Points } from './distances.js';

/** More directions than asked for are followed, so that those asked for settle sooner. */
const SPARE = 6;
/** The share of a component's variance that a round may still change when it counts as settled. */
const SETTLED = 1e-9;
const MOST_ROUNDS = 200;
/** Cosine below which two vectors count as orthogonal, and sweeps over all pairs; some five do. */
const ORTHOGONAL = 1e-14;
const MOST_SWEEPS = 30;

export interface Projection {
  /** [count, components]; means are zero. The sign makes the entry of largest magnitude positive. */
  readonly coordinates: Float64Array;
  /** Share of all variance along each component, descending. */
  readonly shares: readonly number[];
}

/** Projects points on their first principal components; `components` is at most the count and the size of points. */
export function principalComponents(points: Points, components: number): Projection {
  const { count, size } = points;
  const centred = centre(points);
  const total = centred.reduce((sum, x) => sum + x * x, 0);
  const followed = Math.min(components + SPARE, count, size);
  const random = new Random(0);
  let basis: Float64Array[] = Array.from({ length: followed }, () =>
    Float64Array.from({ length: size }, () => random.normal()),
  );
  orthonormalise(basis);
  let variances: number[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const seen = basis.map((direction) => along(centred, count, direction));
    const before = variances;
    variances = seen.map((values) => dot(values, values));
    basis = seen.map((values) => back(centred, count, size, values));
    orthonormalise(basis);
    if (variances.slice(0, components).every((v, i) => Math.abs(v - (before[i] ?? 0)) <= SETTLED * (total || 1))) break;
  }
  const seen = basis.map((direction) => along(centred, count, direction));
  rotateApart(seen);
  const order = seen.map((values) => [dot(values, values), values] as const).sort(([a], [b]) => b - a);
  const coordinates = new Float64Array(count * components);
  const shares: number[] = [];
  order.slice(0, components).forEach(([variance, values], component) => {
    const sign = values[largest(values)]! < 0 ? -1 : 1;
    for (let i = 0; i < count; i++) coordinates[i * components + component] = sign * values[i]!;
    shares.push(total > 0 ? variance / total : 0);
  });
  return { coordinates, shares };
}

function centre({ data, count, size }: Points): Float64Array {
  const mean = new Float64Array(size);
  for (let i = 0; i < count * size; i++) mean[i % size]! += data[i]! / count;
  return Float64Array.from({ length: count * size }, (_, i) => data[i]! - mean[i % size]!);
}

/** Each point's coordinate along a direction: X·v. */
function along(matrix: Float64Array, count: number, direction: Float64Array): Float64Array {
  const { length } = direction;
  const values = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0; k < length; k++, at++) sum += matrix[at]! * direction[k]!;
    values[i] = sum;
  }
  return values;
}

/** Xᵀ·u. */
function back(matrix: Float64Array, count: number, size: number, values: Float64Array): Float64Array {
  const direction = new Float64Array(size);
  for (let i = 0, at = 0; i < count; i++) {
    const value = values[i]!;
    for (let k = 0; k < size; k++, at++) direction[k]! += matrix[at]! * value;
  }
  return direction;
}

/** Gram–Schmidt in place, each against those before it, twice, because once loses what is nearly dependent. */
function orthonormalise(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, i) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors.slice(0, i)) {
        const share = dot(vector, other);
        for (let k = 0; k < vector.length; k++) vector[k]! -= share * other[k]!;
      }
    }
    const norm = Math.sqrt(dot(vector, vector));
    // Points that lie in fewer directions leave nothing to normalise.
    if (norm > 0) for (let k = 0; k < vector.length; k++) vector[k]! /= norm;
  });
}

/** Turns vectors within the space that they span until none is along another (one-sided Jacobi, Hestenes 1958). */
function rotateApart(vectors: readonly Float64Array[]): void {
  for (let sweep = 0, turned = true; turned && sweep < MOST_SWEEPS; sweep++) {
    turned = false;
    vectors.forEach((a, i) => {
      for (const b of vectors.slice(i + 1)) {
        const [aa, bb, ab] = [dot(a, a), dot(b, b), dot(a, b)];
        if (Math.abs(ab) <= ORTHOGONAL * Math.sqrt(aa * bb)) continue;
        turned = true;
        const angle = Math.atan2(2 * ab, aa - bb) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (let k = 0; k < a.length; k++) {
          const x = a[k]!;
          a[k] = c * x + s * b[k]!;
          b[k] = c * b[k]! - s * x;
        }
      }
    });
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function largest(values: Float64Array): number {
  return values.reduce((best, value, i) => (Math.abs(value) > Math.abs(values[best]!) ? i : best), 0);
}
