/** From a preset and what is asked otherwise to whole settings, or a worded refusal. Plain data and arithmetic. */
import { KitError } from '../errors.js';
import type { SynthesisSettings } from '../types.js';
import { SYNTHESIS_PRESETS, type SynthesisPreset } from './presets.js';

export const OBJECTIVES = [
  'class-logit',
  'class-probability',
  'largest-logit',
  'channel',
  'unit',
  'deep-dream',
  'inversion',
  'style',
] as const satisfies readonly SynthesisSettings['objective'][];

const WORDS = {
  objective: OBJECTIVES,
  start: ['image', 'grey', 'noise'],
  optimizer: ['ascent', 'adam'],
  normalise: ['none', 'l2', 'rms', 'sign'],
  parameterisation: ['pixels', 'fourier'],
} as const;

/** [lowest, highest]; whole numbers where `whole` says so. */
const RANGES = {
  steps: [1, 100_000],
  learningRate: [0, 1000],
  l2: [0, Infinity],
  totalVariation: [0, Infinity],
  variationPower: [1, 2],
  alphaNorm: [0, Infinity],
  alphaPower: [2, 12],
  blurEvery: [0, 100_000],
  blurDeviation: [0, 16],
  jitter: [0, 64],
  rotation: [0, 180],
  scaling: [0, 0.9],
  octaves: [1, 8],
  octaveScale: [1.05, 4],
  channel: [0, Infinity],
  contentWeight: [0, Infinity],
  seed: [0, Number.MAX_SAFE_INTEGER],
} as const;
const WHOLE: ReadonlySet<string> = new Set(['steps', 'blurEvery', 'jitter', 'octaves', 'channel', 'seed']);

export type SynthesisOverrides = { readonly [K in keyof SynthesisSettings]?: SynthesisSettings[K] | undefined };

/**
 * @throws KitError invalid-argument, naming the setting, its value and what it may be
 */
export function resolveSynthesis(preset: SynthesisPreset, overrides: SynthesisOverrides = {}): SynthesisSettings {
  if (!Object.hasOwn(SYNTHESIS_PRESETS, preset)) {
    throw refused('preset', preset, `one of ${Object.keys(SYNTHESIS_PRESETS).join(', ')}`);
  }
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const settings: SynthesisSettings = { ...SYNTHESIS_PRESETS[preset], ...given };
  for (const [name, words] of Object.entries(WORDS)) {
    const value = settings[name as keyof typeof WORDS];
    if (!(words as readonly string[]).includes(value)) throw refused(name, value, `one of ${words.join(', ')}`);
  }
  for (const [name, [low, high]] of Object.entries(RANGES)) {
    const value = settings[name as keyof typeof RANGES];
    const whole = WHOLE.has(name);
    if (typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value))) continue;
    const range = high === Infinity ? `of at least ${low}` : `from ${low} to ${high}`;
    throw refused(name, value, `a ${whole ? 'whole ' : ''}number ${range}`);
  }
  return settings;
}

function refused(name: string, value: unknown, demand: string): KitError {
  return new KitError('invalid-argument', `${name} = ${String(value)} can’t be used. It must be ${demand}.`);
}
