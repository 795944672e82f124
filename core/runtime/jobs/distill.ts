/**
 * A student and its control in lock-step as a job: what the step loop needs to train two models on the same batches, one
 * of them with a teacher. The arithmetic of a lesson is in core/training.
 */
import { KitError } from '../../errors.js';
import type { ImageSet } from '../../data/dataset.js';
import type { Network } from '../../models/network.js';
import { LockStep } from '../../training/lock-step.js';
import { AnswerCache, Teacher } from '../../training/teacher.js';
import type { HeldOutAnswers, LessonPoint, SamplePrediction } from '../../types.js';
import type { JobContext, JobFunction } from '../host.js';
import { LiveModel } from '../live-model.js';
import type { HeldOutLook, JobParams } from '../protocol.js';
import { examine } from './held-out.js';
import { batchAt, batchTensor, runCourse, type Course } from './step-loop.js';

/** Draws of the teacher's own crops, where it has its own. */
const TEACHER_VIEW = 1;

/** What a teacher said, by its network: kept between two jobs of a run, gone with the network. */
const known = new WeakMap<
  Network,
  { readonly key: string; readonly answers: AnswerCache; readonly look: HeldOutLook }
>();

export const runDistillation: JobFunction<'distill.run'> = async (params, context) => {
  const { config, rule, steps = Infinity, separateCrops = false } = params;
  const { state, frame } = context;
  const [student, control, teacher] = [
    state.model(params.model),
    state.model(params.control),
    state.model(params.teacher),
  ];
  const dataset = state.dataset(params.dataset);
  checkClasses(teacher.network, student.network);
  if (control.step === 0 && student.step === 0) await shareWeights(student, control);
  const run = student.run(config, dataset.shardSizes);
  const { trainer: alone } = control.run(config, dataset.shardSizes);
  const { trainer, plan, totalSteps } = run;
  checkLockStep(student, control);
  const rolledBack = [student, control].map((model) => model.takeRollback());
  if (rolledBack.includes(true)) frame({ kind: 'rollback', step: trainer.step });
  if (trainer.step === 0) await LiveModel.saveTogether([student, control]);

  const { answers, look } = await ask(teacher, params, dataset, context);
  const labels = heldOutLabels(dataset);
  frame({ kind: 'teacher', look: structuredClone(look), labels });
  // Other crops each time are other questions; the same image is asked about once.
  const kept = config.augment === 'none' ? answers : undefined;
  const lockStep = new LockStep(new Teacher(teacher.network, kept), trainer, alone, rule);

  const course: Course<LessonPoint> = {
    dataset,
    config,
    plan,
    totalSteps,
    get step() {
      return trainer.step;
    },
    get evaluatedAt() {
      return student.evaluatedAt;
    },
    async trainStep(batch) {
      const images = batchTensor(batch);
      const teacherImages = separateCrops ? batchTensor(batchAt(course, trainer.step, TEACHER_VIEW)) : undefined;
      try {
        return await lockStep.trainStep({ images, teacherImages, labels: batch.labels, indices: batch.indices });
      } finally {
        images.dispose();
        teacherImages?.dispose();
      }
    },
    async takeExam() {
      const exams = [await lookAt(student, dataset, context), await lookAt(control, dataset, context)] as const;
      for (const model of [student, control]) model.evaluatedAt = model.step;
      frame({ kind: 'exam', student: exams[0], control: exams[1] });
      await LiveModel.saveTogether([student, control]);
    },
    goneBack() {
      for (const model of [student, control]) model.revert();
    },
  };
  return runCourse(course, steps, context);
};

function checkClasses(teacher: Network, student: Network): void {
  if (teacher.classes === student.classes) return;
  throw new KitError(
    'invalid-argument',
    `The teacher tells ${teacher.classes} classes apart and the student ${student.classes}: it can only teach the classes that both know.`,
  );
}

function checkLockStep(student: LiveModel, control: LiveModel): void {
  if (student.step === control.step) return;
  throw new KitError(
    'invalid-argument',
    `The student has learnt for ${student.step} steps and its control for ${control.step}: only from the same start can they be compared. Reset both.`,
  );
}

/** The same start, wherever the student's weights come from. @throws KitError bad-weights for another architecture */
async function shareWeights(student: LiveModel, control: LiveModel): Promise<void> {
  control.network.setWeights(await student.network.weights());
}

/** The teacher's answers to held-out images, and a place for those to training images. */
async function ask(
  teacher: LiveModel,
  { dataset: name }: JobParams<'distill.run'>,
  dataset: ImageSet,
  context: JobContext<'distill.run'>,
): Promise<{ readonly answers: AnswerCache; readonly look: HeldOutLook }> {
  const key = `${name} ${teacher.step}`;
  const before = known.get(teacher.network);
  if (before?.key === key) return before;
  const { evaluation, answers: said } = await lookAt(teacher, dataset, context);
  const answers = new AnswerCache(dataset.info.trainSize, teacher.network.classes);
  const found = { key, answers, look: { evaluation, answers: said } };
  known.set(teacher.network, found);
  return found;
}

async function lookAt(
  model: LiveModel,
  dataset: ImageSet,
  context: JobContext<'distill.run'>,
): Promise<HeldOutLook & { readonly samples: readonly SamplePrediction[] }> {
  const { classes } = model.network;
  const predicted = new Int32Array(dataset.info.testSize);
  const confidence = new Float32Array(dataset.info.testSize);
  const times: number[] = [];
  let at = 0;
  const exam = await examine(model, dataset, context, (logits, milliseconds) => {
    const count = logits.length / classes;
    for (let row = 0; row < count; row++, at++) {
      const [best, sure] = mostProbable(logits.subarray(row * classes, (row + 1) * classes));
      predicted[at] = best;
      confidence[at] = sure;
    }
    times.push(milliseconds / count);
  });
  const answers: HeldOutAnswers = { predicted, confidence, milliseconds: median(times) };
  return { ...exam, answers };
}

function mostProbable(logits: Float32Array): readonly [index: number, probability: number] {
  let best = 0;
  for (let c = 1; c < logits.length; c++) if (logits[c]! > logits[best]!) best = c;
  const sum = logits.reduce((total, z) => total + Math.exp(z - logits[best]!), 0);
  return [best, 1 / sum];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function heldOutLabels(dataset: ImageSet): Int32Array {
  return dataset.labels(
    'test',
    Array.from({ length: dataset.info.testSize }, (_, i) => i),
  );
}
