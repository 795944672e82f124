/** What a page can hear of images that are made. */
import type { SynthesisFrame } from '../../core/index.js';
import { KitEvent } from '../shared/events.js';
import type { Choices } from './view.js';

/** An image of the run is here: at most twenty a second. */
export class SynthesisFrameEvent extends KitEvent {
  static readonly eventName: string = 'synthesis-frame';
  /** Images, what the network makes of them, and all that the run goes on from. */
  readonly frame: SynthesisFrame;

  constructor(frame: SynthesisFrame, type = SynthesisFrameEvent.eventName) {
    super(type);
    this.frame = frame;
  }
}

/** The last step is done. */
export class SynthesisEndEvent extends SynthesisFrameEvent {
  static override readonly eventName = 'synthesis-end';

  constructor(frame: SynthesisFrame) {
    super(frame, SynthesisEndEvent.eventName);
  }
}

/** The reader chose another class, preset, start or option; the element's properties have changed already. */
export class MaximiserChangeEvent extends KitEvent {
  static readonly eventName = 'maximiser-change';
  /** What was chosen, by property name. */
  readonly changes: Partial<Choices>;

  constructor(changes: Partial<Choices>) {
    super(MaximiserChangeEvent.eventName);
    this.changes = changes;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'synthesis-frame': SynthesisFrameEvent;
    'synthesis-end': SynthesisEndEvent;
    'maximiser-change': MaximiserChangeEvent;
  }
}
