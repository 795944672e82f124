/**
 * The jobs that an element may have done about a live model, by name, and what the session adds to each: the model that it
 * is about or the data set that it looks into. What is not in the list goes through a method of its own.
 */
import type { JobOptions } from '../runtime/client.js';
import type { JobParams, JobType } from '../runtime/protocol.js';

export const QUESTIONS = {
  'model.predict': 'model',
  'model.name': 'model',
  'attribution.explain': 'model',
  'attribution.randomise': 'model',
  'attribution.curves': 'model',
  'robustness.sweep': 'model',
  'robustness.survey': 'model',
  'robustness.worst-case': 'model',
  'statistics.means': 'neither',
  'synthesis.run': 'model',
  'synthesis.attack': 'model',
  'features.activations': 'model',
  'features.survey': 'model',
  'features.kernel': 'model',
  'features.codes': 'model',
  'features.embed': 'neither',
  'features.neighbours': 'neither',
  'dataset.samples': 'dataset',
  'dataset.labels': 'dataset',
  'images.fit': 'neither',
} as const satisfies Partial<Record<JobType, 'model' | 'dataset' | 'neither'>>;

export type Question = keyof typeof QUESTIONS;
/** What the asker says; the session knows the rest. */
export type QuestionParams<Q extends Question> = Omit<JobParams<Q>, 'model' | 'dataset' | 'source'>;
export type QuestionOptions<Q extends Question> = JobOptions<Q>;
