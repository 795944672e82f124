/**
 * Squared Euclidean distances between points, the rows of a matrix, and who is near whom by them. Plain arithmetic in
 * double precision; knows nothing of networks.
 */
import { KitError } from '../errors.js';

/** Points as rows: `data` holds `count`·`size` numbers. */
export interface Points {
  readonly data: ArrayLike<number>;
  readonly count: number;
  readonly size: number;
}

/** Squared distances of all pairs, [count, count]; symmetric, zero on the diagonal. */
export function squaredDistances(points: Points): Float64Array {
  const distances = new Float64Array(points.count * points.count);
  for (let i = 0; i < points.count; i++) fillDistances(distances, points, i);
  return distances;
}

/** Writes the distances of point i to those before it, both ways: what squaredDistances does for every point in turn. */
export function fillDistances(distances: Float64Array, { data, count, size }: Points, i: number): void {
  for (let j = 0; j < i; j++) {
    let sum = 0;
    for (let k = 0, a = i * size, b = j * size; k < size; k++, a++, b++) {
      const difference = data[a]! - data[b]!;
      sum += difference * difference;
    }
    distances[i * count + j] = distances[j * count + i] = sum;
  }
}

/** Squared distances of one point, `size` numbers, to each of `points`. */
export function squaredDistancesTo(point: ArrayLike<number>, { data, count, size }: Points): Float64Array {
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let k = 0, a = i * size; k < size; k++, a++) {
      const difference = data[a]! - point[k]!;
      sum += difference * difference;
    }
    distances[i] = sum;
  }
  return distances;
}

/** Indices of the k smallest distances, nearest first, the lower index where they are equal; `except` is left out. */
export function nearest(distances: ArrayLike<number>, k: number, except?: number): readonly number[] {
  const kept: number[] = [];
  for (let i = 0; i < distances.length; i++) {
    if (i === except || (kept.length === k && distances[i]! >= distances[kept[k - 1]!]!)) continue;
    let place = kept.length;
    while (place > 0 && distances[i]! < distances[kept[place - 1]!]!) place--;
    kept.splice(place, 0, i);
    if (kept.length > k) kept.pop();
  }
  return kept;
}

/**
 * How pure neighbourhoods are: the share of points whose class most of their k nearest neighbours have (leave-one-out
 * k-NN accuracy). Of classes with as many votes the one with the nearest neighbour counts.
 * @param distances squared or not, [count, count]
 * @throws KitError invalid-argument for a k outside [1, count − 1]
 */
export function neighbourAccuracy(distances: ArrayLike<number>, labels: ArrayLike<number>, k: number): number {
  const count = labels.length;
  if (!(Number.isInteger(k) && k >= 1 && k < count)) {
    throw new KitError('invalid-argument', `Of ${count} points, 1 to ${count - 1} can be neighbours, not ${k}.`);
  }
  let right = 0;
  const row = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) row[j] = distances[i * count + j]!;
    if (vote(nearest(row, k, i).map((j) => labels[j]!)) === labels[i]) right++;
  }
  return right / count;
}

/** The most frequent class, of equals the first. */
function vote(classes: readonly number[]): number {
  const votes = new Map<number, number>();
  for (const each of classes) votes.set(each, (votes.get(each) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return classes.find((each) => votes.get(each) === most)!;
}
