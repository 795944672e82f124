/** Two students in lock-step: what the teacher changes and what it must not, answers kept or not, and no leaks. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { Network } from '../../../core/models/network.js';
import { LockStep } from '../../../core/training/lock-step.js';
import { AnswerCache, Teacher } from '../../../core/training/teacher.js';
import { Trainer } from '../../../core/training/trainer.js';
import type {
  ArchitectureSpec,
  DistillationRule,
  LessonPoint,
  TrainingConfig,
  WeightMap,
} from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';

const SIZE = 8;
/** A network of the same kinds of layers as the shipped ones, small enough for a software GPU. */
const network = (filters: number): ArchitectureSpec => ({
  name: `small-${filters}`,
  inputShape: [SIZE, SIZE, 3],
  layers: [
    { name: 'conv', type: 'conv2d', filters, kernelSize: 3, strides: 2, padding: 'same' },
    { name: 'bn', type: 'batchNorm', scale: false, momentum: 0.9 },
    { name: 'relu', type: 'relu' },
    { name: 'mean', type: 'globalAveragePooling2d' },
    { name: 'logits', type: 'dense', units: 10 },
  ],
});
const STUDENT = network(4);
const TEACHER = network(12);
const CONFIG: TrainingConfig = {
  recipe: 'quick',
  optimizer: 'nesterov',
  learningRate: 0.05,
  momentum: 0.9,
  schedule: 'one-cycle',
  weightDecay: 5e-4,
  labelSmoothing: 0.1,
  batchSize: 8,
  epochs: 1,
  augment: 'none',
  cropSize: SIZE,
  seed: 2,
  evaluateEvery: 100,
};
const RULE: DistillationRule = { mode: 'cross-entropy', temperature: 5 };
const TRAIN_SIZE = 24;
const IMAGES = randomArray(TRAIN_SIZE * SIZE * SIZE * 3, 77);
const LABELS = Uint8Array.from({ length: TRAIN_SIZE }, (_, i) => i % 10);

function batch(step: number, shift = 0): { images: tf.Tensor4D; labels: Uint8Array; indices: number[] } {
  const indices = Array.from({ length: 8 }, (_, i) => (i * 5 + step * 7) % TRAIN_SIZE);
  const pixels = SIZE * SIZE * 3;
  const data = Float32Array.from(
    indices.flatMap((index) => [...IMAGES.subarray(index * pixels, (index + 1) * pixels)].map((x) => x + shift)),
  );
  return {
    images: tf.tensor4d(data, [8, SIZE, SIZE, 3]),
    labels: Uint8Array.from(indices, (index) => LABELS[index]!),
    indices,
  };
}

interface Outcome {
  readonly points: readonly LessonPoint[];
  readonly student: WeightMap;
  readonly control: WeightMap;
}

interface Options {
  readonly rule?: DistillationRule;
  readonly cache?: AnswerCache;
  readonly separate?: boolean;
  readonly steps?: number;
  /** Network of the teacher, in place of a fresh one. */
  readonly teacher?: Network;
}

async function teach({ rule = RULE, cache, separate = false, steps = 6, teacher }: Options = {}): Promise<Outcome> {
  const teaching = teacher ?? new Network(TEACHER, { seed: 9 });
  const networks = [new Network(STUDENT, { seed: 1 }), new Network(STUDENT, { seed: 1 })] as const;
  const [student, control] = networks.map((one) => new Trainer(one, CONFIG, { totalSteps: 20 })) as [Trainer, Trainer];
  try {
    const lockStep = new LockStep(new Teacher(teaching, cache), student, control, rule);
    const points: LessonPoint[] = [];
    for (let step = 0; step < steps; step++) {
      const { images, labels, indices } = batch(step);
      const teacherImages = separate ? batch(step, 0.3).images : undefined;
      points.push(await lockStep.trainStep({ images, teacherImages, labels, indices }));
      tf.dispose([images, teacherImages ?? []]);
    }
    return { points, student: await networks[0].weights(), control: await networks[1].weights() };
  } finally {
    for (const trainer of [student, control]) trainer.dispose();
    for (const one of [...networks, ...(teacher ? [] : [teaching])]) one.dispose();
  }
}

/** The same student, alone. */
async function trainAlone(steps = 6): Promise<{ losses: number[]; weights: WeightMap }> {
  const student = new Network(STUDENT, { seed: 1 });
  const trainer = new Trainer(student, CONFIG, { totalSteps: 20 });
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { images, labels } = batch(step);
    losses.push((await trainer.trainStep(images, labels)).loss);
    images.dispose();
  }
  const weights = await student.weights();
  trainer.dispose();
  student.dispose();
  return { losses, weights };
}

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'two students in lock-step', () => {
  it('are the same to the bit where the teacher has no weight, and the control is the student that trains alone', async () => {
    const steps = 3;
    const { points, student, control } = await teach({ rule: { ...RULE, weight: 0 }, steps });
    const alone = await trainAlone(steps);
    expect(student).to.deep.equal(control);
    expect(control).to.deep.equal(alone.weights);
    expect(points.map((point) => point.student)).to.deep.equal(points.map((point) => point.control));
    expect(points.map(({ control: { loss } }) => loss)).to.deep.equal(alone.losses);
  });
});

describeOnBackends(['wasm'], 'a lesson', () => {
  it('changes the student, and neither its control nor its teacher', async () => {
    const teacher = new Network(TEACHER, { seed: 9 });
    const before = await teacher.weights();
    const taught = await teach({ teacher });
    expect(await teacher.weights()).to.deep.equal(before);
    teacher.dispose();
    const alone = await trainAlone();
    expect(taught.control).to.deep.equal(alone.weights);
    expect(taught.student).not.to.deep.equal(taught.control);
    // The first batch finds both as they began; then the student goes where its teacher is.
    const [first] = taught.points;
    expect(first!.studentSoft).to.equal(first!.controlSoft);
    const last = taught.points.at(-1)!;
    expect(last.studentSoft).to.be.below(last.controlSoft);
    expect(last.step).to.equal(6);
  });

  it('is the same for the same seed, in every form of the loss', async () => {
    for (const mode of ['kl', 'weighted', 'logits'] as const) {
      const rule: DistillationRule = { mode, temperature: 4 };
      const [once, again] = [await teach({ rule, steps: 3 }), await teach({ rule, steps: 3 })];
      expect(once).to.deep.equal(again);
    }
  });

  it('takes the same steps from answers that were kept', async () => {
    const fresh = await teach({ steps: 8 });
    const cache = new AnswerCache(TRAIN_SIZE, 10);
    expect(cache.get([0])).to.equal(undefined);
    const kept = await teach({ steps: 8, cache });
    // 8 steps of 8 images out of 24: each was asked about, most of them twice.
    expect(cache.get(Array.from({ length: TRAIN_SIZE }, (_, i) => i))).to.have.length(240);
    const all = await teach({ steps: 8, cache });
    for (const other of [kept, all]) {
      for (const [name, { data }] of Object.entries(fresh.student)) expectClose(other.student[name]!.data, data, 1e-6);
      expect(other.control).to.deep.equal(fresh.control);
    }
  });

  it('lets the teacher look at crops of its own, as the notebook did', async () => {
    const [same, separate] = [await teach(), await teach({ separate: true })];
    expect(separate.student).not.to.deep.equal(same.student);
    expect(separate.control).to.deep.equal(same.control);
  });

  it('records the batch means of the distance from the teacher, without the weight', async () => {
    const [light, heavy] = [
      await teach({ rule: { ...RULE, weight: 0.5 }, steps: 1 }),
      await teach({ rule: { ...RULE, weight: 50 }, steps: 1 }),
    ];
    expect(light.points[0]!.studentSoft).to.equal(heavy.points[0]!.studentSoft);
    expect(light.points[0]!.studentSoft).to.be.above(0);
  });
});

describeOnBackends(['wasm'], 'a lesson that fails', () => {
  it('leaves nothing behind, whoever throws', async () => {
    const teacher = new Network(TEACHER, { seed: 9 });
    const [student, control] = [1, 1].map((seed) => new Network(STUDENT, { seed })) as [Network, Network];
    const trainers = [student, control].map((one) => new Trainer(one, CONFIG, { totalSteps: 20 }));
    const before = tf.memory().numTensors;
    const lockStep = new LockStep(new Teacher(teacher), trainers[0]!, trainers[1]!, RULE);
    const { images, indices } = batch(0);
    for (const labels of [new Uint8Array(8).fill(10), new Uint8Array(3)]) {
      const error = await lockStep.trainStep({ images, labels, indices }).catch((thrown: Error) => thrown);
      expect(error).to.be.instanceOf(Error);
    }
    images.dispose();
    expect(tf.memory().numTensors).to.equal(before);
    for (const trainer of trainers) trainer.dispose();
    for (const one of [teacher, student, control]) one.dispose();
  });
});
