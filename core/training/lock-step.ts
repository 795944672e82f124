/**
 * Two students, one with a teacher and one without, that take each step on the same batch: what they differ in afterwards
 * is the teacher's doing. How a step is taken is the trainer's business; whose lessons these are, the caller's.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { teacherDistance } from '../analysis/distillation.js';
import type { DistillationRule, LessonPoint, StepPoint } from '../types.js';
import { distillationLoss } from './distillation-loss.js';
import type { Teacher } from './teacher.js';
import type { Trainer } from './trainer.js';

export interface LessonBatch {
  /** [n, h, w, c] in [-1, 1], what both students look at; stay the caller's. */
  readonly images: tf.Tensor4D;
  /** What the teacher looks at, where that is something else. */
  readonly teacherImages?: tf.Tensor4D | undefined;
  /** [n] class indices. */
  readonly labels: ArrayLike<number>;
  /** [n] places of the images in the training set. */
  readonly indices: ArrayLike<number>;
}

export class LockStep {
  /** @param rule of the student's loss; the control's is that of the labels alone */
  constructor(
    private readonly teacher: Teacher,
    private readonly student: Trainer,
    private readonly control: Trainer,
    private readonly rule: DistillationRule,
  ) {}

  /**
   * One update of each student. All work is queued on the device before anything is awaited.
   * @throws KitError what either trainer throws: then the two may stand at different steps, and the caller takes both back
   *   to a common one; invalid-argument for images that the teacher can't take
   */
  async trainStep({ images, teacherImages = images, labels, indices }: LessonBatch): Promise<LessonPoint> {
    const { logits, values } = this.teacher.answer(indices, () => teacherImages);
    const read: { student?: Float32Array; control?: Float32Array } = {};
    try {
      const steps = await Promise.allSettled([
        this.student.trainStep(images, labels, {
          loss: (z, targets) => distillationLoss(this.rule, z, targets, logits),
          heard: (z) => (read.student = z),
        }),
        this.control.trainStep(images, labels, { heard: (z) => (read.control = z) }),
        values,
      ]);
      const failed = steps.find((step) => step.status === 'rejected');
      if (failed) throw failed.reason;
      const [student, control, teacher] = steps.map((step) => (step as PromiseFulfilledResult<unknown>).value) as [
        StepPoint,
        StepPoint,
        Float32Array,
      ];
      return {
        step: student.step,
        student,
        control,
        studentSoft: meanDistance(this.rule, read.student!, teacher, labels.length),
        controlSoft: meanDistance(this.rule, read.control!, teacher, labels.length),
      };
    } finally {
      logits.dispose();
    }
  }
}

/** @param student [n, classes] logits, as are the teacher's */
function meanDistance(rule: DistillationRule, student: Float32Array, teacher: Float32Array, n: number): number {
  const classes = student.length / n;
  let sum = 0;
  for (let start = 0; start < student.length; start += classes) {
    const end = start + classes;
    sum += teacherDistance(rule, student.subarray(start, end), teacher.subarray(start, end));
  }
  return sum / n;
}
