/**
 * The training of one model as a job: its trainer and its exams put into the step loop that all training shares.
 */
import type { JobFunction } from '../host.js';
import { examine } from './held-out.js';
import { batchTensor, runCourse, type Course } from './step-loop.js';
import type { StepPoint } from '../../types.js';

export const runTraining: JobFunction<'train.run'> = (params, context) => {
  const { config, steps = Infinity } = params;
  const { state, frame } = context;
  const model = state.model(params.model);
  const dataset = state.dataset(params.dataset);
  const { trainer, plan, totalSteps } = model.run(config, dataset.shardSizes);
  if (model.takeRollback()) frame({ kind: 'rollback', step: trainer.step });
  const course: Course<StepPoint> = {
    dataset,
    config,
    plan,
    totalSteps,
    get step() {
      return trainer.step;
    },
    get evaluatedAt() {
      return model.evaluatedAt;
    },
    async trainStep(batch) {
      const images = batchTensor(batch);
      try {
        return await trainer.trainStep(images, batch.labels);
      } finally {
        images.dispose();
      }
    },
    async takeExam() {
      const exam = await examine(model, dataset, context);
      model.evaluatedAt = model.step;
      frame({ kind: 'evaluation', ...exam });
      await model.save();
    },
    goneBack: () => (model.evaluatedAt = -1),
  };
  return runCourse(course, steps, context);
};

export const evaluateModel: JobFunction<'train.evaluate'> = (params, context) =>
  examine(context.state.model(params.model), context.state.dataset(params.dataset), context);
