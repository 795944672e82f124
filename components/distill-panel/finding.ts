/**
 * The two sentences of the panel: what the teacher says beyond the label, and what its teaching was worth. Computed with
 * their uncertainty, never invented. Pure: data in, words out.
 */
import { html, type TemplateResult } from 'lit';
import { softened } from '../../core/index.js';
import { bytes, counted, decimal, integer, percent, significant } from '../shared/format.js';
import { withArticle } from '../shared/network-words.js';
import type { Results } from './results.js';
import type { LessonView, View } from './view.js';
import { points } from './words.js';

export interface Sentence {
  readonly before: string;
  /** The key finding. */
  readonly key: string;
  readonly after: string;
}

export const textOf = ({ before, key, after }: Sentence): string => before + key + after;

export const renderSentence = ({ before, key, after }: Sentence): TemplateResult =>
  html`<p class="finding" part="finding">${before}<b>${key}</b>${after}</p>`;

const plain = (before: string): Sentence => ({ before, key: '', after: '' });

/** Two classes nearer than this to each other are as likely, to a reader. */
const SAME = 1.15;

export function knowledgeSentence({ teacher, teacherSaid, picked, temperature }: View): Sentence {
  if (teacherSaid === undefined) return plain(waiting(teacher, picked !== undefined));
  const names = teacher.classNames;
  const { logits, picked: image } = teacherSaid;
  const order = logits.map((_, i) => i).sort((a, b) => logits[b]! - logits[a]!);
  const probabilities = softened(logits, temperature);
  const [top = 0] = order;
  const at = `At T = ${significant(temperature)} the teacher`;
  const name = (index: number) => names[index] ?? `class ${index + 1}`;
  const truth = image.truth === undefined ? -1 : names.indexOf(image.truth);
  if (truth >= 0 && top !== truth) {
    return {
      before: `${at} takes this ${name(truth)} for `,
      key: `${withArticle(name(top))}, ${percent(probabilities[top]!)}`,
      after: `, and gives ${name(truth)} ${percent(probabilities[truth]!)}: here the label and the teacher disagree.`,
    };
  }
  const [first = 0, second = 0] = order.filter((index) => index !== top);
  const last = order.at(-1)!;
  const what = truth >= 0 ? `this ${name(truth)}` : `this ${name(top)}, as the teacher sees it,`;
  const close = probabilities[first]! / probabilities[second]! < SAME;
  return {
    before: `${at} adds what ${truth >= 0 ? 'the label' : 'one word'} cannot say: ${what} is `,
    key: close
      ? `about as much like ${withArticle(name(first))} as like ${withArticle(name(second))}`
      : `more like ${withArticle(name(first))} than ${withArticle(name(second))}`,
    after: last === second ? '.' : `, and least like ${withArticle(name(last))}.`,
  };
}

function waiting({ source }: View['teacher'], picked: boolean): string {
  if (source?.status === 'failed') return 'The teacher did not arrive.';
  if (source?.status === 'loading') {
    const { receivedBytes = 0, totalBytes = 0 } = source.progress ?? {};
    const amount = totalBytes > 0 ? `: ${decimal(receivedBytes / 1e6, 1)} of ${bytes(totalBytes)}` : '';
    return `The teacher is on its way${amount}.`;
  }
  return picked ? 'The teacher looks at the image.' : 'The image is on its way.';
}

/** What the teacher was worth, or why nobody can tell yet. */
export function lessonSentence({ results, student }: Pick<LessonView, 'results' | 'student'>): Sentence {
  const { comparison, source } = results;
  if (comparison === undefined) {
    return plain(
      student.step > 0
        ? `Both students are learning; at step ${integer(Math.min(student.config.evaluateEvery, student.totalSteps))} they sit their first exam.`
        : `Nobody has been taught yet. Two equal students learn from the same batches, one of them also from the teacher: what differs afterwards is the teacher’s doing.`,
    );
  }
  const { difference, interval, distinguishable } = comparison;
  const [low, high] = interval;
  const range = `${points(low)} to ${points(high)}`;
  const when = source === 'live' ? `On ${results.images}, ` : `On ${results.images} `;
  if (!distinguishable) {
    return {
      before: `${when}the students with and without a teacher are `,
      key: 'not distinguishable',
      after: `: ${points(difference)} points, 95\u00a0% interval ${range}.${kept(results)}`,
    };
  }
  const size = counted(Math.abs(difference) * 100, 'point').replace(/^[\d,]+/, decimal(Math.abs(difference) * 100, 1));
  const worth = difference > 0 ? 'the teacher is worth ' : 'the teacher costs ';
  const words = Math.abs(difference) < 0.02 ? ': small, but not chance' : '';
  return {
    before: when + worth,
    key: size.endsWith('s') ? size : `${size}s`,
    after: ` (95\u00a0% interval ${range})${words}.${kept(results)}`,
  };
}

function kept({ teacher, student }: Results): string {
  if (teacher.accuracy === undefined || student.accuracy === undefined) return '';
  const accuracy = percent(student.accuracy / teacher.accuracy, 0);
  const size = student.parameters / teacher.parameters;
  return ` The student has ${accuracy} of its teacher’s accuracy at ${percent(size, size < 0.1 ? 1 : 0)} of the parameters.`;
}
