/**
 * The arithmetic of distillation on one image's logits: softened probabilities, what each part of the loss comes to, and
 * the gradient that each sends to the student's logits. Float64 on the host, for pages and for the record of a run; what
 * trains is core/training/distillation-loss.ts.
 */
import { KitError } from '../errors.js';
import type { DistillationRule } from '../types.js';

type Logits = ArrayLike<number>;

/** α of the weighted form where nobody says: most of the weight on the teacher, as Hinton et al. found best. */
const DEFAULT_ALPHA = 0.9;

/** Factors of the loss's two parts: hard·CE(labels, student) + soft·(what the mode compares with the teacher). */
export interface LossWeights {
  readonly hard: number;
  readonly soft: number;
}

/**
 * - `cross-entropy`, `kl`: 1 and λ; λ = T² unless `weight` says otherwise, so that the soft part's gradient keeps its size
 *   whatever the temperature (Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network", 2015).
 * - `weighted`: 1 − α and α·T², α = `weight`, 0.9 by default.
 * - `logits`: 1 and `weight`, 1 by default.
 */
export function lossWeights({ mode, temperature, weight }: DistillationRule): LossWeights {
  if (mode === 'weighted') {
    const alpha = weight ?? DEFAULT_ALPHA;
    return { hard: 1 - alpha, soft: alpha * temperature ** 2 };
  }
  return { hard: 1, soft: weight ?? (mode === 'logits' ? 1 : temperature ** 2) };
}

/** @throws KitError invalid-argument, naming the value and what it may be */
export function checkRule(rule: DistillationRule): void {
  const { mode, temperature, weight } = rule;
  const modes = ['cross-entropy', 'kl', 'weighted', 'logits'];
  if (!modes.includes(mode)) {
    throw new KitError('invalid-argument', `The form of the loss must be one of ${modes.join(', ')}; it is “${mode}”.`);
  }
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw new KitError('invalid-argument', `The temperature must be a number above 0; it is ${temperature}.`);
  }
  if (weight === undefined) return;
  const most = mode === 'weighted' ? 1 : Infinity;
  if (!(weight >= 0 && weight <= most && Number.isFinite(weight))) {
    const range = mode === 'weighted' ? 'between 0 and 1' : 'from 0 on';
    throw new KitError('invalid-argument', `The weight of the teacher must be a number ${range}; it is ${weight}.`);
  }
}

/** softmax(logits / T). @param temperature above 0; 1 gives the plain probabilities */
export function softened(logits: Logits, temperature: number): number[] {
  return logSoftened(logits, temperature).map(Math.exp);
}

/** ln softmax(logits / T), which stays exact where probabilities vanish. */
function logSoftened(logits: Logits, temperature: number): number[] {
  const scaled = Array.from(logits, (z) => z / temperature);
  const top = Math.max(...scaled);
  const logSum = top + Math.log(scaled.reduce((sum, z) => sum + Math.exp(z - top), 0));
  return scaled.map((z) => z - logSum);
}

/** Entropy of a distribution in bits; ln and nats are the loss's business. */
export function entropyBits(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}

/** All in nats, for one image; without the weights, except `total`. */
export interface LossParts {
  /** CE(target, student) at T = 1. */
  readonly hard: number;
  /** CE(teacher, student) at T: at least the teacher's entropy. */
  readonly crossEntropy: number;
  /** KL(teacher‖student) at T: the cross-entropy less the teacher's entropy, zero for equal logits up to a constant. */
  readonly kl: number;
  /** ½·mean((z − v)²) over classes, both centred: what the soft part tends to for large T, times T². */
  readonly logits: number;
  /** The loss of the rule. */
  readonly total: number;
}

/**
 * @param target distribution over the classes: one-hot, or smoothed
 * @param student z
 * @param teacher v
 */
export function lossParts(rule: DistillationRule, target: Logits, student: Logits, teacher: Logits): LossParts {
  const plain = logSoftened(student, 1);
  const s = logSoftened(student, rule.temperature);
  const t = logSoftened(teacher, rule.temperature);
  const hard = sum(plain, (p, i) => -target[i]! * p);
  const crossEntropy = sum(s, (p, i) => -Math.exp(t[i]!) * p);
  const kl = divergence(rule, student, teacher);
  const logits = logitDistance(student, teacher);
  const weights = lossWeights(rule);
  const soft = { 'cross-entropy': crossEntropy, kl, weighted: kl, logits }[rule.mode];
  return { hard, crossEntropy, kl, logits, total: weights.hard * hard + weights.soft * soft };
}

/** How far a student is from its teacher on one image: KL in nats, or the distance of logits where those are matched. */
export function teacherDistance(rule: DistillationRule, student: Logits, teacher: Logits): number {
  return rule.mode === 'logits' ? logitDistance(student, teacher) : divergence(rule, student, teacher);
}

function divergence({ temperature }: DistillationRule, student: Logits, teacher: Logits): number {
  const s = logSoftened(student, temperature);
  const t = logSoftened(teacher, temperature);
  // Summed as differences: for logits that are almost equal the two entropies are large and their difference is not.
  return sum(s, (p, i) => Math.exp(t[i]!) * (t[i]! - p));
}

function logitDistance(student: Logits, teacher: Logits): number {
  return sum(centredDifference(student, teacher), (d) => (d * d) / 2) / student.length;
}

/** What each part of the loss sends to the logits of one image, weights included. */
export interface LossGradients {
  readonly hard: readonly number[];
  readonly soft: readonly number[];
  readonly total: readonly number[];
}

/**
 * ∂L/∂z for one image: softmax(z) − y from the labels; (softmax(z/T) − softmax(v/T))/T from the teacher, whatever the
 * form (cross-entropy and KL differ by a constant), or (z − v)/N on centred logits where logits are matched.
 */
export function lossGradients(rule: DistillationRule, target: Logits, student: Logits, teacher: Logits): LossGradients {
  const { mode, temperature } = rule;
  const weights = lossWeights(rule);
  const hard = softened(student, 1).map((p, i) => weights.hard * (p - target[i]!));
  const t = softened(teacher, temperature);
  const unweighted =
    mode === 'logits'
      ? gradientLimit(student, teacher)
      : softened(student, temperature).map((p, i) => (p - t[i]!) / temperature);
  const soft = unweighted.map((g) => weights.soft * g);
  return { hard, soft, total: hard.map((g, i) => g + soft[i]!) };
}

/**
 * (z − v)/N on centred logits: what T²·∂(soft part)/∂z tends to as T grows, the gradient of matching logits (Hinton et
 * al. 2015, section 2.1, for logits of zero mean).
 */
export function gradientLimit(student: Logits, teacher: Logits): number[] {
  return centredDifference(student, teacher).map((d) => d / student.length);
}

function centredDifference(student: Logits, teacher: Logits): number[] {
  const difference = Array.from(student, (z, i) => z - teacher[i]!);
  const mean = sum(difference, (d) => d) / difference.length;
  return difference.map((d) => d - mean);
}

function sum(values: readonly number[], term: (value: number, index: number) => number): number {
  return values.reduce((total, value, index) => total + term(value, index), 0);
}
