/** What attributes may be, as the ends of worded errors, and the words for choices. */
import type { DistillationMode } from '../../core/index.js';
import { enumRule, numberRule, type Rule } from '../shared/attributes.js';

export const MODES: Readonly<Record<DistillationMode, string>> = {
  'cross-entropy': 'cross-entropy × T²',
  kl: 'KL × T²',
  weighted: 'weighted by α',
  logits: 'matching logits',
};
export const RECIPES = { quick: 'quick', tmlss: 'tmlss', 'tmlss-as-published': 'tmlss-as-published' } as const;
export const DATASETS = { 'cifar10-mini': 'CIFAR-10, 5,000 images', cifar10: 'CIFAR-10, all 50,000' } as const;
export const BACKENDS = ['auto', 'webgpu', 'wasm', 'webgl', 'cpu'] as const;
/** Networks that ship and may teach without being trained first. */
export const TEACHERS = ['baseline-slim', 'baseline', 'mobilenet'] as const;

/** Of the slider: below 1 a teacher is sharpened, far above 20 nothing changes any more. */
export const TEMPERATURES = { min: 1, max: 20, step: 0.5 } as const;

/** By property name. */
export const RULES: Readonly<Record<string, Rule>> = {
  teacher: named,
  student: named,
  temperature: numberRule({ above: 0 }),
  weight: numberRule({ min: 0 }),
  mode: enumRule(...Object.keys(MODES)),
  width: numberRule({ above: 0, max: 2 }),
  datasetName: enumRule(...Object.keys(DATASETS)),
  recipe: enumRule(...Object.keys(RECIPES)),
  epochs: numberRule({ above: 0 }),
  batchSize: numberRule({ min: 1, integer: true }),
  learningRate: numberRule({ above: 0 }),
  augment: enumRule('none', 'crop', 'mirror', 'crop-mirror', 'as-published'),
  seed: numberRule({ min: 0, integer: true }),
  backend: enumRule(...BACKENDS),
  image: numberRule({ min: 0, integer: true }),
  ready: (value) =>
    value === 'none' || readyNames(String(value)).length === 3
      ? undefined
      : 'three networks (the teacher, the student, the same student alone) separated by spaces, or none',
};

export const readyNames = (text: string): string[] => text.split(/\s+/).filter((name) => name !== '');

function named(value: unknown): string | undefined {
  return String(value).trim() === '' ? 'the name of a model' : undefined;
}
