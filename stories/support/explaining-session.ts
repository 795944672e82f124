/**
 * A model in memory that also answers why: invented maps (a spot whose place follows the class), plain pictures, at once
 * or when it is told to. For stories and tests of states that a real model is seldom in.
 */
import { KitError } from '../../core/index.js';
import type {
  Attribution,
  AttributionSettings,
  ModelSession,
  PerturbationCurves,
  PlainTensor,
  RandomisedMap,
  SessionSettings,
} from '../../core/index.js';
import { FakeSession } from './fake-session.js';
import { WASM_DEVICE } from './sample-states.js';

const SIDE = 32;
const CLASSES = 10;
const PICTURES = 100;

export interface Asked {
  readonly question: string;
  readonly params: Record<string, unknown>;
  readonly priority: string | undefined;
}

export class ExplainingSession extends FakeSession {
  /** Every question, in order. */
  readonly asked: Asked[] = [];
  /** Thrown by the questions of that name until it is taken away. */
  readonly failures = new Map<string, KitError>();
  /** Changes each map before it is given. */
  alter: (attribution: Attribution) => Attribution = (attribution) => attribution;
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  constructor(settings: Partial<SessionSettings> = {}, name = 'explaining') {
    super(settings, name);
    this.show({ device: WASM_DEVICE, step: 640, phase: 'paused' });
  }

  /** Answers nothing until `release`. */
  hold(): void {
    this.#gate = new Promise((open) => (this.#open = open));
  }

  release(): void {
    this.#open();
    this.#gate = Promise.resolve();
  }

  count(question: string): number {
    return this.asked.filter((one) => one.question === question).length;
  }

  override ask: ModelSession['ask'] = async (question, params, options = {}) => {
    this.asked.push({ question, params: { ...params }, priority: options.priority });
    await this.#gate;
    if (options.signal?.aborted) throw new KitError('aborted', 'The request was cancelled.');
    const failure = this.failures.get(question);
    if (failure) throw failure;
    return this.#answer(question, params as Record<string, unknown>) as never;
  };

  #answer(question: string, params: Record<string, unknown>): unknown {
    const images = params['images'] as PlainTensor<Uint8Array> | undefined;
    switch (question) {
      case 'dataset.labels':
        return { data: Int32Array.from({ length: PICTURES }, (_, i) => i % CLASSES), shape: [PICTURES] };
      case 'dataset.samples': {
        const indices = params['indices'] as readonly number[];
        const data = new Uint8Array(indices.length * SIDE * SIDE * 3);
        indices.forEach((index, i) => data.set(picture(index), i * SIDE * SIDE * 3));
        return { images: { data, shape: [indices.length, SIDE, SIDE, 3] }, labels: indices.map((i) => i % CLASSES) };
      }
      case 'attribution.explain': {
        const { settings, target, against } = params as {
          settings: AttributionSettings;
          target?: number;
          against?: number;
        };
        const count = images!.shape[0]!;
        const attributions = Array.from({ length: count }, () => this.alter(attribute(settings, target, against)));
        return { attributions, step: this.snapshot.step, milliseconds: 29 };
      }
      case 'images.fit': {
        const [{ name }] = params['pictures'] as [{ name: string }];
        const fault = new KitError('bad-data', `“${name}” is no picture that can be read.`);
        const bad = name.endsWith('.txt');
        return {
          images: { data: bad ? new Uint8Array() : picture(1), shape: [bad ? 0 : 1, SIDE, SIDE, 3] },
          kept: bad ? [] : [0],
          faults: bad ? [{ path: name, error: fault.serialize() }] : [],
        };
      }
      case 'attribution.randomise':
        return { maps: randomised(), chance: 0.1 };
      case 'attribution.curves':
        return curves();
      default:
        throw new KitError('invalid-argument', `This sample knows no ${question}.`);
    }
  }
}

/** Stripes that tell the pictures apart. */
function picture(index: number): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    return (60 + 17 * index + 40 * (i % 3) + 6 * ((x + y * (1 + (index % 3))) % 16)) % 256;
  });
}

const COARSE = new Set(['cam', 'grad-cam', 'grad-cam-plus-plus']);
const PER_CHANNEL = new Set(['gradient', 'gradient-x-input', 'smoothgrad', 'integrated-gradients', 'guided-backprop']);

/** A spot at (4 + 2·class, 20), a weaker one of the other sign where the method knows signs. */
export function attribute(settings: AttributionSettings, target = 5, against?: number): Attribution {
  const { method } = settings;
  const channels = settings.channels ?? (method === 'integrated-gradients' ? 'signed-sum' : 'mean-abs');
  const signed = PER_CHANNEL.has(method) ? channels === 'signed-sum' : method === 'cam' || method === 'occlusion';
  const coarse = COARSE.has(method);
  const spot = (x: number, y: number, cx: number, cy: number) => Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 18);
  const data = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    return 0.24 * (spot(x, y, 4 + 2 * target, 20) - (signed ? 0.5 * spot(x, y, 26, 6) : 0));
  });
  const values = Float32Array.from(
    { length: SIDE * SIDE * 3 },
    (_, i) => data[Math.floor(i / 3)]! * (1 - 0.1 * (i % 3)),
  );
  const logits = Array.from({ length: CLASSES }, (_, i) => (i === 5 ? 4 : i === 3 ? 1 : -i / 10));
  const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
  return {
    settings: {
      quantity: method === 'occlusion' ? 'probability' : 'logit',
      ...(PER_CHANNEL.has(method) ? { channels } : {}),
      ...(method === 'smoothgrad' ? { samples: 50, sigma: 0.15, seed: 1 } : {}),
      ...(method === 'integrated-gradients' ? { steps: 32, baseline: 'black' } : {}),
      ...(method === 'occlusion' ? { window: 8, stride: 2, baseline: 'grey' } : {}),
      ...Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
      method,
    },
    target,
    ...(against === undefined ? {} : { against }),
    score: logits[target]! - (against === undefined ? 0 : logits[against]!),
    logits,
    probabilities: logits.map((z) => Math.exp(z) / total),
    map: { data, shape: [SIDE, SIDE] },
    signed,
    ...(PER_CHANNEL.has(method) ? { values: { data: values, shape: [SIDE, SIDE, 3] } } : {}),
    ...(coarse
      ? { coarse: { data: Float32Array.from({ length: 16 }, (_, i) => i / 16), shape: [4, 4] }, layer: 'relu10' }
      : {}),
    ...(method === 'occlusion'
      ? { coarse: { data: Float32Array.from({ length: 169 }, (_, i) => 0.9 - i / 400), shape: [13, 13] } }
      : {}),
    ...(method === 'integrated-gradients' ? { completeness: { sum: 5.21, expected: 5.23 } } : {}),
  };
}

function randomised(): readonly RandomisedMap[] {
  const layers = [[], ['logits'], ...Array.from({ length: 11 }, (_, i) => [`conv${10 - i}`, `bn${10 - i}`])];
  return layers.map((names, i) => ({
    layers: names,
    map: attribute({ method: 'gradient' }, (5 + i) % CLASSES).map,
    rankCorrelation: i === 0 ? 1 : 0.7 / i,
    similarity: i === 0 ? 1 : 0.5 / i,
  }));
}

function curves(): PerturbationCurves {
  const fall = (power: number) => Array.from({ length: 33 }, (_, i) => 0.94 * (1 - i / 32) ** power);
  const [deletion, random] = [fall(4), fall(2)];
  return {
    deletion,
    insertion: fall(4).map((p) => 0.94 - p),
    randomDeletion: random,
    randomInsertion: random.toReversed(),
    deletionArea: 0.19,
    insertionArea: 0.75,
    randomDeletionAreas: [0.3, 0.31, 0.32, 0.33, 0.3, 0.31, 0.32, 0.33],
    randomInsertionAreas: [0.3, 0.31, 0.32, 0.33, 0.3, 0.31, 0.32, 0.33],
  };
}
