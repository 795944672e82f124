/** What a page can hear of a training run. Every element over a model fires them, whoever started the run. */
import type { Evaluation, SessionSnapshot } from '../../core/index.js';
import { KitEvent } from './events.js';

/** Training starts or goes on. */
export class TrainStartEvent extends KitEvent {
  static readonly eventName = 'train-start';
  /** Steps done before. */
  readonly step: number;
  readonly totalSteps: number;

  constructor({ step, totalSteps }: SessionSnapshot) {
    super(TrainStartEvent.eventName);
    this.step = step;
    this.totalSteps = totalSteps;
  }
}

/** Steps were done, at most once a frame. */
export class TrainProgressEvent extends KitEvent {
  static readonly eventName = 'train-progress';
  readonly step: number;
  readonly totalSteps: number;
  /** Fractional epochs done. */
  readonly epoch: number;
  /** Mean cross-entropy of the last batch, nats. */
  readonly loss: number;
  /** Share of the last batch that was right, in [0, 1]. */
  readonly accuracy: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  /** The last look at held-out images, if there was one. */
  readonly evaluation: Evaluation | undefined;

  constructor(snapshot: SessionSnapshot) {
    super(TrainProgressEvent.eventName);
    const last = snapshot.points.at(-1);
    this.step = snapshot.step;
    this.totalSteps = snapshot.totalSteps;
    this.epoch = snapshot.progress?.epoch ?? 0;
    this.loss = last?.loss ?? NaN;
    this.accuracy = last?.accuracy ?? NaN;
    this.imagesPerSecond = snapshot.progress?.imagesPerSecond ?? 0;
    this.secondsLeft = snapshot.progress?.secondsLeft ?? NaN;
    this.evaluation = snapshot.evaluations.at(-1);
  }
}

/** Training stopped: done, paused or failed. */
export class TrainEndEvent extends KitEvent {
  static readonly eventName = 'train-end';
  readonly reason: 'finished' | 'paused' | 'failed';
  readonly step: number;
  readonly totalSteps: number;
  readonly evaluation: Evaluation | undefined;

  constructor(reason: TrainEndEvent['reason'], { step, totalSteps, evaluations }: SessionSnapshot) {
    super(TrainEndEvent.eventName);
    this.reason = reason;
    this.step = step;
    this.totalSteps = totalSteps;
    this.evaluation = evaluations.at(-1);
  }
}

/** The events that lead from one snapshot to the next. */
export function eventsBetween(before: SessionSnapshot, now: SessionSnapshot): KitEvent[] {
  const ran = before.phase === 'running';
  const runs = now.phase === 'running';
  const events: KitEvent[] = [];
  if (runs && !ran) events.push(new TrainStartEvent(before));
  if (now.step > before.step) {
    // A single step may begin and end between two frames.
    if (!runs && !ran) events.push(new TrainStartEvent(before));
    events.push(new TrainProgressEvent(now));
  }
  if (!runs && events.length + Number(ran) > 0) {
    const reason = now.phase === 'finished' || now.phase === 'failed' ? now.phase : 'paused';
    events.push(new TrainEndEvent(reason, now));
  }
  return events;
}

declare global {
  interface GlobalEventHandlersEventMap {
    'train-start': TrainStartEvent;
    'train-progress': TrainProgressEvent;
    'train-end': TrainEndEvent;
  }
}
