/** Names and small words that several parts of the counter share. */
import type { CountedLayer, LayerRow } from '../../core/index.js';
import { integer } from '../shared/format.js';

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** 2 → "two", 13 → "13". */
export const numberWord = (value: number): string => WORDS[value] ?? integer(value);

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A ratio of at least 1 with two digits that matter: 6.68 → "6.7", 110.8 → "111". */
export const times = (ratio: number): string => (ratio < 9.95 ? ratio.toFixed(1) : integer(ratio));

/** conv9 → "conv 9"; inside its block a layer goes without the block's id, s2b1.conv1 → "conv 1". */
export function layerLabel({ name, block }: Pick<LayerRow<CountedLayer>, 'name' | 'block'>): string {
  const short = block === undefined ? name : name.slice(name.indexOf('.') + 1);
  return short.replace(/^([a-z]{2,})(\d)/, '$1\u00a0$2');
}

/** A layer's label that says where it is: "conv 2 of stage 5 / block 1". */
export function fullLabel(row: Pick<LayerRow<CountedLayer>, 'name' | 'block'>): string {
  const { block } = row;
  return block === undefined ? layerLabel(row) : `${layerLabel(row)} of ${block.replaceAll(' ', '\u00a0')}`;
}
