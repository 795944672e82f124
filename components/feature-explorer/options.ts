/** What attributes may be, as the ends of worded errors. Layers and channels that a network does not have core refuses. */
import { enumRule, numberRule, type Rule } from '../shared/attributes.js';
import { SOURCE_RULES } from '../shared/source-options.js';

export const SCALES = ['layer', 'channel'] as const;
export const PROJECTIONS = ['pca', 't-sne'] as const;

const IMAGE = 'the number of a held-out image, or the address of a picture';

/** By property name. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...SOURCE_RULES,
  channel: numberRule({ min: 0, integer: true }),
  scale: enumRule(...SCALES),
  zoom: numberRule({ min: 1, max: 8 }),
  patches: numberRule({ min: 1, max: 60, integer: true }),
  setSize: numberRule({ min: 10, max: 10_000, integer: true }),
  embedSize: numberRule({ min: 20, max: 5_000, integer: true }),
  projection: enumRule(...PROJECTIONS),
  perplexity: numberRule({ min: 1 }),
  neighbours: numberRule({ min: 1, integer: true }),
  seed: numberRule({ min: 0, integer: true }),
  image: (value) => {
    if (typeof value === 'string') return value === '' ? IMAGE : undefined;
    return numberRule({ min: 0, integer: true })(value) === undefined ? undefined : IMAGE;
  },
};
