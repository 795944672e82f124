/**
 * From the numbers of both students to the three charts of the lesson. Pure: data in, data out; every axis spans the whole
 * run from the start.
 */
import { lossWeights } from '../../core/index.js';
import { decimal, integer, percent } from '../shared/format.js';
import type { ChartModel } from '../shared/line-chart.js';
import { smoothed } from '../shared/smoothed.js';
import type { LessonView } from './view.js';

/** Share of a run over which training curves are smoothed, as the time constant of an exponential mean. */
const SMOOTHING_SHARE = 0.02;
const NAMES = { student: 'with teacher', control: 'alone' } as const;

const xAxis = ({ student }: LessonView): ChartModel['x'] => ({
  last: student.totalSteps,
  one: 'step',
  many: 'steps',
  format: integer,
});

export function accuracyChart(view: LessonView): ChartModel {
  const { student, control, results } = view;
  const of = (snapshot: LessonView['student']) =>
    snapshot.evaluations.map(({ step, accuracy }) => [step, accuracy * 100] as const);
  const [taught, alone] = [of(student), of(control)];
  const format = (value: number) => `${decimal(value, 1)} %`;
  const aim = results.source === 'live' ? results.teacher.accuracy : undefined;
  const chance = 100 / student.classNames.length;
  return {
    title: 'The lesson',
    hint: 'held-out accuracy; same student, recipe, seed and batches',
    height: 220,
    x: xAxis(view),
    y: { domain: [0, 100], ticks: [0, 25, 50, 75, 100], format: (v, last) => (last ? `${v} %` : String(v)) },
    reference:
      aim === undefined
        ? { value: chance, label: `guessing, ${integer(chance)} %` }
        : { value: aim * 100, label: `teacher ${percent(aim)}` },
    series: [
      { name: NAMES.student, kind: 'subject', rings: true, points: taught, format },
      { name: NAMES.control, kind: 'comparison', rings: true, points: alone, format },
    ],
    says:
      taught.length === 0
        ? 'Held-out accuracy, empty: neither student has sat an exam yet.'
        : `Held-out accuracy after ${integer(taught.at(-1)![0])} steps: with a teacher ${format(taught.at(-1)![1])}, alone ${format(alone.at(-1)?.[1] ?? NaN)}${aim === undefined ? '' : `; the teacher has ${percent(aim)}`}.`,
  };
}

/** What the labels ask for. */
export function hardChart(view: LessonView): ChartModel {
  const { student, control } = view;
  const steps = student.totalSteps * SMOOTHING_SHARE;
  const guess = Math.log(student.classNames.length);
  return pair(view, {
    title: 'Loss of the labels',
    hint: 'cross-entropy, nats',
    subject: smoothed(student.points, ({ loss }) => loss, steps),
    comparison: smoothed(control.points, ({ loss }) => loss, steps),
    least: guess * 1.1,
    reference: { value: guess, label: `guessing, ${decimal(guess, 2)}` },
  });
}

/** What the teacher asks for, with the weight that it has in the loss; of the control only measured. */
export function softChart(view: LessonView): ChartModel {
  const { lessons, student } = view;
  const { rule, distances } = lessons;
  const { soft } = lossWeights(rule);
  // A teacher of no weight still has a distance.
  const weight = soft === 0 ? 1 : soft;
  const steps = student.totalSteps * SMOOTHING_SHARE;
  const what = rule.mode === 'logits' ? 'distance of the logits' : 'KL at T';
  return pair(view, {
    title: 'Distance from the teacher',
    hint: `${what}${weight === 1 ? '' : ` × ${decimal(weight, weight % 1 === 0 ? 0 : 2)}`}, nats`,
    subject: smoothed(distances, (point) => point.student * weight, steps),
    comparison: smoothed(distances, (point) => point.control * weight, steps),
    least: 1,
  });
}

interface Pair {
  readonly title: string;
  readonly hint: string;
  readonly subject: readonly (readonly [number, number])[];
  readonly comparison: readonly (readonly [number, number])[];
  /** The axis goes at least so far. */
  readonly least: number;
  readonly reference?: NonNullable<ChartModel['reference']>;
}

function pair(view: LessonView, { title, hint, subject, comparison, least, reference }: Pair): ChartModel {
  const top = Math.max(least, ...[subject, comparison].flatMap((line) => line.map(([, value]) => value)));
  const ticks = niceTicks(top);
  const format = (value: number) => decimal(value, 2);
  const [taught, alone] = [subject.at(-1), comparison.at(-1)];
  return {
    title,
    hint,
    height: 170,
    x: xAxis(view),
    y: {
      domain: [0, Math.max(top, ticks.at(-1)!)],
      ticks,
      format: (value) => decimal(value, ticks.some((t) => t % 1) ? 1 : 0),
    },
    ...(reference ? { reference } : {}),
    series: [
      { name: NAMES.student, kind: 'subject', points: subject, format },
      { name: NAMES.control, kind: 'comparison', points: comparison, format },
    ],
    says:
      taught === undefined
        ? `${title}, empty: nothing was learnt yet.`
        : `${title}: with a teacher ${format(taught[1])} after ${integer(taught[0])} steps, alone ${format(alone?.[1] ?? NaN)}.`,
  };
}

/** Zero and two or three round numbers up to the top. */
function niceTicks(top: number): number[] {
  const power = 10 ** Math.floor(Math.log10(top / 2));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => top / each <= 4)!;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => Number((i * step).toPrecision(3)));
}
