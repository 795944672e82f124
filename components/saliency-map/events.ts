/** What a page can hear of explanations. */
import type { Attribution } from '../../core/index.js';
import { KitEvent } from '../shared/events.js';
import type { Choices, Explained } from './view.js';

/** A new map is here. */
export class AttributionEvent extends KitEvent {
  static readonly eventName = 'attribution';
  /** The map, the answer of the network, and the options as they were used. */
  readonly attribution: Attribution;
  /** Steps that the model had been trained for. */
  readonly step: number;
  /** Time on the device. */
  readonly milliseconds: number;

  constructor({ attribution, step, milliseconds }: Explained) {
    super(AttributionEvent.eventName);
    this.attribution = attribution;
    this.step = step;
    this.milliseconds = milliseconds;
  }
}

/** The reader chose another method, class, image or option; the element's properties have changed already. */
export class QuestionChangeEvent extends KitEvent {
  static readonly eventName = 'question-change';
  /** What was chosen, by property name. */
  readonly changes: Partial<Choices> & { readonly image?: number | string };

  constructor(changes: QuestionChangeEvent['changes']) {
    super(QuestionChangeEvent.eventName);
    this.changes = changes;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    attribution: AttributionEvent;
    'question-change': QuestionChangeEvent;
  }
}
