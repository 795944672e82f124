/** The short lines of the element, from a snapshot: which model and data, which device, how far. Words only. */
import type { SessionSnapshot } from '../../core/index.js';
import { bytes, counted, integer } from '../shared/format.js';
import { networkName } from '../shared/network-words.js';
import { findingText } from './finding.js';

/** "CIFAR-10" for both of its sizes. */
export const dataTitle = ({ dataset }: SessionSnapshot): string =>
  dataset.name.startsWith('cifar10') ? 'CIFAR-10' : dataset.name;

/** "baseline at width ¼, 489,274 parameters · 5,000 training images". */
export function modelLine(snapshot: SessionSnapshot): string {
  const { parameters, dataset, settings } = snapshot;
  const frozen = settings.freeze === undefined ? '' : ' to train';
  return `${networkName(snapshot)}, ${counted(parameters, 'parameter')}${frozen} · ${counted(dataset.trainSize, 'training image')}`;
}

/** What a change of phase is announced as; undefined where nothing needs saying (failures are alerts already). */
export function phaseSentence(now: SessionSnapshot, before: SessionSnapshot): string | undefined {
  if (now.phase === before.phase) return undefined;
  const at = `step ${integer(now.step)} of ${integer(now.totalSteps)}`;
  switch (now.phase) {
    case 'downloading':
      return `Downloading ${bytes(now.dataset.firstBytes)} of images.`;
    case 'running':
      return `Training from ${at}.`;
    case 'paused':
      return `Paused at ${at}.`;
    case 'finished':
      return `Training is done. ${findingText(now)}`;
    case 'idle':
    case 'preparing':
    case 'failed':
      return undefined;
  }
}
