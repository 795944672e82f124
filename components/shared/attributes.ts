/**
 * How attributes become values and what a value must satisfy. A converter never throws and never guesses: text that is
 * not a number stays text, so that the rule can quote it back to the page's author.
 */
import type { ComplexAttributeConverter } from 'lit';

/** What is wrong with a value, as the end of the sentence "… must be …", or undefined if nothing is. */
export type Rule = (value: unknown) => string | undefined;

export const numberConverter: ComplexAttributeConverter<unknown> = {
  fromAttribute(text: string | null): unknown {
    if (text === null) return undefined;
    const value = Number(text);
    return text.trim() === '' || Number.isNaN(value) ? text : value;
  },
};

/** Absent attributes are undefined, not null: undefined is "not asked for" everywhere in the kit. */
export const textConverter: ComplexAttributeConverter<unknown> = {
  fromAttribute: (text: string | null): unknown => text ?? undefined,
};

export interface NumberRange {
  readonly min?: number;
  /** Bounds themselves excluded. */
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
  readonly integer?: boolean;
}

/** A finite number in a range. */
export function numberRule(range: NumberRange = {}): Rule {
  const words = [
    range.integer === true ? 'a whole number' : 'a number',
    range.min === undefined ? '' : `of at least ${range.min}`,
    range.above === undefined ? '' : `above ${range.above}`,
    range.max === undefined ? '' : `up to ${range.max}`,
    range.below === undefined ? '' : `below ${range.below}`,
  ].filter((word) => word !== '');
  return (value) => {
    const good =
      typeof value === 'number' &&
      Number.isFinite(value) &&
      (range.integer !== true || Number.isInteger(value)) &&
      value >= (range.min ?? -Infinity) &&
      value > (range.above ?? -Infinity) &&
      value <= (range.max ?? Infinity) &&
      value < (range.below ?? Infinity);
    return good ? undefined : words.join(' ');
  };
}

/** One of a list of words. */
export function enumRule(...words: readonly string[]): Rule {
  return (value) => (typeof value === 'string' && words.includes(value) ? undefined : `one of ${words.join(', ')}`);
}
