/**
 * From the numbers of a run to its two charts. Pure: data in, data out; percent axes run from 0 to 100, the loss axis to
 * a little above guessing, and both span the whole run from the start.
 */
import type { SessionSnapshot } from '../../core/index.js';
import type { ChartModel } from '../shared/line-chart.js';
import { decimal, integer } from '../shared/format.js';
import { smoothed } from '../shared/smoothed.js';
import { guessing } from './finding.js';

/** Share of a run over which the training curve is smoothed, as the time constant of an exponential mean. */
const SMOOTHING_SHARE = 0.02;
const CHART_HEIGHT = 170;

const xAxis = (snapshot: SessionSnapshot): ChartModel['x'] => ({
  last: snapshot.totalSteps,
  one: 'step',
  many: 'steps',
  format: integer,
});

export function accuracyChart(snapshot: SessionSnapshot): ChartModel {
  const { points, evaluations, totalSteps } = snapshot;
  const training = smoothed(points, ({ accuracy }) => accuracy * 100, totalSteps * SMOOTHING_SHARE);
  const chance = guessing(snapshot.dataset.classNames.length) * 100;
  const heldOut = evaluations.map(({ step, accuracy }) => [step, accuracy * 100] as const);
  return {
    title: 'Accuracy',
    height: CHART_HEIGHT,
    x: xAxis(snapshot),
    y: { domain: [0, 100], ticks: [0, 25, 50, 75, 100], format: (v, last) => (last ? `${v} %` : String(v)) },
    reference: { value: chance, label: `guessing, ${integer(chance)} %` },
    series: [
      { name: 'held-out', kind: 'subject', rings: true, points: heldOut, format: (v) => `${decimal(v, 1)} %` },
      { name: 'training', kind: 'comparison', points: training, format: (v) => `${decimal(v, 0)} %` },
    ],
    says:
      heldOut.length > 0
        ? `Held-out accuracy goes from ${decimal(heldOut[0]![1], 1)} % at step ${integer(heldOut[0]![0])} to ` +
          `${decimal(heldOut.at(-1)![1], 1)} % at step ${integer(heldOut.at(-1)![0])} of ${integer(totalSteps)}; ` +
          `training accuracy is ${decimal(training.at(-1)?.[1] ?? NaN, 0)} %, guessing gives ${integer(chance)} %.`
        : training.length > 0
          ? `Training accuracy is ${decimal(training.at(-1)![1], 0)} % at step ${integer(training.at(-1)![0])} of ` +
            `${integer(totalSteps)}; no held-out images were judged yet.`
          : `Accuracy against step, empty: no step of ${integer(totalSteps)} is done. Guessing gives ${integer(chance)} %.`,
  };
}

export function lossChart(snapshot: SessionSnapshot): ChartModel {
  const { points, evaluations, totalSteps } = snapshot;
  const training = smoothed(points, ({ loss }) => loss, totalSteps * SMOOTHING_SHARE);
  const heldOut = evaluations.map(({ step, loss }) => [step, loss] as const);
  const classes = snapshot.dataset.classNames.length;
  const chance = Math.log(classes);
  const top = lossTop(
    chance,
    [...training, ...heldOut].map(([, value]) => value),
  );
  // A run that does far worse than guessing needs no hundredths.
  const format = (v: number) => decimal(v, v < 100 ? 2 : 0);
  return {
    title: 'Loss',
    hint: 'cross-entropy, nats',
    height: CHART_HEIGHT,
    x: xAxis(snapshot),
    y: { domain: [0, top], ticks: lossTicks(top), format: integer },
    reference: { value: chance, label: `guessing, ln ${classes} = ${decimal(chance, 2)}` },
    series: [
      { name: 'single steps', kind: 'raw', points: points.map(({ step, loss }) => [step, loss] as const), format },
      { name: 'held-out', kind: 'subject', rings: true, points: heldOut, format },
      { name: 'training', kind: 'comparison', points: training, format },
    ],
    says:
      training.length === 0
        ? `Loss against step, empty: no step of ${integer(totalSteps)} is done. Guessing gives ${decimal(chance, 2)} nats.`
        : `Training loss goes from ${format(training[0]![1])} to ${format(training.at(-1)![1])} nats at step ` +
          `${integer(training.at(-1)![0])} of ${integer(totalSteps)}` +
          (heldOut.length === 0 ? '.' : `; held-out loss is ${format(heldOut.at(-1)![1])}.`),
  };
}

/** A little above guessing; doubled as often as it takes when a run does worse, so that it rescales seldom. */
function lossTop(chance: number, values: readonly number[]): number {
  const highest = Math.max(0, ...values.filter(Number.isFinite));
  let top = Math.ceil(chance * 1.05 * 2) / 2;
  while (highest > top) top *= 2;
  return top;
}

function lossTicks(top: number): number[] {
  const step = top <= 3 ? 1 : Math.ceil(top / 4);
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
}
