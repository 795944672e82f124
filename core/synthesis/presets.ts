/**
 * Settings that go together, by the names under which pages ask for them. Plain data and arithmetic: the page shows what
 * a preset means before anything is computed. Their figures were tuned by looking at the shipped networks' pictures.
 */
import type { SynthesisSettings } from '../types.js';

const PLAIN: SynthesisSettings = {
  objective: 'class-logit',
  start: 'image',
  steps: 256,
  learningRate: 0.1,
  optimizer: 'ascent',
  normalise: 'none',
  parameterisation: 'pixels',
  l2: 0,
  totalVariation: 0,
  variationPower: 2,
  alphaNorm: 0,
  alphaPower: 6,
  blurEvery: 0,
  blurDeviation: 0.5,
  jitter: 0,
  rotation: 0,
  scaling: 0,
  octaves: 1,
  octaveScale: 1.4,
  channel: 0,
  contentWeight: 1,
  seed: 1,
};

/** What survives small moves, in a basis where coarse and fine have the same chance: shapes instead of speckle. */
const ROBUST = {
  ...PLAIN,
  start: 'grey',
  learningRate: 0.05,
  optimizer: 'adam',
  parameterisation: 'fourier',
  jitter: 3,
  rotation: 8,
  scaling: 0.1,
  totalVariation: 0.002,
} as const;

export const SYNTHESIS_PRESETS = {
  /** A class, as recognisable as it gets. */
  natural: ROBUST,
  /** The published run of the TMLSS 2018 practical: nothing but the gradient of the logit, for long. */
  published: { ...PLAIN, steps: 10_000 },
  /** The same as its notebook has it: the leading class is taken anew at every step. */
  'as-published': { ...PLAIN, objective: 'largest-logit', steps: 10_000 },
  /** Noise that a network is sure of and nobody else (Nguyen, Yosinski and Clune 2015). */
  fooling: { ...PLAIN, objective: 'class-probability', start: 'noise', steps: 64, learningRate: 0.2, normalise: 'l2' },
  /** What one channel of a layer looks for. */
  feature: { ...ROBUST, objective: 'channel' },
  /** DeepDream: more of whatever a layer sees in an image, from coarse to fine. */
  dream: {
    ...PLAIN,
    objective: 'deep-dream',
    steps: 60,
    learningRate: 0.02,
    normalise: 'rms',
    jitter: 4,
    octaves: 3,
  },
  /** What a layer's code still says of an image (Mahendran and Vedaldi 2015). */
  inversion: {
    ...PLAIN,
    objective: 'inversion',
    start: 'grey',
    learningRate: 0.05,
    optimizer: 'adam',
    totalVariation: 1e-4,
    alphaNorm: 1e-5,
  },
  /** One image's textures on another's shapes (Gatys, Ecker and Bethge 2016). */
  style: {
    ...PLAIN,
    objective: 'style',
    learningRate: 0.03,
    optimizer: 'adam',
    totalVariation: 1e-4,
    contentWeight: 0.5,
  },
} as const satisfies Record<string, SynthesisSettings>;

export type SynthesisPreset = keyof typeof SYNTHESIS_PRESETS;
