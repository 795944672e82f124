/**
 * What the element's attributes ask for: a reader's choices with the defaults filled in, where the network comes from,
 * what is compared. From properties to plain data; which values are allowed is in options.ts.
 */
import type { AttributionMethod, SessionSettings } from '../../core/index.js';
import { settingOf } from '../shared/source-options.js';
import { COMPARED } from './methods.js';
import { compared } from './options.js';
import type { SaliencyMap } from './saliency-map.js';
import type { Choices } from './view.js';

/** The properties of the same names. */
export const CHOICES = [
  'method',
  'target',
  'targetClass',
  'against',
  'channels',
  'layer',
  'signed',
  'samples',
  'sigma',
  'steps',
  'baseline',
  'patch',
  'patchStep',
  'seed',
  'overlay',
  'opacity',
  'colormap',
] as const satisfies readonly (keyof Choices)[];

export const SOURCE = ['src', 'labels', 'inputRange', 'inputSize'] as const;

/** Where a map takes no part of its own, or the page says nothing. */
const DEFAULTS = { method: 'gradient', opacity: 0.75, colormap: 'heat' } as const;

export function choicesOf(element: Pick<SaliencyMap, keyof Choices>): Choices {
  const entries = CHOICES.map((name) => [name, element[name] ?? (DEFAULTS as Partial<Choices>)[name]]);
  return Object.fromEntries(entries) as Choices;
}

/** Where the network comes from, as far as the page says so here. */
export function sourceOf(element: Pick<SaliencyMap, (typeof SOURCE)[number]>): Partial<SessionSettings> {
  return Object.fromEntries(
    SOURCE.flatMap((name) => (element[name] === undefined ? [] : [[name, settingOf(name, element[name])]])),
  );
}

/** @param pressed whether the reader asked for a comparison that the page does not */
export function comparedOf({ compare }: Pick<SaliencyMap, 'compare'>, pressed: boolean): readonly AttributionMethod[] {
  if (compare === undefined) return pressed ? COMPARED : [];
  const named = compared(compare);
  return named.length === 0 ? COMPARED : named;
}
