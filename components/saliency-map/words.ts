/** The short lines of the element: its title, numbers as they are written. */
import { KitError } from '../../core/index.js';
import type { Attribution, SessionSnapshot } from '../../core/index.js';
import { significant } from '../shared/format.js';
import type { Picked } from '../shared/image-picker.js';
import type { Pixel } from './map-measures.js';

/** Three significant digits and a real minus sign. */
export const value = (number: number, digits = 3): string => significant(number, digits).replace('-', '−');

/** "(14, 11)", never broken between two lines. */
export const position = ({ x, y }: Pixel): string => `(${x},\u00a0${y})`;

/**
 * A class by its name or number.
 * @throws KitError invalid-argument
 */
export function classIndex(asked: string | number | undefined, names: readonly string[]): number | undefined {
  if (asked === undefined) return undefined;
  const number = typeof asked === 'number' ? asked : /^\d+$/.test(asked) ? Number(asked) : names.indexOf(asked);
  if (Number.isInteger(number) && number >= 0 && number < names.length) return number;
  throw new KitError('invalid-argument', `There is no class “${asked}”. The classes are ${names.join(', ')}.`);
}

export const predictedClass = ({ probabilities }: Attribution): number =>
  probabilities.indexOf(Math.max(...probabilities));

export function titleOf(attribution: Attribution | undefined, names: readonly string[]): string {
  if (attribution === undefined) return 'Why did the network say that?';
  const { target, against } = attribution;
  if (against !== undefined) return `Why ${names[target]} and not ${names[against]}?`;
  return target === predictedClass(attribution)
    ? `Why did the network say ${names[target]}?`
    : `What would speak for ${names[target]}?`;
}

/** Whether the network named the image rightly; undefined where its classes are not the image's, or nobody knows. */
export function isRight(
  { classNames }: SessionSnapshot,
  { truth }: Picked,
  attribution: Attribution,
): boolean | undefined {
  if (truth === undefined || !classNames.includes(truth)) return undefined;
  return classNames[predictedClass(attribution)] === truth;
}

/** "conv 11" for "conv11": a name of the network's author, spaced where a number begins. */
export const layerWords = (name: string): string => name.replace(/([a-z])(\d+)$/i, '$1 $2');
