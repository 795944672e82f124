/**
 * An invented training run, the same each time: curves, evaluations, predictions. Sample data for stories and tests, to
 * put an element into any state without training; no figure in it was measured.
 */
import type { Evaluation, SamplePrediction, SessionSnapshot, StepPoint, TrainProgress } from '../../core/index.js';
import type { SamplePictures } from './sample-pictures.js';

const CLASSES = 10;
const PER_CLASS = 100;
const IMAGES_PER_SECOND = 412;

/** Which classes look alike, as weights of wrong answers: [truth][taken for]. */
const ALIKE: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  0: { 8: 5, 2: 3, 9: 1 },
  1: { 9: 6, 8: 2 },
  2: { 4: 4, 6: 3, 0: 2, 5: 2, 3: 2 },
  3: { 5: 7, 6: 3, 2: 2, 4: 2 },
  4: { 2: 4, 7: 4, 6: 3 },
  5: { 3: 7, 7: 3, 2: 2 },
  6: { 2: 3, 3: 3, 4: 3 },
  7: { 4: 4, 5: 4, 3: 2 },
  8: { 0: 5, 1: 2, 9: 2 },
  9: { 1: 7, 8: 3 },
};
/** How much harder a class is than the average, in points of accuracy. */
const HARDNESS = [-5, -14, 14, 18, 8, 8, -10, -3, -13, -3];

/** A small generator of reproducible numbers in [0, 1) (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a run of `steps` of the snapshot's steps has left behind. */
export function sampleRun(idle: SessionSnapshot, steps: number, pictures?: SamplePictures): Partial<SessionSnapshot> {
  const { totalSteps, config, dataset } = idle;
  const random = generator(7);
  const scale = totalSteps / 4;
  const points: StepPoint[] = Array.from({ length: steps }, (_, i) => {
    const step = i + 1;
    const progress = 1 - Math.exp(-step / scale);
    return {
      step,
      loss: 2.32 - 1.25 * progress + (random() - 0.5) * 0.5,
      accuracy: Math.round(config.batchSize * (0.1 + 0.5 * progress + (random() - 0.5) * 0.2)) / config.batchSize,
      learningRate: config.learningRate * Math.max(0.02, Math.sin((Math.PI * step) / totalSteps)),
    };
  });
  const evaluations: Evaluation[] = [];
  for (let step = config.evaluateEvery; step <= steps; step += config.evaluateEvery) {
    evaluations.push(
      sampleEvaluation(step, 0.1 + 0.47 * (1 - Math.exp(-step / scale)), 2.3 - 1.08 * (1 - Math.exp(-step / scale))),
    );
  }
  if (steps === totalSteps && evaluations.at(-1)?.step !== steps)
    evaluations.push(sampleEvaluation(steps, 0.566, 1.24));
  const progress: TrainProgress = {
    step: steps,
    totalSteps,
    epoch: (steps * config.batchSize) / dataset.trainSize,
    imagesPerSecond: IMAGES_PER_SECOND,
    secondsLeft: ((totalSteps - steps) * config.batchSize) / IMAGES_PER_SECOND,
    points: points.slice(-1),
  };
  return {
    step: steps,
    points,
    evaluations,
    progress,
    ...(pictures === undefined ? {} : { seen: pictures.seen, samples: samplePredictions(pictures) }),
  };
}

/** An evaluation whose accuracy is about `accuracy`: its own counts decide. */
export function sampleEvaluation(step: number, accuracy: number, loss: number): Evaluation {
  const confusion = Array.from({ length: CLASSES }, (_, truth) => {
    const right = Math.max(4, Math.min(96, Math.round(accuracy * 100 - HARDNESS[truth]! * Math.min(1, accuracy * 2))));
    const row = spread(PER_CLASS - right, truth, accuracy);
    row[truth] = right;
    return row;
  });
  const hits = confusion.map((row, i) => row[i]!);
  return {
    step,
    loss,
    accuracy: hits.reduce((sum, n) => sum + n, 0) / (CLASSES * PER_CLASS),
    count: CLASSES * PER_CLASS,
    perClass: hits.map((n) => n / PER_CLASS),
    confusion,
  };
}

/** Distributes `count` wrong answers: evenly at first, over look-alikes as the network learns. */
function spread(count: number, truth: number, accuracy: number): number[] {
  const weights = Array.from({ length: CLASSES }, (_, other) =>
    other === truth ? 0 : 1 + (ALIKE[truth]?.[other] ?? 0) * accuracy * 3,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const row = weights.map((weight) => Math.floor((count * weight) / total));
  let rest = count - row.reduce((sum, n) => sum + n, 0);
  const order = weights.map((_, i) => i).sort((a, b) => weights[b]! - weights[a]!);
  for (let i = 0; rest > 0; i += 1, rest -= 1) row[order[i % (CLASSES - 1)]!]! += 1;
  return row;
}

function samplePredictions({ heldOut }: SamplePictures): SamplePrediction[] {
  const sure = [0.44, 0.81, 0.92, 0.57, 0.63, 0.39, 0.88, 0.74];
  return heldOut.map(({ index, label, image }, i) => {
    const other = Number(Object.keys(ALIKE[label] ?? {})[0] ?? (label + 1) % CLASSES);
    // Two of eight are wrong, so that both verdicts are seen.
    const first = i % 5 === 0 ? other : label;
    const second = first === label ? other : label;
    const top = sure[i % sure.length]!;
    const rest = (1 - top) * 0.6;
    const tail = (1 - top - rest) / (CLASSES - 2);
    const probabilities = Array.from({ length: CLASSES }, (_, c) => (c === first ? top : c === second ? rest : tail));
    return { index, label, image, probabilities };
  });
}
