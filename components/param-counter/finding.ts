/** The computed sentences under the totals. Segments, so that the same words go into the page and into exports. */
import { html, type TemplateResult } from 'lit';
import type { CountedLayer, LayerRow } from '../../core/index.js';
import { integer, percent } from '../shared/format.js';
import type { CountedNetwork } from './networks.js';
import { fullLabel, listed, numberWord, times } from './words.js';

/** Words, or words that carry the answer. */
type Segment = string | { readonly key: string };

export function renderFinding(networks: readonly CountedNetwork[], shown: CountedNetwork): TemplateResult {
  return html`<p class="finding" part="finding">
    ${segments(networks, shown).map((segment) => (typeof segment === 'string' ? segment : html`<b>${segment.key}</b>`))}
  </p>`;
}

export function findingText(networks: readonly CountedNetwork[], shown: CountedNetwork): string {
  return segments(networks, shown)
    .map((segment) => (typeof segment === 'string' ? segment : segment.key))
    .join('');
}

function segments(networks: readonly CountedNetwork[], shown: CountedNetwork): readonly Segment[] {
  const sentences: readonly (readonly Segment[])[] = [
    comparison(networks),
    concentration(shown),
    ...networks.map(accuracy),
    ...networks.map(faults),
  ];
  return sentences
    .filter((sentence) => sentence.length > 0)
    .flatMap((sentence, i) => (i === 0 ? sentence : [' ', ...sentence]));
}

function comparison(networks: readonly CountedNetwork[]): readonly Segment[] {
  const [first, second] = networks as [CountedNetwork, CountedNetwork?];
  if (!second) {
    const { trainable, macs, inputShape } = first.count;
    const size = `${inputShape[0]} × ${inputShape[1]}`;
    const cost = `${integer(macs)} multiply–adds for an image of ${size} pixels`;
    return [`${capital(first.label)} has `, { key: `${integer(trainable)} parameters` }, ` and needs ${cost}.`];
  }
  if (networks.length === 2) {
    return [
      `Against ${first.label}, ${second.label} has `,
      { key: ratioWords(first.count.trainable, second.count.trainable, 'parameters') },
      ` and needs ${ratioWords(first.count.macs, second.count.macs, 'multiply–adds')}.`,
    ];
  }
  const bySize = [...networks].sort((a, b) => a.count.trainable - b.count.trainable);
  const [least, most] = [bySize[0]!, bySize.at(-1)!];
  const busiest = networks.reduce((a, b) => (b.count.macs > a.count.macs ? b : a));
  const ratio = times(most.count.trainable / least.count.trainable);
  return [
    `Of these ${numberWord(networks.length)}, ${least.label} has the fewest parameters, ` +
      `${integer(least.count.trainable)}, and ${most.label} the most: `,
    { key: `${ratio} times as many` },
    busiest === most ? '. It also needs the most multiply–adds.' : `. Most multiply–adds needs ${busiest.label}.`,
  ];
}

function ratioWords(before: number, now: number, what: string): string {
  if (now === before) return `as many ${what}`;
  return now < before ? `${times(before / now)} times fewer ${what}` : `${times(now / before)} times as many ${what}`;
}

/** Up to three layers that together hold more than half of the parameters. */
function concentration({ label, count, rows }: CountedNetwork): readonly Segment[] {
  const learned = (row: LayerRow<CountedLayer>) => row.weights + row.offsets;
  const holding = rows.filter((row) => row.weights > 0);
  const all = rows.reduce((sum, row) => sum + learned(row), 0);
  if (all === 0 || holding.length < 2) return [];
  const largest = [...holding].sort((a, b) => learned(b) - learned(a));
  const half = largest.findIndex(
    (_, i) => largest.slice(0, i + 1).reduce((sum, row) => sum + learned(row), 0) > all / 2,
  );
  const of = numberWord(holding.length);
  if (half > 2) {
    const share = percent(learned(largest[0]!) / all, 0);
    return [
      `In ${label} the parameters are spread: the largest of ${of} layers, ${fullLabel(largest[0]!)}, holds ${share}.`,
    ];
  }
  const few = largest.slice(0, half + 1).sort((a, b) => a.head.index - b.head.index);
  const share = few.reduce((sum, row) => sum + learned(row), 0) / all;
  const work = few.reduce((sum, row) => sum + row.macs, 0) / count.macs;
  const many = few.length > 1;
  return [
    `In ${label}, ${numberWord(few.length)} ${many ? 'layers' : 'layer'} of ${of}, ${listed(few.map(fullLabel))}, ` +
      `${many ? 'hold' : 'holds'} ${percent(share, 0)} of the parameters ${work < share / 1.5 ? 'but' : 'and'} ` +
      `${many ? 'do' : 'does'} ${percent(work, work < 0.01 ? 1 : 0)} of the work.`,
  ];
}

function accuracy({ label, evaluation }: CountedNetwork): readonly Segment[] {
  if (!evaluation) return [];
  const images = `${integer(evaluation.count)} held-out images`;
  return [`At step ${integer(evaluation.step)}, ${label} names ${percent(evaluation.accuracy)} of ${images}.`];
}

function faults({ label, count: { errors } }: CountedNetwork): readonly Segment[] {
  if (errors.length === 0) return [];
  const [what, are] = errors.length === 1 ? ['fault is', 'it is'] : ['faults are', 'they are'];
  return [`${capital(numberWord(errors.length))} ${what} marked in ${label}; what ${are} in is not counted.`];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
