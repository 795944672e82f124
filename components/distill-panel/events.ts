/** What a page can hear of a panel, beside the events of a training run. */
import type { PairedComparison } from '../../core/index.js';
import { KitEvent } from '../shared/events.js';

/** Both students sat an exam: what the teacher was worth so far. */
export class DistillResultEvent extends KitEvent {
  static readonly eventName = 'distill-result';
  /** Steps that both have learnt. */
  readonly step: number;
  /** Accuracy with the teacher less accuracy alone, in [−1, 1]. */
  readonly difference: number;
  /** 95 %. */
  readonly interval: PairedComparison['interval'];
  readonly distinguishable: boolean;

  constructor(step: number, { difference, interval, distinguishable }: PairedComparison) {
    super(DistillResultEvent.eventName);
    this.step = step;
    this.difference = difference;
    this.interval = interval;
    this.distinguishable = distinguishable;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'distill-result': DistillResultEvent;
  }
}
