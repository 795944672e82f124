/** The line under a title: which network, how far trained, and which image it looks at. */
import type { SessionSnapshot } from '../../core/index.js';
import { counted, integer } from './format.js';
import type { Picked } from './image-picker.js';
import { networkName, withArticle } from './network-words.js';

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
