/**
 * From what a page asks for (settings) to what will run (architecture, configuration, data set), checked before
 * anything starts. Arithmetic on plain data; downloads and computes nothing.
 */
import { countParameters } from '../analysis/index.js';
import { datasetInfo } from '../data/catalogue.js';
import { KitError } from '../errors.js';
import { baseline } from '../models/architectures/baseline.js';
import { mobilenet } from '../models/architectures/mobilenet.js';
import { resolveConfig, totalSteps, type TrainingOverrides } from '../training/recipes.js';
import type { ArchitectureSpec, DatasetInfo, TrainingConfig } from '../types.js';
import type { SessionSettings, TrainableArchitecture } from './types.js';

export const DEFAULT_SETTINGS: SessionSettings = {
  architecture: 'baseline',
  // A quarter of every channel count: 489,274 parameters, a few minutes of training without a GPU.
  width: 0.25,
  dataset: 'cifar10-mini',
  recipe: 'quick',
  seed: 1,
  backend: 'auto',
};

const BUILDERS = { baseline, mobilenet } as const;

export interface Plan {
  readonly spec: ArchitectureSpec;
  readonly parameters: number;
  readonly dataset: DatasetInfo;
  readonly config: TrainingConfig;
  readonly totalSteps: number;
}

/** @throws KitError invalid-argument or bad-spec, with a sentence that names the value and what would do. */
export function planRun(settings: SessionSettings): Plan {
  const spec = specOf(settings);
  const dataset = datasetInfo(settings.dataset);
  const config = resolveConfig(settings.recipe, overridesOf(settings), {
    architecture: spec,
    trainSize: dataset.trainSize,
  });
  return {
    spec,
    parameters: countParameters(spec).trainable,
    dataset,
    config,
    totalSteps: totalSteps(config, dataset.trainSize),
  };
}

/** True where going from one to the other needs new weights, not only another way to go on. */
export function needsNewNetwork(from: SessionSettings, to: SessionSettings): boolean {
  return (
    from.architecture !== to.architecture ||
    from.width !== to.width ||
    from.seed !== to.seed ||
    from.backend !== to.backend ||
    from.dataset !== to.dataset ||
    from.dataUrl !== to.dataUrl
  );
}

function overridesOf(settings: SessionSettings): TrainingOverrides {
  const { epochs, batchSize, learningRate, schedule, optimizer, weightDecay, augment, seed } = settings;
  return { epochs, batchSize, learningRate, schedule, optimizer, weightDecay, augment, seed };
}

function specOf({ architecture, width }: SessionSettings): ArchitectureSpec {
  if (typeof architecture === 'object') return architecture;
  const build = (BUILDERS as Partial<Record<string, typeof baseline>>)[architecture];
  if (!build) {
    const known = Object.keys(BUILDERS).join(', ');
    throw new KitError(
      'invalid-argument',
      `There is no architecture “${String(architecture)}” that trains in a page. Known: ${known}.`,
    );
  }
  return build({ width });
}

export function isTrainableArchitecture(name: string): name is TrainableArchitecture {
  return Object.hasOwn(BUILDERS, name);
}
