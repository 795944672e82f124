/**
 * The reference numbers of test/fixtures/convnets.json, computed in float64 by another implementation, in the shapes of
 * this library.
 */
import type { ArchitectureSpec, LayerSpec, PlainTensor, WeightMap } from '../../../core/types.js';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface RawCase {
  readonly kind: 'baseline' | 'mobilenet';
  readonly inputShape: readonly [number, number, number];
  readonly layers: readonly LayerSpec[];
  readonly weights: Readonly<Record<string, Numbers>>;
  readonly images: Numbers;
  readonly lastConvTap: string;
  readonly logits: Numbers;
  readonly probabilities: Numbers;
  readonly predicted: readonly number[];
  readonly attribution: { readonly gradient: Numbers; readonly gradientOfProbability: Numbers };
  readonly training: {
    readonly labels: readonly number[];
    readonly optimizer: { readonly learningRate: number; readonly momentum: number };
    readonly losses: readonly number[];
    readonly weightsAfter: Readonly<Record<string, Numbers>>;
  };
  readonly distillation: {
    readonly teacherLogits: Numbers;
    readonly studentLogits: Numbers;
    readonly labels: readonly number[];
    /** Batch means in nats; the gradient is that of `loss` with respect to the student's logits. */
    readonly values: readonly {
      readonly temperature: number;
      readonly crossEntropy: number;
      readonly softCrossEntropy: number;
      readonly kl: number;
      readonly loss: number;
      readonly gradient: Numbers;
    }[];
  };
}

export interface ReferenceCase extends Omit<RawCase, 'weights' | 'images' | 'training'> {
  readonly spec: ArchitectureSpec;
  readonly weights: WeightMap;
  readonly images: PlainTensor;
  readonly training: Omit<RawCase['training'], 'weightsAfter'> & { readonly weightsAfter: WeightMap };
}

/** float64 sums against float32 kernels in another order: what the kernels promise. */
export const REFERENCE_TOLERANCE = 1e-4;

export async function loadReference(): Promise<readonly ReferenceCase[]> {
  const response = await fetch(new URL('../../fixtures/convnets.json', import.meta.url));
  const { cases } = (await response.json()) as { cases: readonly RawCase[] };
  return cases.map((raw) => ({
    ...raw,
    spec: { name: raw.kind, inputShape: raw.inputShape, layers: raw.layers },
    weights: weightMap(raw.weights),
    images: plain(raw.images),
    training: { ...raw.training, weightsAfter: weightMap(raw.training.weightsAfter) },
  }));
}

function weightMap(named: Readonly<Record<string, Numbers>>): WeightMap {
  return Object.fromEntries(Object.entries(named).map(([name, numbers]) => [name, plain(numbers)]));
}

function plain({ data, shape }: Numbers): PlainTensor {
  return { data: Float32Array.from(data), shape };
}
