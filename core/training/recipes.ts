/**
 * Recipes: complete sets of training settings under a name, and the check of what a page overrides in them. Plain data
 * and arithmetic, no TensorFlow.js.
 */
import { KitError } from '../errors.js';
import type {
  ArchitectureSpec,
  AugmentName,
  OptimizerName,
  RecipeName,
  ScheduleName,
  TrainingConfig,
} from '../types.js';

export const RECIPES = ['quick', 'tmlss', 'tmlss-as-published'] as const satisfies readonly RecipeName[];
export const OPTIMIZERS = ['sgd', 'momentum', 'nesterov', 'adam'] as const satisfies readonly OptimizerName[];
export const SCHEDULES = ['constant', 'step', 'cosine', 'one-cycle'] as const satisfies readonly ScheduleName[];
export const AUGMENTATIONS = [
  'none',
  'crop',
  'mirror',
  'crop-mirror',
  'as-published',
] as const satisfies readonly AugmentName[];

/** What a page may set apart from the recipe; undefined leaves it to the recipe. */
export type TrainingOverrides = {
  readonly [K in Exclude<keyof TrainingConfig, 'recipe'>]?: TrainingConfig[K] | undefined;
};

export interface RecipeContext {
  /** A builder's name, or the architecture itself. */
  readonly architecture: string | ArchitectureSpec;
  /** Number of training images. */
  readonly trainSize: number;
}

/** Adam takes steps of about its learning rate in each weight, whatever the gradient's size. */
const ADAM_LEARNING_RATE = 0.003;

/** The practical: 90,000 iterations on 50,000 images. Batches of 32 in part I, of 64 for the separable nets. */
const TMLSS_ITERATIONS = 90_000;
const TMLSS_TRAIN_SIZE = 50_000;
const EVALUATIONS_PER_RUN = 60;

type Recipe = Omit<TrainingConfig, 'recipe' | 'evaluateEvery' | 'seed'>;

/**
 * Whole settings of a run: the recipe's, with the overrides in their place.
 * @throws KitError invalid-argument, naming the setting, its value and what it may be
 */
export function resolveConfig(
  recipe: RecipeName,
  overrides: TrainingOverrides,
  context: RecipeContext,
): TrainingConfig {
  choose('recipe', recipe, RECIPES);
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const base = recipeFor(recipe, context);
  const merged = {
    ...base,
    ...(given['optimizer'] === 'adam' ? { learningRate: ADAM_LEARNING_RATE } : {}),
    seed: 0,
    // A small data set of a reader's own is one batch; a batch that somebody asked for is checked instead.
    batchSize: Math.min(base.batchSize, context.trainSize),
    ...given,
    recipe,
  };
  check(merged, context.trainSize);
  const steps = totalSteps(merged, context.trainSize);
  const perEpoch = stepsPerEpoch(merged.batchSize, context.trainSize);
  const config = { evaluateEvery: Math.max(perEpoch, Math.ceil(steps / EVALUATIONS_PER_RUN)), ...merged };
  whole('evaluation interval', config.evaluateEvery, 1);
  return config;
}

/** Steps of the whole run. An epoch ends with its last whole batch. */
export function totalSteps(config: Pick<TrainingConfig, 'epochs' | 'batchSize'>, trainSize: number): number {
  return Math.max(1, Math.round(config.epochs * stepsPerEpoch(config.batchSize, trainSize)));
}

function stepsPerEpoch(batchSize: number, trainSize: number): number {
  return Math.floor(trainSize / batchSize);
}

function recipeFor(recipe: RecipeName, { architecture }: RecipeContext): Recipe {
  if (recipe === 'quick') {
    // Chosen among 20 settings, three seeds each on cifar10-mini, for accuracy within three minutes on one CPU thread:
    // after these 8 epochs the baseline names 48 to 53 % of 4,000 test images at width 1/8, 52 to 54 % at width 3/16.
    return {
      optimizer: 'nesterov',
      learningRate: 0.2,
      momentum: 0.9,
      schedule: 'one-cycle',
      weightDecay: 5e-4,
      labelSmoothing: 0.1,
      batchSize: 64,
      epochs: 8,
      augment: 'crop-mirror',
      cropSize: 24,
      bnMomentum: 0.95,
    };
  }
  const batchSize = isSeparable(architecture) ? 64 : 32;
  return {
    optimizer: 'momentum',
    learningRate: 0.1,
    momentum: 0.9,
    schedule: 'step',
    weightDecay: 0,
    labelSmoothing: 0,
    batchSize,
    epochs: TMLSS_ITERATIONS / stepsPerEpoch(batchSize, TMLSS_TRAIN_SIZE),
    augment: recipe === 'tmlss' ? 'crop-mirror' : 'as-published',
    cropSize: 24,
  };
}

/** Part III of the practical is about depthwise-separable nets. */
function isSeparable(architecture: string | ArchitectureSpec): boolean {
  return typeof architecture === 'string'
    ? architecture === 'mobilenet'
    : architecture.layers.some(({ type }) => type === 'depthwiseConv2d');
}

function check(config: Omit<TrainingConfig, 'evaluateEvery'>, trainSize: number): void {
  choose('optimizer', config.optimizer, OPTIMIZERS);
  choose('schedule', config.schedule, SCHEDULES);
  choose('augmentation', config.augment, AUGMENTATIONS);
  range('learning rate', config.learningRate, (value) => value > 0, 'above 0');
  range('momentum', config.momentum, (value) => value >= 0 && value < 1, 'in [0, 1)');
  range('weight decay', config.weightDecay, (value) => value >= 0, '0 or more');
  range('label smoothing', config.labelSmoothing, (value) => value >= 0 && value < 1, 'in [0, 1)');
  range('number of epochs', config.epochs, (value) => value > 0, 'above 0');
  if (config.bnMomentum !== undefined) {
    range('batch-norm momentum', config.bnMomentum, (value) => value >= 0 && value < 1, 'in [0, 1)');
  }
  whole('batch size', config.batchSize, 1);
  whole('crop size', config.cropSize, 1);
  if (!Number.isSafeInteger(config.seed)) {
    throw new KitError('invalid-argument', `The seed must be a whole number; it is ${text(config.seed)}.`);
  }
  if (config.batchSize > trainSize) {
    throw new KitError(
      'invalid-argument',
      `The batch size is ${config.batchSize}, but there are only ${trainSize} training images.`,
    );
  }
}

function choose(what: string, value: unknown, allowed: readonly string[]): void {
  if (allowed.includes(value as string)) return;
  throw new KitError('invalid-argument', `The ${what} must be one of ${allowed.join(', ')}; it is ${text(value)}.`);
}

function range(what: string, value: unknown, fits: (value: number) => boolean, words: string): void {
  if (typeof value === 'number' && Number.isFinite(value) && fits(value)) return;
  throw new KitError('invalid-argument', `The ${what} must be a number ${words}; it is ${text(value)}.`);
}

function whole(what: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new KitError('invalid-argument', `The ${what} must be a whole number from ${least} on; it is ${text(value)}.`);
}

/** A value as a page author wrote it: NaN and texts readable, −1 with a true minus sign left as typed. */
function text(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : String(value);
}
