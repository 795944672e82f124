/** What attributes may be, as the ends of worded errors. What depends on the network or on the classes core refuses. */
import type { AttributionMethod, BaselineName, ChannelReduction } from '../../core/index.js';
import { enumRule, numberRule, type Rule } from '../shared/attributes.js';
import { SOURCE_RULES } from '../shared/source-options.js';
import { METHOD_NAMES } from './methods.js';

export const CHANNELS: Readonly<Record<ChannelReduction, string>> = {
  'mean-abs': 'mean of |·|',
  'max-abs': 'maximum of |·|',
  'signed-sum': 'signed sum',
};
export const BASELINES: Readonly<Record<BaselineName, string>> = {
  black: 'black',
  grey: 'grey',
  mean: 'its mean colour',
  blur: 'blurred',
};
export const COLORMAPS = ['heat', 'grey'] as const;
export type Colormap = (typeof COLORMAPS)[number];

/** By property name. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...SOURCE_RULES,
  method: enumRule(...METHOD_NAMES),
  target: enumRule('logit', 'probability'),
  channels: enumRule(...Object.keys(CHANNELS)),
  // An image may also be given as data.
  baseline: (value) => (typeof value === 'object' ? undefined : enumRule(...Object.keys(BASELINES))(value)),
  image: (value) => {
    const words = 'the number of a held-out image, or the address of a picture';
    if (typeof value === 'string') return value === '' ? words : undefined;
    return typeof value === 'object' || numberRule({ min: 0, integer: true })(value) === undefined ? undefined : words;
  },
  images: numberRule({ min: 0, max: 60, integer: true }),
  opacity: numberRule({ min: 0, max: 1 }),
  colormap: enumRule(...COLORMAPS),
  compare: (value) => {
    const unknown = compared(value).find((name) => !METHOD_NAMES.includes(name));
    return unknown === undefined ? undefined : `some of ${METHOD_NAMES.join(', ')}, separated by spaces`;
  },
  samples: numberRule({ min: 1, max: 10_000, integer: true }),
  sigma: numberRule({ min: 0, max: 2 }),
  steps: numberRule({ min: 1, max: 10_000, integer: true }),
  patch: numberRule({ min: 1, integer: true }),
  patchStep: numberRule({ min: 1, integer: true }),
  seed: numberRule({ min: 0, integer: true }),
};

/** The methods that an attribute names; none for an empty one. */
export function compared(value: unknown): AttributionMethod[] {
  return String(value ?? '')
    .split(/\s+/)
    .filter((name) => name !== '') as AttributionMethod[];
}
