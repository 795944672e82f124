/** How far a run is, in a line and in words, and what its one filled button does. Sends nothing, decides nothing. */
import { html, nothing, type TemplateResult } from 'lit';
import type { SessionPhase, SessionSnapshot, TrainingConfig } from '../../core/index.js';
import { cssVars } from './css-vars.js';
import { bytes, counted, decimal, duration, integer } from './format.js';
import { networkName } from './network-words.js';

/** What the one filled button does. */
export type Primary = 'train' | 'resume' | 'pause' | 'cancel' | 'again';

const PRIMARY: Readonly<Record<SessionPhase, Primary>> = {
  idle: 'train',
  downloading: 'cancel',
  preparing: 'cancel',
  running: 'pause',
  paused: 'resume',
  finished: 'again',
  // Retrying is the error box's business; two filled buttons would compete.
  failed: 'train',
};
export const primaryOf = (phase: SessionPhase): Primary => PRIMARY[phase];

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

export function renderProgress({ start, end, share, held }: ProgressWords): TemplateResult {
  const percent = share === undefined ? undefined : Math.round(share * 1000) / 10;
  return html`<div class="progress" part="progress">
    <div
      class="line ${share === undefined ? 'wait' : held ? 'held' : ''}"
      role="progressbar"
      aria-label="Progress"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent ?? nothing}
      aria-valuetext=${[start, end].filter((words) => words !== '').join(', ')}
    >
      <i ${cssVars({ 'inline-size': percent === undefined ? undefined : `${percent}%` })}></i>
    </div>
    <div class="row"><span>${start}</span><span>${end}</span></div>
  </div>`;
}
