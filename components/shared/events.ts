/**
 * The event that every element of the kit fires, and the base of all others: bubbling, composed, plain fields instead
 * of a `detail` bag.
 */
import type { KitError } from '../../core/index.js';

export abstract class KitEvent extends Event {
  constructor(type: string, init: EventInit = {}) {
    super(type, { bubbles: true, composed: true, ...init });
  }
}

/** Something went wrong that the element also says in its own box. Never fired for what the reader cancelled. */
export class KitErrorEvent extends KitEvent {
  static readonly eventName = 'kit-error';
  readonly error: KitError;

  constructor(error: KitError) {
    super(KitErrorEvent.eventName);
    this.error = error;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'kit-error': KitErrorEvent;
  }
}
