/**
 * The attributes by which a page says where a network comes from, the same on every element: how their text becomes
 * settings, and what they must satisfy. What depends on the file core refuses.
 */
import type { SessionSettings } from '../../core/index.js';
import { numberRule, type Rule } from './attributes.js';

/** By property name. */
export const SOURCE_RULES: Readonly<Record<'labels' | 'inputRange' | 'inputSize', Rule>> = {
  labels: (value) => (namesOf(String(value)).length > 1 ? undefined : 'two names or more, separated by commas'),
  inputRange: (value) => {
    const [low = NaN, high = NaN, ...more] = numbersOf(String(value));
    return low < high && more.length === 0 ? undefined : 'two numbers, the lower first, such as "0, 255"';
  },
  inputSize: numberRule({ min: 1, integer: true }),
};

/** What the text of an attribute says as a setting; other values as they are. */
export function settingOf(setting: keyof SessionSettings, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (setting === 'labels') return namesOf(value);
  return setting === 'inputRange' ? numbersOf(value) : value;
}

const namesOf = (text: string): string[] => parts(text, ',');
const numbersOf = (text: string): number[] => parts(text, /[\s,]+/).map(Number);

const parts = (text: string, separator: string | RegExp): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
