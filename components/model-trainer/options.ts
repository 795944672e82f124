/**
 * The words a reader may choose from, as they stand in attributes, and what each numeric attribute must satisfy. The
 * records are exhaustive by type: a name that core gains or loses does not compile here.
 */
import type {
  AugmentName,
  BackendChoice,
  DatasetName,
  OptimizerName,
  RecipeName,
  ScheduleName,
  SessionSettings,
  TrainableArchitecture,
} from '../../core/index.js';
import { enumRule, numberRule, type Rule } from '../shared/attributes.js';
import { SOURCE_RULES } from '../shared/source-options.js';

/**
 * Properties that are settings of the model, by property name; the others concern one element only. `dataset` is
 * taken: on every HTML element it holds the data attributes.
 */
export const SETTINGS = {
  architecture: 'architecture',
  width: 'width',
  datasetName: 'dataset',
  dataUrl: 'dataUrl',
  recipe: 'recipe',
  epochs: 'epochs',
  batchSize: 'batchSize',
  learningRate: 'learningRate',
  schedule: 'schedule',
  optimizer: 'optimizer',
  weightDecay: 'weightDecay',
  augment: 'augment',
  seed: 'seed',
  backend: 'backend',
  src: 'src',
  labels: 'labels',
  inputRange: 'inputRange',
  inputSize: 'inputSize',
  init: 'init',
  freeze: 'freeze',
  keep: 'keep',
} as const satisfies Record<string, keyof SessionSettings>;

type Words<Name extends string> = Readonly<Record<Name, string>>;

export const ARCHITECTURES: Words<TrainableArchitecture> = { baseline: 'baseline', mobilenet: 'mobilenet' };
export const DATASETS: Words<DatasetName> = {
  'cifar10-mini': 'CIFAR-10, 5,000',
  cifar10: 'CIFAR-10, all',
};
export const RECIPES: Words<RecipeName> = {
  quick: 'quick',
  tmlss: 'tmlss',
  'tmlss-as-published': 'tmlss-as-published',
};
export const SCHEDULES: Words<ScheduleName> = {
  constant: 'constant',
  step: 'step',
  cosine: 'cosine',
  'one-cycle': 'one-cycle',
};
export const OPTIMIZERS: Words<OptimizerName> = {
  sgd: 'SGD',
  momentum: 'momentum',
  nesterov: 'Nesterov',
  adam: 'Adam',
};
export const AUGMENTATIONS: Words<AugmentName> = {
  none: 'none',
  crop: 'crop',
  mirror: 'mirror',
  'crop-mirror': 'crop and mirror',
  'as-published': 'as published',
};
export const BACKENDS: Words<BackendChoice> = {
  auto: 'best that works',
  webgpu: 'webgpu',
  wasm: 'wasm',
  webgl: 'webgl',
  cpu: 'cpu',
};

const oneOf = (words: Words<string>): Rule => enumRule(...Object.keys(words));

/** By property name. What depends on other settings (a batch larger than the data) is for core to refuse. */
export const RULES: Readonly<Record<string, Rule>> = {
  // An architecture may also be given as data, which core checks layer by layer.
  architecture: (value) => (typeof value === 'object' && value !== null ? undefined : oneOf(ARCHITECTURES)(value)),
  width: numberRule({ above: 0, max: 2 }),
  datasetName: oneOf(DATASETS),
  recipe: oneOf(RECIPES),
  epochs: numberRule({ above: 0 }),
  batchSize: numberRule({ min: 1, integer: true }),
  learningRate: numberRule({ above: 0 }),
  schedule: oneOf(SCHEDULES),
  optimizer: oneOf(OPTIMIZERS),
  weightDecay: numberRule({ min: 0 }),
  augment: oneOf(AUGMENTATIONS),
  seed: numberRule({ min: 0, integer: true }),
  backend: oneOf(BACKENDS),
  freeze: enumRule('features'),
  ...SOURCE_RULES,
};
