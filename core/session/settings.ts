/**
 * From what a page asks for (settings) to what will run (architecture, configuration, data set), checked before
 * anything starts. Arithmetic on plain data; downloads and computes nothing.
 */
import { countLayers } from '../analysis/index.js';
import { datasetInfo } from '../data/catalogue.js';
import { KitError } from '../errors.js';
import { baseline } from '../models/architectures/baseline.js';
import { mobilenet } from '../models/architectures/mobilenet.js';
import type { ModelFileReport } from '../runtime/protocol.js';
import { pretrained } from './pretrained.js';
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
  readonly classNames: readonly string[];
  readonly parameters: number;
  readonly dataset: DatasetInfo;
  readonly config: TrainingConfig;
  readonly totalSteps: number;
}

export interface PlanSources {
  readonly file?: Pick<ModelFileReport, 'spec' | 'classNames'> | undefined;
  readonly pictures?: DatasetInfo | undefined;
}

/**
 * @param sources what a model file and a reader's own pictures bring, once they were read
 * @throws KitError invalid-argument or bad-spec, with a sentence that names the value and what would do.
 */
export function planRun(settings: SessionSettings, { file, pictures }: PlanSources = {}): Plan {
  const dataset = pictures ?? datasetInfo(settings.dataset);
  const spec = file?.spec ?? specOf(settings, dataset.classNames.length);
  const counted = countLayers(spec);
  const overrides = overridesOf(settings);
  // The page's author asked before anybody knew of the reader's pictures.
  const batchSize = pictures && overrides.batchSize && Math.min(overrides.batchSize, pictures.trainSize);
  const config = resolveConfig(settings.recipe, pictures ? { ...overrides, batchSize } : overrides, {
    architecture: spec,
    trainSize: dataset.trainSize,
  });
  return {
    spec,
    classNames: namesOfClasses(counted.layers[counted.layers.length - 1]!.outputShape, [
      settings.labels,
      file?.classNames,
      dataset.classNames,
    ]),
    parameters: counted.trainable,
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
    from.dataUrl !== to.dataUrl ||
    from.src !== to.src ||
    from.init !== to.init ||
    from.freeze !== to.freeze ||
    from.inputSize !== to.inputSize ||
    from.inputRange?.join() !== to.inputRange?.join()
  );
}

function overridesOf(settings: SessionSettings): TrainingOverrides {
  const { epochs, batchSize, learningRate, schedule, optimizer, weightDecay, augment, seed } = settings;
  return { epochs, batchSize, learningRate, schedule, optimizer, weightDecay, augment, seed };
}

function specOf(settings: SessionSettings, classes: number): ArchitectureSpec {
  const { src, init } = settings;
  const shipped = pretrained(src ?? init ?? '');
  const { architecture, width } = shipped ?? settings;
  // As it was trained, or with the new last layer that it is to get.
  if (shipped && init === undefined) return BUILDERS[shipped.architecture]({ width });
  if (typeof architecture === 'object') return architecture;
  const build = (BUILDERS as Partial<Record<string, typeof baseline>>)[architecture];
  if (!build) {
    const known = Object.keys(BUILDERS).join(', ');
    throw new KitError(
      'invalid-argument',
      `There is no architecture “${String(architecture)}” that trains in a page. Known: ${known}.`,
    );
  }
  return build({ width, classes });
}

/** The first list with a name for each class, else numbers. */
function namesOfClasses(
  output: readonly number[],
  lists: readonly (readonly string[] | undefined)[],
): readonly string[] {
  const classes = output[output.length - 1]!;
  const named = lists.find((names) => names?.length === classes);
  return named ?? Array.from({ length: classes }, (_, i) => `class ${i + 1}`);
}

export function isTrainableArchitecture(name: string): name is TrainableArchitecture {
  return Object.hasOwn(BUILDERS, name);
}
