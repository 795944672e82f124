/** The short lines of the element: its title, what runs on which network, layers and numbers as they are written. */
import { KitError } from '../../core/index.js';
import type { SynthesisFrame, SynthesisSettings } from '../../core/index.js';
import { significant } from '../shared/format.js';
import { networkName, withArticle } from '../shared/network-words.js';
import type { View } from './view.js';

export const TITLE = 'What does the network want to see?';

/** Three significant digits and a real minus sign. */
export const value = (number: number, digits = 3): string => significant(number, digits).replace('-', '−');

const CLASS_OBJECTIVES: ReadonlySet<string> = new Set(['class-logit', 'class-probability']);
export const aimsAtClass = (settings: SynthesisSettings | undefined): boolean =>
  settings !== undefined && CLASS_OBJECTIVES.has(settings.objective);

/**
 * A class by its name or number.
 * @throws KitError invalid-argument
 */
export function classIndex(asked: string | number, names: readonly string[]): number {
  const number = typeof asked === 'number' ? asked : /^\d+$/.test(asked) ? Number(asked) : names.indexOf(asked);
  if (Number.isInteger(number) && number >= 0 && number < names.length) return number;
  throw new KitError('invalid-argument', `There is no class “${asked}”. The classes are ${names.join(', ')}.`);
}

export function softmax(logits: ArrayLike<number>): number[] {
  const all = Array.from(logits);
  const largest = Math.max(...all);
  const powers = all.map((logit) => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Probabilities of the `i`th image of a frame. */
export function answer({ logits }: SynthesisFrame, i = 0): number[] {
  const [, classes = 0] = logits.shape;
  return softmax(logits.data.subarray(i * classes, (i + 1) * classes));
}

export const largestOf = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** "from a held-out cat", "from grey". */
export function startWords({ settings, picked }: Pick<View, 'settings' | 'picked'>): string {
  if (settings?.start !== 'image') return `from ${settings?.start ?? 'grey'}`;
  if (picked === undefined) return 'from an image';
  return picked.truth === undefined ? `from ${picked.name}` : `from ${withArticle(picked.truth)}, ${picked.name}`;
}

/** "towards horse", "what layer relu 7 sees". */
export function aimWords({ settings, snapshot, run }: View): string {
  if (settings === undefined) return '';
  const layer = settings.layer === undefined ? 'the last layer with maps' : layerWords(settings.layer);
  switch (settings.objective) {
    case 'class-logit':
    case 'class-probability': {
      const target = run.latest?.targets[0];
      return target === undefined ? '' : `towards ${snapshot.classNames[target]}`;
    }
    case 'largest-logit':
      return 'towards whatever leads';
    case 'channel':
      return `towards channel ${settings.channel} of ${layer}`;
    case 'unit':
      return `towards the middle unit of channel ${settings.channel} of ${layer}`;
    case 'deep-dream':
      return `towards more of all that ${layer} sees`;
    case 'inversion':
      return `towards the code of ${layer}`;
    case 'style':
      return 'towards the style of another image';
  }
}

export function subjectOf(view: View): string {
  const { settings, snapshot } = view;
  const rule =
    settings === undefined
      ? ''
      : settings.optimizer === 'ascent' && settings.parameterisation === 'pixels' && settings.normalise === 'none'
        ? ', x ← clip(x + α·∂z/∂x, −1, 1)'
        : '';
  const aim = aimWords(view);
  return `${networkName(snapshot)} · ${startWords(view)}${aim === '' ? '' : ` ${aim}`}${rule}`;
}

/** "conv 11" for "conv11": a name of the network's author, spaced where a number begins. */
export const layerWords = (name: string): string => name.replace(/([a-z])(\d+)$/i, '$1 $2');
