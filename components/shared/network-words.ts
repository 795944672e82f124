/** How lines call a network. */
import type { SessionSnapshot } from '../../core/index.js';
import { multiplier } from './format.js';

export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** "baseline at width ¼", "baseline-slim", "features of baseline-slim". */
export function networkName({ settings, spec, source }: SessionSnapshot): string {
  if (source !== undefined) {
    const name = source.name.replace(/^.*\/(?=[^/]+\/model\.json$)/, '').replace(/\/model\.json$/, '');
    return settings.init === undefined ? name : `features of ${name}`;
  }
  if (typeof settings.architecture !== 'string') return spec.title ?? spec.name;
  return `${settings.architecture}${settings.width === 1 ? '' : ` at width ${multiplier(settings.width)}`}`;
}
