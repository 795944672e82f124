/** The exam between steps: the held-out images of a data set, in inference mode, with some predictions to look at. */
import * as tf from '@tensorflow/tfjs-core';
import { scaleImages } from '../../data/augment.js';
import type { ImageSet } from '../../data/dataset.js';
import { predict } from '../../models/predict.js';
import { evaluate, type EvaluateOptions } from '../../training/evaluate.js';
import type { Evaluation, SamplePrediction } from '../../types.js';
import type { JobContext } from '../host.js';
import type { LiveModel } from '../live-model.js';

/** Predictions shown, one after another through the classes; always the same images, so that a reader sees them change. */
const SAMPLES = 8;

type Exam = { evaluation: Evaluation; samples: readonly SamplePrediction[] };

/** @param heard hears the logits of each batch, and how long they took in ms */

export async function examine(
  model: LiveModel,
  dataset: ImageSet,
  context: Pick<JobContext<'train.run' | 'train.evaluate'>, 'state' | 'signal' | 'breathe' | 'aside'>,
  heard?: EvaluateOptions['heard'],
): Promise<Exam> {
  const { state, signal, breathe, aside } = context;
  await aside(dataset.whenTestImages({ signal }));
  const { network, step } = model;
  const all = Int32Array.from({ length: dataset.info.testSize }, (_, i) => i);
  const labels = dataset.labels('test', all);
  const evaluation = await evaluate(
    network,
    { labels, images: (start, end) => tensorOf(dataset, all.subarray(start, end)) },
    { step, breathe, signal, batchSize: state.evaluationBatch, heard },
  );
  const shown = firstOfEachClass(labels, dataset.info.classNames.length).slice(0, SAMPLES);
  const images = tensorOf(dataset, shown);
  try {
    const { data } = await predict(network, images);
    return { evaluation, samples: shown.map((index, row) => sampleOf(dataset, index, labels[index]!, data, row)) };
  } finally {
    images.dispose();
  }
}

function tensorOf(dataset: ImageSet, indices: ArrayLike<number>): tf.Tensor4D {
  const [height, width, channels] = dataset.info.imageShape;
  return tf.tensor4d(scaleImages(dataset.images('test', indices)), [indices.length, height, width, channels]);
}

function firstOfEachClass(labels: ArrayLike<number>, classes: number): number[] {
  const all = Array.from(labels);
  return Array.from({ length: classes }, (_, label) => all.indexOf(label)).filter((index) => index >= 0);
}

function sampleOf(
  dataset: ImageSet,
  index: number,
  label: number,
  probabilities: Float32Array,
  row: number,
): SamplePrediction {
  const classes = dataset.info.classNames.length;
  return {
    index,
    label,
    image: { data: dataset.images('test', [index]), shape: dataset.info.imageShape },
    probabilities: [...probabilities.subarray(row * classes, (row + 1) * classes)],
  };
}
