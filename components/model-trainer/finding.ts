/**
 * The sentence that answers "how good is it by now?", computed from the last look at held-out images, with its
 * uncertainty. Pure: data in, words out.
 */
import { html, type TemplateResult } from 'lit';
import { wilsonInterval } from '../../core/index.js';
import type { Evaluation, SessionSnapshot } from '../../core/index.js';
import { counted, decimal, integer, percent } from '../shared/format.js';

export interface Confusion {
  readonly truth: number;
  readonly predicted: number;
  /** Share of the truth's images that were taken for the other class, in (0, 1]. */
  readonly rate: number;
}

/** The most frequent confusion, relative to the size of the true class; undefined if nothing was confused. */
export function mostFrequentConfusion(confusion: Evaluation['confusion']): Confusion | undefined {
  let worst: Confusion | undefined;
  confusion.forEach((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    row.forEach((count, predicted) => {
      if (truth === predicted || count === 0) return;
      if (worst === undefined || count / total > worst.rate) worst = { truth, predicted, rate: count / total };
    });
  });
  return worst;
}

/** Share of right answers by chance alone, over `classes` equally frequent classes. */
export const guessing = (classes: number): number => 1 / classes;

export interface Finding {
  readonly before: string;
  /** The key number. */
  readonly key: string;
  readonly after: string;
}

export function finding(snapshot: SessionSnapshot): Finding {
  const evaluation = snapshot.evaluations.at(-1);
  const names = snapshot.dataset.classNames;
  if (evaluation === undefined) {
    const odds = `one image in ${WORDS[names.length] ?? integer(names.length)} is right, by chance.`;
    const rhythm = `Every ${integer(Math.min(snapshot.config.evaluateEvery, snapshot.totalSteps))} steps`;
    const trial = `it is tried on ${counted(snapshot.dataset.testSize, 'image')} that it never trains on.`;
    return {
      before: `${beginning(snapshot, odds)} Training happens here, in your browser. ${rhythm} ${trial}`,
      key: '',
      after: '',
    };
  }
  const { step, accuracy, count, confusion } = evaluation;
  const [low, high] = wilsonInterval(accuracy, count);
  const chance = guessing(names.length);
  const all = step >= snapshot.totalSteps;
  const interval = `95\u00a0% interval ${decimal(low * 100, 1)} to ${decimal(high * 100, 1)}`;
  const beyond =
    low > chance ? `guessing gives ${percent(chance, 0)}` : `no better than guessing, ${percent(chance, 0)}`;
  return {
    before: `After ${all ? `all ${integer(step)}` : `${integer(step)} of ${integer(snapshot.totalSteps)}`} steps the network names `,
    key: percent(accuracy),
    after: ` of ${counted(count, 'image')} that it has never seen (${interval}; ${beyond}).${confused(names, confusion)}`,
  };
}

/** What is known of a network that was not tried here yet. */
function beginning({ source, settings }: SessionSnapshot, odds: string): string {
  if (source === undefined) return `Untrained, the network guesses: ${odds}`;
  return settings.init === undefined
    ? `The network is that of ${source.name}, as it was trained elsewhere.`
    : `The features are those of ${source.name}; what follows them is new where the classes are, and guesses: ${odds}`;
}

export const findingText = (snapshot: SessionSnapshot): string => {
  const { before, key, after } = finding(snapshot);
  return before + key + after;
};

export function renderFinding(snapshot: SessionSnapshot): TemplateResult {
  const { before, key, after } = finding(snapshot);
  return html`<p class="finding" part="finding">
    ${before}<b>${key}</b>${after}${snapshot.notice === undefined ? '' : ` ${snapshot.notice}`}
  </p>`;
}

function confused(names: readonly string[], confusion: Evaluation['confusion']): string {
  const worst = mostFrequentConfusion(confusion);
  if (worst === undefined) return '';
  const times = `${integer(worst.rate * 100)} times in 100`;
  return ` It most often takes ${plural(names[worst.truth]!)} for ${plural(names[worst.predicted]!)}: ${times}.`;
}

/** The confusion matrix in one sentence. */
export function confusionSentence(names: readonly string[], evaluation: Evaluation | undefined): string {
  if (evaluation === undefined) return 'Confusion matrix, empty: no held-out images were judged yet.';
  const worst = mostFrequentConfusion(evaluation.confusion);
  const of = `Confusion matrix of ${counted(evaluation.count, 'held-out image')} at step ${integer(evaluation.step)}.`;
  if (worst === undefined) return `${of} Every image was named right.`;
  const times = `${integer(worst.rate * 100)} in 100`;
  return `${of} Most frequent confusion: ${names[worst.truth]} taken for ${names[worst.predicted]}, ${times}.`;
}

const WORDS: Readonly<Record<number, string>> = { 2: 'two', 3: 'three', 4: 'four', 5: 'five', 10: 'ten' };

function plural(noun: string): string {
  if (noun === 'deer') return noun;
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
