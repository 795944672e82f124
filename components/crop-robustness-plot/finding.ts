/**
 * The sentences that answer the title: of one image, and of many with their intervals. Computed, never invented. Pure:
 * data in, words out.
 */
import { html, type TemplateResult } from 'lit';
import type { MeanWithInterval } from '../../core/index.js';
import { bytes, decimal, integer, percent } from '../shared/format.js';
import { isUntrained } from '../shared/subject.js';
import type { Surveyed, View } from './view.js';
import { className, largest, TRANSFORM_WORDS } from './words.js';

export interface Finding {
  readonly before: string;
  /** The key number. */
  readonly key: string;
  readonly after: string;
}

export function finding({ snapshot, swept, picked }: View): Finding {
  if (swept === undefined) return { before: waiting(snapshot, picked !== undefined), key: '', after: '' };
  const { image, sweep } = swept;
  const { agreement, flips } = image.stability;
  const { many, one, moves } = TRANSFORM_WORDS[sweep.transform];
  const top = largest(image.whole);
  const whole = `the whole image (${className(snapshot, top)}, ${percent(image.whole[top] ?? 0, 0)})`;
  const untrained = isUntrained(snapshot, swept.step) ? 'Untrained, and so of little meaning: ' : '';
  if (sweep.views.length === 1) {
    return {
      before: `${untrained}There is a single ${one}, which is `,
      key: agreement === 1 ? 'named as' : 'named differently from',
      after: ` ${whole}; there is nothing to compare it with.`,
    };
  }
  if (agreement === 1) {
    return {
      before: `${untrained}Here it does: `,
      key: `all ${integer(sweep.views.length)}`,
      after: ` ${many} are named as ${whole} is.`,
    };
  }
  const change =
    flips === 0
      ? `no two neighbours differ`
      : `${oneIn(flips)} ${moves(sweep.stride)} ${flips > 0.75 ? 'change' : 'changes'} the answer`;
  return {
    before: flips === 0 ? untrained : `${untrained}Not here: `,
    key: percent(agreement, 0),
    after: ` of the ${many} agree with ${whole}, and ${change}.`,
  };
}

/** "one in 6", "3 in 4" of "moves by a single pixel". */
function oneIn(share: number): string {
  if (share > 0.75) return `${percent(share, 0)} of the`;
  return share > 0.4 ? `${percent(share, 0)} of the` : `one in ${integer(1 / share)}`;
}

function waiting({ source }: View['snapshot'], image: boolean): string {
  if (source?.status === 'loading') {
    const { receivedBytes = 0, totalBytes = 0 } = source.progress ?? {};
    const amount = totalBytes > 0 ? `: ${decimal(receivedBytes / 1e6, 1)} of ${bytes(totalBytes)}` : '';
    return `The network is on its way${amount}.`;
  }
  return image ? 'The answers are being computed.' : 'The image is on its way.';
}

/** "87.4 to 89.9". */
export const between = ({ low, high }: Pick<MeanWithInterval, 'low' | 'high'>): string =>
  `${decimal(100 * low, 1)} to ${decimal(100 * high, 1)}`;

export function surveyFinding({ sweep, images, summary }: Surveyed): Finding {
  const { many, moves, move } = TRANSFORM_WORDS[sweep.transform];
  const { agreement, flips, moved } = summary.all;
  const rest = Number.isNaN(flips.mean)
    ? '.'
    : `; ${percent(flips.mean)} (${between(flips)}) of ${moves(sweep.stride)} change the answer, and ${move(sweep.stride)} from the middle changes that of ${percent(moved.mean, 0)} of the images (${between(moved)}).`;
  return {
    before: `Over ${integer(images.length)} images `,
    key: percent(agreement.mean),
    after: ` of ${many} agree with the whole image (95 % interval ${between(agreement)})${rest}`,
  };
}

/** What averaging over neighbours would change, and what it costs in right answers. */
export function remedyWords({ sweep, summary }: Surveyed): string | undefined {
  const { averaged, accuracy } = summary;
  if (averaged === undefined || Number.isNaN(averaged.with.flips.mean)) return undefined;
  const { many, moves } = TRANSFORM_WORDS[sweep.transform];
  const around = sweep.rows > 1 ? '3 × 3' : 'three';
  const right =
    accuracy === undefined
      ? ''
      : ` Named rightly: ${percent(accuracy.whole.mean)} of whole images, ${percent(accuracy.views.mean)} of ${many}, ${percent(accuracy.averaged.mean)} when all ${many} of an image are averaged.`;
  return `A remedy: averaged over ${around} neighbouring ${many}, ${percent(averaged.with.flips.mean)} (${between(averaged.with.flips)}) of ${moves(sweep.stride)} change the answer instead of ${percent(averaged.without.flips.mean)} (${between(averaged.without.flips)}).${right}`;
}

export const textOf = ({ before, key, after }: Finding): string => before + key + after;

export function renderFinding(found: Finding, part = 'finding'): TemplateResult {
  return html`<p class="finding" part=${part}>${found.before}<b>${found.key}</b>${found.after}</p>`;
}
