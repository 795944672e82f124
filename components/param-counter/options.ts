/** What the counter's attributes may be; a value that breaks its rule is refused with these words. */
import { ARCHITECTURE_NAMES, isArchitectureName, MAX_SIDE, type ArchitectureName } from '../../core/index.js';
import { numberRule, type Rule } from '../shared/attributes.js';

const namesRule: Rule = (value) => {
  const words = typeof value === 'string' ? wordsOf(value) : [];
  const good = words.length > 0 && words.every(isArchitectureName);
  return good ? undefined : `one or more of ${ARCHITECTURE_NAMES.join(', ')}, separated by spaces`;
};
const filterRule: Rule = (value) =>
  typeof value === 'string' && /^\s*\d+(\s*[\s,]\s*\d+){3,4}\s*$/.test(value)
    ? undefined
    : 'four or five whole numbers: pixels, filter, stride, padding and dilation, such as 10, 3, 2, 0';

export const RULES: Readonly<Record<string, Rule>> = {
  architectures: namesRule,
  width: numberRule({ above: 0, max: 2 }),
  inputSize: numberRule({ min: 1, max: MAX_SIDE, integer: true }),
  filter: filterRule,
  specs: (value) =>
    Array.isArray(value) && value.every((spec) => typeof spec === 'object' && spec !== null)
      ? undefined
      : 'a list of architectures as data',
};

/** The networks that an `architectures` attribute names, each once. */
export function architecturesIn(text: string): readonly ArchitectureName[] {
  return wordsOf(text).filter(isArchitectureName);
}

function wordsOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))];
}
