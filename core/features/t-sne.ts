/**
 * t-SNE, step by step: points in the plane whose neighbours are those that they had among many dimensions (van der
 * Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 2008). Exact, every pair counted: right for some thousand
 * points. Starts from principal components, so that what is far apart stays so (Kobak and Berens, 2019).
 */
import { KitError } from '../errors.js';

/** Clusters move as one while attraction is so many times what it should be; factor and steps of the 2008 paper's successors. */
const EXAGGERATION = 12;
const EXAGGERATED_STEPS = 250;
/** Standard deviation of the start: small, so that nothing is in another's way. */
const START_SPREAD = 1e-4;
/** Share of the last movement that goes on, while exaggerated and after. */
const MOMENTUM = [0.5, 0.8] as const;
/** Each coordinate's own rate grows by steps while its direction holds, and shrinks when it turns (Jacobs 1988). */
const GAIN = { grow: 0.2, shrink: 0.8, least: 0.01 } as const;
/** Bits by which the entropy of a neighbourhood may miss log2 of the perplexity. */
const ENTROPY_TOLERANCE = 1e-5;

export interface TsneOptions {
  /** Effective number of neighbours, in [1, count / 3]. Usual: 30. */
  readonly perplexity: number;
  /** First two principal components, [count, 2]. */
  readonly start: ArrayLike<number>;
}

export class Tsne {
  /** [count, 2]; changes with every step. */
  readonly positions: Float64Array;
  private readonly affinities: Float64Array;
  private readonly movement: Float64Array;
  private readonly gains: Float64Array;
  private readonly rate: number;
  private done = 0;

  /**
   * @param squared squared distances of all pairs, [count, count]
   * @throws KitError invalid-argument for a perplexity that so few points can't have
   */
  constructor(squared: Float64Array, { perplexity, start }: TsneOptions) {
    const count = Math.round(Math.sqrt(squared.length));
    if (!(perplexity >= 1 && perplexity <= count / 3)) {
      throw new KitError(
        'invalid-argument',
        `The perplexity of ${count} points is a number from 1 to ${Math.floor(count / 3)}, not ${perplexity}.`,
      );
    }
    this.affinities = affinities(squared, count, perplexity);
    this.positions = spread(start, START_SPREAD);
    this.movement = new Float64Array(2 * count);
    this.gains = new Float64Array(2 * count).fill(1);
    // Belkina et al. (2019): count / exaggeration; times ¼ for a gradient that has the factor 4, as here.
    this.rate = Math.max(count / EXAGGERATION / 4, 50);
  }

  /** Steps done. */
  get steps(): number {
    return this.done;
  }

  /** True while clusters still form with exaggerated attraction; the divergence falls for good after that. */
  get exaggerated(): boolean {
    return this.done < EXAGGERATED_STEPS;
  }

  /** KL(P‖Q) of the positions as they are, in nats, without exaggeration; costs about as much as a step. */
  divergence(): number {
    return tsneDivergence(this.affinities, this.positions);
  }

  /** One step of gradient descent. */
  step(): void {
    const { positions, movement, gains } = this;
    const gradient = tsneGradient(this.affinities, positions, this.exaggerated ? EXAGGERATION : 1);
    const momentum = this.exaggerated ? MOMENTUM[0] : MOMENTUM[1];
    for (let i = 0; i < positions.length; i++) {
      const turned = Math.sign(gradient[i]!) === Math.sign(movement[i]!);
      gains[i] = turned ? Math.max(gains[i]! * GAIN.shrink, GAIN.least) : gains[i]! + GAIN.grow;
      movement[i] = momentum * movement[i]! - this.rate * gains[i]! * gradient[i]!;
      positions[i]! += movement[i]!;
    }
    this.done += 1;
  }
}

/**
 * The gradient of KL(P‖Q) with respect to the positions, [count, 2]: 4·Σⱼ (e·pᵢⱼ − qᵢⱼ)·(yᵢ − yⱼ) / (1 + ‖yᵢ − yⱼ‖²),
 * where attraction counts e times.
 */
export function tsneGradient(affinities: Float64Array, positions: Float64Array, exaggeration = 1): Float64Array {
  const count = positions.length / 2;
  const attraction = new Float64Array(positions.length);
  const repulsion = new Float64Array(positions.length);
  let normaliser = 0;
  for (let i = 0; i < count; i++) {
    const x = positions[2 * i]!;
    const y = positions[2 * i + 1]!;
    let [pullX, pullY, pushX, pushY] = [0, 0, 0, 0];
    // Each pair once: what draws one of the two draws the other the opposite way.
    for (let j = 0, at = i * count; j < i; j++, at++) {
      const dx = x - positions[2 * j]!;
      const dy = y - positions[2 * j + 1]!;
      const nearness = 1 / (1 + dx * dx + dy * dy);
      const pull = affinities[at]! * nearness;
      const push = nearness * nearness;
      normaliser += nearness;
      pullX += pull * dx;
      pullY += pull * dy;
      pushX += push * dx;
      pushY += push * dy;
      attraction[2 * j]! -= pull * dx;
      attraction[2 * j + 1]! -= pull * dy;
      repulsion[2 * j]! -= push * dx;
      repulsion[2 * j + 1]! -= push * dy;
    }
    attraction[2 * i]! += pullX;
    attraction[2 * i + 1]! += pullY;
    repulsion[2 * i]! += pushX;
    repulsion[2 * i + 1]! += pushY;
  }
  return attraction.map((pull, i) => 4 * (exaggeration * pull - repulsion[i]! / (2 * normaliser)));
}

/** KL(P‖Q) in nats: how much of the neighbourhoods the plane loses. */
export function tsneDivergence(affinities: Float64Array, positions: Float64Array): number {
  const count = positions.length / 2;
  let normaliser = 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0, at = i * count; j < i; j++, at++) {
      const dx = positions[2 * i]! - positions[2 * j]!;
      const dy = positions[2 * i + 1]! - positions[2 * j + 1]!;
      const nearness = 1 / (1 + dx * dx + dy * dy);
      const p = affinities[at]!;
      normaliser += 2 * nearness;
      if (p > 0) sum += 2 * p * Math.log(p / nearness);
    }
  }
  // Affinities sum to 1, so the normaliser's logarithm counts once.
  return sum + Math.log(normaliser);
}

/**
 * How likely each pair is to be neighbours: Gaussian around each point, as wide as gives its neighbourhood the
 * perplexity, then made symmetric. [count, count], sums to 1, zero on the diagonal.
 */
export function affinities(squared: Float64Array, count: number, perplexity: number): Float64Array {
  const conditional = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    neighbourhood(
      squared.subarray(i * count, (i + 1) * count),
      i,
      Math.log(perplexity),
      conditional.subarray(i * count, (i + 1) * count),
    );
  }
  const joint = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      joint[i * count + j] = (conditional[i * count + j]! + conditional[j * count + i]!) / (2 * count);
    }
  }
  return joint;
}

/** Writes p(j | i) into `out`: the precision is found by bisection on the entropy, in nats. */
function neighbourhood(squared: Float64Array, own: number, entropy: number, out: Float64Array): void {
  // Distances are counted from the nearest, which changes no probability and keeps all from vanishing at once.
  let nearest = Infinity;
  squared.forEach((distance, j) => {
    if (j !== own && distance < nearest) nearest = distance;
  });
  let precision = 1;
  let low = 0;
  let high = Infinity;
  // 200 halvings leave nothing of any interval of doubles; the tolerance ends the search after some tens.
  for (let round = 0; round < 200; round++) {
    let sum = 0;
    let weighted = 0;
    for (let j = 0; j < squared.length; j++) {
      const distance = squared[j]! - nearest;
      const value = j === own ? 0 : Math.exp(-precision * distance);
      out[j] = value;
      sum += value;
      weighted += value * distance;
    }
    for (let j = 0; j < out.length; j++) out[j]! /= sum;
    const difference = Math.log(sum) + (precision * weighted) / sum - entropy;
    if (Math.abs(difference) < ENTROPY_TOLERANCE * Math.LN2) return;
    if (difference > 0) low = precision;
    else high = precision;
    precision = high === Infinity ? precision * 2 : (low + high) / 2;
  }
}

/** Scaled as a whole so that the first component has the given standard deviation. */
function spread(start: ArrayLike<number>, deviation: number): Float64Array {
  let sum = 0;
  for (let i = 0; i < start.length; i += 2) sum += start[i]! * start[i]!;
  const scale = sum > 0 ? deviation / Math.sqrt(sum / (start.length / 2)) : 0;
  return Float64Array.from(start, (value) => value * scale);
}
