/** How lines call a network and the image that it looks at. */
import type { SessionSnapshot } from '../../core/index.js';
import { counted, integer, multiplier } from './format.js';
import type { Picked } from './image-picker.js';

export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

/** True while the network's weights are the noise that it began with. */
export const isUntrained = ({ source }: SessionSnapshot, step: number): boolean => step === 0 && source === undefined;

/** "baseline at width ¼, after 120 of 1,170 steps · held-out image 17, truly a dog". */
export function subject(snapshot: SessionSnapshot, step: number, picked?: Picked): string {
  const { totalSteps } = snapshot;
  const trained = isUntrained(snapshot, step)
    ? ', untrained'
    : step === 0
      ? ''
      : `, after ${integer(step)} of ${counted(totalSteps, 'step')}`;
  const truth = picked?.truth === undefined ? '' : `, truly ${withArticle(picked.truth)}`;
  return `${networkName(snapshot)}${trained}${picked === undefined ? '' : ` · ${picked.name}${truth}`}`;
}

/** "baseline at width ¼", "baseline-slim", "features of baseline-slim". */
export function networkName({ settings, spec, source }: SessionSnapshot): string {
  if (source !== undefined) {
    const name = source.name.replace(/^.*\/(?=[^/]+\/model\.json$)/, '').replace(/\/model\.json$/, '');
    return settings.init === undefined ? name : `features of ${name}`;
  }
  if (typeof settings.architecture !== 'string') return spec.title ?? spec.name;
  return `${settings.architecture}${settings.width === 1 ? '' : ` at width ${multiplier(settings.width)}`}`;
}
