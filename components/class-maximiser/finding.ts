/**
 * The sentence that answers the title: how many steps it took, how sure the network became, how far the image had to move.
 * Computed, never invented. Pure: data in, words out.
 */
import { html, type TemplateResult } from 'lit';
import type { SynthesisFrame } from '../../core/index.js';
import { bytes, counted, decimal, integer, percent } from '../shared/format.js';
import { changeBetween, largestChange } from './frames.js';
import type { View } from './view.js';
import { aimsAtClass, answer, largestOf, layerWords, value } from './words.js';

export interface Finding {
  readonly before: string;
  /** The key number. */
  readonly key: string;
  readonly after: string;
}

/** From here on a network is said to be sure. */
const SURE = 0.99;

export function finding(view: View): Finding {
  const { run, snapshot, settings, picked } = view;
  const [first] = run.frames;
  const { latest } = run;
  if (first === undefined || latest === undefined || settings === undefined) {
    return { before: waitingWords(snapshot, picked), key: '', after: '' };
  }
  const name = (index: number) => snapshot.classNames[index] ?? `class ${index}`;
  const began = answer(first);
  const taken = largestOf(began);
  if (latest.step === 0) {
    const what = settings.start === 'image' ? 'the image' : settings.start;
    return {
      before: `The network takes ${what} for `,
      key: `${name(taken)}, ${percent(began[taken]!)}`,
      after: `. Play follows the gradient uphill for ${counted(settings.steps, 'step')} and shows what it makes of it.`,
    };
  }
  const now = answer(latest);
  const far = movedWords(first, latest);
  if (aimsAtClass(settings)) return classFinding(view, first, latest, far);
  const began0 = view.run.points[0]?.scores[0] ?? 0;
  const ended = view.run.points.at(-1)?.scores[0] ?? 0;
  const layer = settings.layer === undefined ? 'the last layer with maps' : layerWords(settings.layer);
  const said = `The network takes the result for ${name(largestOf(now))}, ${percent(Math.max(...now))}.`;
  const steps = counted(latest.step, 'step');
  switch (settings.objective) {
    case 'inversion':
      return {
        before: `After ${steps} the code of ${layer} is matched to `,
        key: percent(-ended),
        after: ` of its length, from ${percent(-began0)}. What differs from the image, the code does not say. ${said}`,
      };
    case 'style':
      return {
        before: `After ${steps} the distance to style and content fell to `,
        key: percent(ended / began0),
        after: ` of what it was. ${said}`,
      };
    case 'largest-logit':
      return {
        before: `After ${steps} the network says `,
        key: `${name(largestOf(now))}, ${percent(Math.max(...now))}`,
        after: `, from ${name(taken)}, ${percent(began[taken]!)}. ${far}`,
      };
    default:
      return {
        before: `After ${steps} ${settings.objective === 'deep-dream' ? `the mean square of ${layer}` : `channel ${settings.channel} of ${layer}`} went from ${value(began0)} to `,
        key: value(ended),
        after: `. ${said}`,
      };
  }
}

function classFinding(
  { run, snapshot, settings }: View,
  first: SynthesisFrame,
  latest: SynthesisFrame,
  far: string,
): Finding {
  const target = latest.targets[0]!;
  const name = snapshot.classNames[target] ?? `class ${target}`;
  const now = answer(latest);
  const sure = percent(now[target]!);
  const prefers = run.frames.find((frame) => largestOf(answer(frame)) === target);
  const certain = run.points.find(({ probabilities }) => probabilities[0]! >= SURE);
  if (prefers === undefined) {
    return {
      before: `After ${counted(latest.step, 'step')} the network still says `,
      key: `${snapshot.classNames[largestOf(now)]}, ${percent(Math.max(...now))}`,
      after: `; ${name} is at ${sure}. ${far}`,
    };
  }
  if (prefers.step === 0) {
    return {
      before: `It already takes the start for ${name}. After ${counted(latest.step, 'step')} it is `,
      key: `${sure} sure`,
      after: `, from ${percent(answer(first)[target]!)}. ${far}`,
    };
  }
  const until =
    certain === undefined
      ? `; at step ${integer(latest.step)} it is ${sure} sure`
      : certain.step <= prefers.step
        ? `, at once more than ${percent(SURE, 0)} sure`
        : `, and ${integer(certain.step)} until it is ${percent(SURE, 0)} sure`;
  return {
    before: settings?.start === 'image' ? 'It takes ' : `From ${settings?.start} it takes `,
    key: counted(prefers.step, 'step'),
    after: ` until the network prefers ${name}${until}. ${far}`,
  };
}

function movedWords(first: SynthesisFrame, latest: SynthesisFrame): string {
  const change = changeBetween(latest, first);
  if (change === undefined) return '';
  // Pixel values run over [-1, 1]: half of a difference is its share of the range.
  return `No channel of a pixel moved by more than ${decimal(largestChange(change) / 2)} of the range.`;
}

export const findingText = (view: View): string => {
  const { before, key, after } = finding(view);
  return before + key + after;
};

export function renderFinding(view: View): TemplateResult {
  const { before, key, after } = finding(view);
  return html`<p class="finding" part="finding">${before}<b>${key}</b>${after}</p>`;
}

function waitingWords({ source }: View['snapshot'], picked: View['picked']): string {
  if (source?.status === 'loading') {
    const { receivedBytes = 0, totalBytes = 0 } = source.progress ?? {};
    const amount = totalBytes > 0 ? `: ${decimal(receivedBytes / 1e6, 1)} of ${bytes(totalBytes)}` : '';
    return `The network is on its way${amount}.`;
  }
  return picked === undefined ? 'The image is on its way.' : 'The network is asked about the start.';
}
