/** What attributes may be, as the ends of worded errors; and from them the settings of a run. */
import {
  resolveSynthesis,
  SYNTHESIS_PRESETS,
  type SynthesisOverrides,
  type SynthesisPreset,
  type SynthesisSettings,
} from '../../core/index.js';
import { enumRule, numberRule, type Rule } from '../shared/attributes.js';
import type { Choices } from './view.js';

export const PRESETS: Readonly<Record<SynthesisPreset, string>> = {
  natural: 'natural',
  published: 'raw',
  'as-published': 'raw, what leads',
  fooling: 'fooling noise',
  feature: 'one channel',
  dream: 'DeepDream',
  inversion: 'invert a code',
  style: 'style of another',
};

export const OBJECTIVES: Readonly<Record<SynthesisSettings['objective'], string>> = {
  'class-logit': 'logit of a class',
  'class-probability': 'probability of a class',
  'largest-logit': 'logit of what leads',
  channel: 'a channel',
  unit: 'one unit',
  'deep-dream': 'all of a layer',
  inversion: 'code of the image',
  style: 'style of another',
};

export const STARTS: Readonly<Record<SynthesisSettings['start'], string>> = {
  image: 'image',
  grey: 'grey',
  noise: 'noise',
};

/** Words of the attribute `regularisers`, with the settings that they are. */
const REGULARISERS = {
  l2: 'l2',
  'total-variation': 'totalVariation',
  'alpha-norm': 'alphaNorm',
  'blur-every': 'blurEvery',
  blur: 'blurDeviation',
  jitter: 'jitter',
  rotation: 'rotation',
  scaling: 'scaling',
} as const satisfies Record<string, keyof SynthesisSettings>;

/** "total-variation=0.01 jitter=2" as settings; "none" sets all to nothing. Undefined for what can't be read. */
export function regularisersOf(text: string | undefined): SynthesisOverrides | undefined {
  if (text === undefined) return {};
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const found: Record<string, number> = {};
  for (const word of words) {
    if (word === 'none') {
      for (const key of Object.values(REGULARISERS)) if (key !== 'blurDeviation') found[key] = 0;
      continue;
    }
    const [name = '', amount = ''] = word.split('=');
    const value = Number(amount);
    if (!Object.hasOwn(REGULARISERS, name) || amount === '' || !(value >= 0) || value === Infinity) return undefined;
    found[REGULARISERS[name as keyof typeof REGULARISERS]] = value;
  }
  return found;
}

/** Settings as the attribute says them, where they are not nothing. */
export function regularisersText(settings: SynthesisSettings): string {
  const words = Object.entries(REGULARISERS).flatMap(([word, key]) => {
    const value = settings[key];
    return value === 0 || (word === 'blur' && settings.blurEvery === 0) ? [] : [`${word}=${value}`];
  });
  return words.join(' ') || 'none';
}

/** How large a dream is where nobody says, in pixels: three times what the networks are made for. */
export const DREAM_SIDE = 96;

/**
 * @throws KitError invalid-argument
 */
export function settingsOf(choices: Choices): SynthesisSettings {
  const { preset, objective, start, steps, learningRate, layer, channel, seed, regularisers, octaves } = choices;
  return resolveSynthesis(preset, {
    objective,
    start,
    steps,
    learningRate,
    layer,
    channel,
    seed,
    octaves,
    ...regularisersOf(regularisers),
  });
}

/** By property name. What depends on the network or on the classes core refuses. */
export const RULES: Readonly<Record<string, Rule>> = {
  preset: enumRule(...Object.keys(SYNTHESIS_PRESETS)),
  objective: enumRule(...Object.keys(OBJECTIVES)),
  start: enumRule(...Object.keys(STARTS)),
  image: imageRule,
  guide: imageRule,
  steps: numberRule({ min: 1, max: 100_000, integer: true }),
  learningRate: numberRule({ above: 0, max: 1000 }),
  regularisers: (value) =>
    regularisersOf(String(value)) === undefined
      ? `none, or some of ${Object.keys(REGULARISERS).join(', ')}, each with a number, such as "jitter=2 l2=0.01"`
      : undefined,
  channel: numberRule({ min: 0, integer: true }),
  octaves: numberRule({ min: 1, max: 8, integer: true }),
  size: numberRule({ min: 8, max: 256, integer: true }),
  epsilon: numberRule({ min: 0, max: 64 }),
  attack: enumRule('fgsm', 'pgd'),
  norm: enumRule('linf', 'l2'),
  seed: numberRule({ min: 0, integer: true }),
};

function imageRule(value: unknown): string | undefined {
  const words = 'the number of a held-out image, or the address of a picture';
  if (typeof value === 'string') return value === '' ? words : undefined;
  return numberRule({ min: 0, integer: true })(value) === undefined ? undefined : words;
}
