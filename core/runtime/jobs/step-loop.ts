/**
 * The step loop that every kind of training shares: batch by batch from the data set, with exams between, until the run's
 * end or a cancel. What a step and an exam are, the course says; what a batch is, the batch plan.
 */
import * as tf from '@tensorflow/tfjs-core';
import { augment, scaleImages } from '../../data/augment.js';
import type { BatchPlan } from '../../data/batches.js';
import type { ImageSet } from '../../data/dataset.js';
import { KitError } from '../../errors.js';
import type { SeenBatch, TrainingConfig, TrainProgress } from '../../types.js';
import type { JobContext } from '../host.js';
import { Pace } from './pace.js';

/** How many images of a batch are shown, and how long between two showings in ms: a reader can't look faster. */
const SEEN_IMAGES = 12;
const SEEN_MS = 1_000;

export interface TrainingBatch extends SeenBatch {
  /** Places of the images in the training set. */
  readonly indices: Int32Array;
}

/** What is trained, from where it stands. */
export interface Course<Point> {
  readonly dataset: ImageSet;
  readonly config: TrainingConfig;
  readonly plan: BatchPlan;
  readonly totalSteps: number;
  /** Steps done. */
  readonly step: number;
  /** Step of the last exam. */
  readonly evaluatedAt: number;
  trainStep(batch: TrainingBatch): Promise<Point>;
  takeExam(): Promise<void>;
  /** After a step diverged: makes sure of a state to go on from. */
  goneBack(): void;
}

type LoopContext<Point> = Pick<JobContext<'train.run'>, 'signal' | 'breathe' | 'aside' | 'due'> & {
  progress(value: TrainProgress<Point>): void;
  frame(value: { kind: 'seen'; batch: SeenBatch } | { kind: 'rollback'; step: number }): void;
};

/** @param steps at most so many */
export async function runCourse<Point>(
  course: Course<Point>,
  steps: number,
  context: LoopContext<Point>,
): Promise<{ step: number; totalSteps: number; done: boolean }> {
  const { dataset, config, plan, totalSteps } = course;
  const { signal, breathe, aside, due, progress, frame } = context;
  const last = Math.min(totalSteps, course.step + steps);
  const pace = new Pace(config.batchSize);
  let points: Point[] = [];
  let seenAt = -Infinity;
  const report = () => {
    progress({
      step: course.step,
      totalSteps,
      epoch: course.step / plan.stepsPerEpoch,
      imagesPerSecond: pace.imagesPerSecond,
      secondsLeft: pace.secondsLeft(totalSteps - course.step),
      points,
    });
    points = [];
  };

  try {
    while (course.step < last) {
      if (examDue(course)) await course.takeExam();
      await aside(dataset.whenTrainImages(plan.needs(course.step), { signal }));
      const batch = batchAt(course, course.step);
      if (performance.now() - seenAt >= SEEN_MS) {
        frame({ kind: 'seen', batch: firstOf(batch, SEEN_IMAGES) });
        seenAt = performance.now();
      }
      pace.begin();
      points.push(await course.trainStep(batch));
      pace.end();
      if (due()) report();
      await breathe();
    }
  } catch (thrown) {
    if (thrown instanceof KitError && thrown.code === 'diverged') {
      // What was before the way back must not arrive after it.
      if (points.length > 0) report();
      course.goneBack();
      frame({ kind: 'rollback', step: course.step });
    }
    throw thrown;
  } finally {
    if (points.length > 0) report();
  }
  const done = course.step >= totalSteps;
  if (course.evaluatedAt !== course.step && (done || examDue(course))) await course.takeExam();
  return { step: course.step, totalSteps, done };
}

function examDue({ step, evaluatedAt, config }: Course<unknown>): boolean {
  return step > 0 && step % config.evaluateEvery === 0 && evaluatedAt !== step;
}

/**
 * The batch of a step as the network sees it.
 * @param view another number gives other crops and mirrors of the same images
 */
export function batchAt(
  { plan, dataset, config }: Pick<Course<unknown>, 'plan' | 'dataset' | 'config'>,
  step: number,
  view = 0,
): TrainingBatch {
  const indices = plan.indices(step);
  const { augment: mode, cropSize, seed } = config;
  const [imageSize, , channels] = dataset.info.imageShape;
  const { images, size } = augment(dataset.images('train', indices), { mode, cropSize, seed, step, view, imageSize });
  return {
    images: { data: images, shape: [indices.length, size, size, channels] },
    labels: [...dataset.labels('train', indices)],
    indices,
  };
}

/** On the device, scaled to [-1, 1]; the caller's. */
export function batchTensor({ images }: SeenBatch): tf.Tensor4D {
  return tf.tensor4d(scaleImages(images.data), [...images.shape] as [number, number, number, number]);
}

function firstOf({ images, labels }: SeenBatch, count: number): SeenBatch {
  const [n, ...shape] = images.shape;
  const shown = Math.min(count, n!);
  return {
    images: { data: images.data.slice(0, (images.data.length / n!) * shown), shape: [shown, ...shape] },
    labels: labels.slice(0, shown),
  };
}
