/** The short lines of the element, from a snapshot: which model and data, which device, how far. Words only. */
import type { SessionSnapshot, TrainingConfig } from '../../core/index.js';
import { bytes, counted, decimal, duration, integer } from '../shared/format.js';
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

export interface ProgressWords {
  readonly start: string;
  readonly end: string;
  /** Share done in [0, 1]; undefined while nobody can say. */
  readonly share: number | undefined;
  /** Drawn in grey: nothing moves. */
  readonly held: boolean;
}

/**
 * What is said under the progress line.
 * @param lastSpeed images per second as last measured for this network on this device, if ever
 * @param outOfSight the element itself paused the run because nobody looked
 */
export function progressWords(
  snapshot: SessionSnapshot,
  lastSpeed: number | undefined,
  outOfSight: boolean,
): ProgressWords {
  const { phase, step, totalSteps, config, dataset, download, progress } = snapshot;
  const share = totalSteps === 0 ? 0 : step / totalSteps;
  const at = `step ${integer(step)} of ${integer(totalSteps)}`;
  switch (phase) {
    case 'idle': {
      const epochs = counted(Math.max(1, Math.round(config.epochs)), 'epoch');
      const cost =
        lastSpeed === undefined
          ? `${epochs} of ${counted(dataset.trainSize, 'image')}`
          : `about ${roughly((totalSteps * config.batchSize) / lastSpeed)} on this device`;
      const here = download?.ready === true;
      const total = dataset.totalBytes > dataset.firstBytes ? `, ${bytes(dataset.totalBytes)} in all` : '';
      return {
        start: `${counted(totalSteps, 'step')}: ${cost}`,
        end: here ? 'images are here' : `${bytes(dataset.firstBytes)} to download${total}`,
        share: 0,
        held: true,
      };
    }
    case 'downloading': {
      const arrived = Math.min(download?.receivedBytes ?? 0, dataset.firstBytes);
      const amount = `${decimal(arrived / 1e6, 1)} of ${bytes(dataset.firstBytes)}`;
      return {
        start: `images: ${amount} · training starts after this part`,
        end: '',
        share: dataset.firstBytes === 0 ? undefined : arrived / dataset.firstBytes,
        held: false,
      };
    }
    case 'preparing':
      return {
        start: loading(snapshot.source)
          ? `loading the network ${networkName(snapshot)}`
          : snapshot.device === undefined
            ? 'checking this device: one small step against known numbers'
            : `setting up the network on ${snapshot.device.backend}`,
        end: '',
        share: undefined,
        held: false,
      };
    case 'running':
      return {
        start: `${at} · ${epochWords(progress?.epoch ?? 0, config)}`,
        end:
          progress === undefined
            ? ''
            : `${integer(progress.imagesPerSecond)} images/s · ${duration(progress.secondsLeft)} left`,
        share,
        held: false,
      };
    case 'paused':
      return {
        start: `${at} · ${outOfSight ? 'paused while out of sight' : 'paused'}`,
        end: progress === undefined ? '' : `${duration(progress.secondsLeft)} of work left`,
        share,
        held: true,
      };
    case 'finished':
      return {
        start: `all ${counted(totalSteps, 'step')} done`,
        end: progress === undefined ? '' : `${integer(progress.imagesPerSecond)} images/s`,
        share: 1,
        held: false,
      };
    case 'failed':
      return { start: step === 0 ? 'stopped before the first step' : `${at} · stopped`, end: '', share, held: true };
  }
}

const loading = (source: SessionSnapshot['source']): boolean => source?.status === 'loading';

function epochWords(epoch: number, { epochs }: TrainingConfig): string {
  const all = Math.max(1, Math.ceil(epochs));
  return `epoch ${integer(Math.min(all, Math.floor(epoch) + 1))} of ${integer(all)}`;
}

/** A time that is only foreseen: whole minutes from two on. */
function roughly(seconds: number): string {
  return seconds < 100 ? duration(seconds) : counted(Math.round(seconds / 60), 'minute');
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
