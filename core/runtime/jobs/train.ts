/**
 * The training loop as a job: batch by batch from the data set through the trainer, with held-out evaluations between,
 * until the run's end or a cancel. What a step is, the trainer knows; what a batch is, the batch plan.
 */
import * as tf from '@tensorflow/tfjs-core';
import { augment, scaleImages } from '../../data/augment.js';
import type { ImageSet } from '../../data/dataset.js';
import { KitError } from '../../errors.js';
import type { SeenBatch, StepPoint, TrainingConfig } from '../../types.js';
import type { JobContext, JobFunction } from '../host.js';
import type { LiveModel, Run } from '../live-model.js';
import { examine } from './held-out.js';
import { Pace } from './pace.js';

/** How many images of a batch are shown, and how long between two showings in ms: a reader can't look faster. */
const SEEN_IMAGES = 12;
const SEEN_MS = 1_000;

export const runTraining: JobFunction<'train.run'> = async (params, context) => {
  const { config, steps = Infinity } = params;
  const { state, signal, breathe, aside, due, progress, frame } = context;
  const model = state.model(params.model);
  const dataset = state.dataset(params.dataset);
  const run = model.run(config, dataset.shardSizes);
  const { trainer, plan, totalSteps } = run;
  if (model.takeRollback()) frame({ kind: 'rollback', step: trainer.step });

  const last = Math.min(totalSteps, trainer.step + steps);
  const pace = new Pace(config.batchSize);
  let points: StepPoint[] = [];
  let seenAt = -Infinity;
  const report = () => {
    progress({
      step: trainer.step,
      totalSteps,
      epoch: trainer.step / plan.stepsPerEpoch,
      imagesPerSecond: pace.imagesPerSecond,
      secondsLeft: pace.secondsLeft(totalSteps - trainer.step),
      points,
    });
    points = [];
  };

  try {
    while (trainer.step < last) {
      if (examDue(model, config)) await takeExam(model, dataset, context);
      await aside(dataset.whenTrainImages(plan.needs(trainer.step), { signal }));
      const batch = nextBatch(run, dataset, config);
      if (performance.now() - seenAt >= SEEN_MS) {
        frame({ kind: 'seen', batch: firstOf(batch, SEEN_IMAGES) });
        seenAt = performance.now();
      }
      pace.begin();
      points.push(await oneStep(run, batch));
      pace.end();
      if (due()) report();
      await breathe();
    }
  } catch (thrown) {
    if (thrown instanceof KitError && thrown.code === 'diverged') {
      // What was before the way back must not arrive after it.
      if (points.length > 0) report();
      model.evaluatedAt = -1;
      frame({ kind: 'rollback', step: trainer.step });
    }
    throw thrown;
  } finally {
    if (points.length > 0) report();
  }
  const done = trainer.step >= totalSteps;
  if (model.evaluatedAt !== trainer.step && (done || examDue(model, config))) await takeExam(model, dataset, context);
  return { step: trainer.step, totalSteps, done };
};

export const evaluateModel: JobFunction<'train.evaluate'> = (params, context) =>
  examine(context.state.model(params.model), context.state.dataset(params.dataset), context);

function examDue({ step, evaluatedAt }: LiveModel, { evaluateEvery }: TrainingConfig): boolean {
  return step > 0 && step % evaluateEvery === 0 && evaluatedAt !== step;
}

async function takeExam(model: LiveModel, dataset: ImageSet, context: JobContext<'train.run'>): Promise<void> {
  const exam = await examine(model, dataset, context);
  model.evaluatedAt = model.step;
  context.frame({ kind: 'evaluation', ...exam });
  await model.save();
}

function nextBatch(
  { plan, trainer }: Run,
  dataset: ImageSet,
  { augment: mode, cropSize, seed }: TrainingConfig,
): SeenBatch {
  const indices = plan.indices(trainer.step);
  const imageSize = dataset.info.imageShape[0];
  const { images, size } = augment(dataset.images('train', indices), {
    mode,
    cropSize,
    seed,
    step: trainer.step,
    imageSize,
  });
  return {
    images: { data: images, shape: [indices.length, size, size, dataset.info.imageShape[2]] },
    labels: [...dataset.labels('train', indices)],
  };
}

function firstOf({ images, labels }: SeenBatch, count: number): SeenBatch {
  const [n, ...shape] = images.shape;
  const shown = Math.min(count, n!);
  return {
    images: { data: images.data.slice(0, (images.data.length / n!) * shown), shape: [shown, ...shape] },
    labels: labels.slice(0, shown),
  };
}

async function oneStep({ trainer }: Run, { images, labels }: SeenBatch): Promise<StepPoint> {
  const x = tf.tensor4d(scaleImages(images.data), [...images.shape] as [number, number, number, number]);
  try {
    return await trainer.trainStep(x, labels);
  } finally {
    x.dispose();
  }
}
