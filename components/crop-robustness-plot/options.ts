/** What attributes may be, as the ends of worded errors. What depends on the size of the image core refuses. */
import { PADDINGS, type StabilityName, TRANSFORMS } from '../../core/index.js';
import { enumRule, numberRule, type Rule } from '../shared/attributes.js';

export const STATISTICS = [
  'agreement',
  'flips',
  'moved',
  'entropy',
  'jump',
] as const satisfies readonly StabilityName[];

const IMAGE = 'the number of a held-out image, or the address of a picture';

/** By property name. */
export const RULES: Readonly<Record<string, Rule>> = {
  transform: enumRule(...TRANSFORMS),
  padding: enumRule(...PADDINGS),
  statistic: enumRule(...STATISTICS),
  cropSize: numberRule({ min: 1, integer: true }),
  stride: numberRule({ above: 0 }),
  range: numberRule({ min: 0 }),
  setSize: numberRule({ min: 1, max: 10_000, integer: true }),
  seed: numberRule({ min: 0, integer: true }),
  inputSize: numberRule({ min: 1, integer: true }),
  image: (value) => {
    if (typeof value === 'string') return value === '' ? IMAGE : undefined;
    return numberRule({ min: 0, integer: true })(value) === undefined ? undefined : IMAGE;
  },
};

/** Names separated by spaces. */
export const namesIn = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter((name) => name !== '');
