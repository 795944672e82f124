/** What a page can hear of sweeps. */
import type { StabilitySummary, Sweep, SweptImage } from '../../core/index.js';
import { KitEvent } from '../shared/events.js';
import type { Choices, Surveyed, Swept } from './view.js';

/** An image was swept. */
export class SweepEvent extends KitEvent {
  static readonly eventName = 'sweep';
  /** Which views there are, in their grid. */
  readonly sweep: Sweep;
  /** The probabilities of each, and how stable they are. */
  readonly image: SweptImage;
  /** Steps that the model had been trained for. */
  readonly step: number;
  /** Time on the device. */
  readonly milliseconds: number;

  constructor({ sweep, image, step, milliseconds }: Swept) {
    super(SweepEvent.eventName);
    this.sweep = sweep;
    this.image = image;
    this.step = step;
    this.milliseconds = milliseconds;
  }
}

/** Many images were swept. */
export class SurveyEvent extends KitEvent {
  static readonly eventName = 'survey';
  readonly summary: StabilitySummary;
  /** Each image's own numbers, with its place among the held-out images. */
  readonly images: readonly { readonly index: number | undefined; readonly image: SweptImage }[];

  constructor({ summary, images, picked }: Surveyed) {
    super(SurveyEvent.eventName);
    this.summary = summary;
    this.images = images.map((image, i) => ({ index: picked[i]?.index, image }));
  }
}

/** The reader chose another sweep or image; the element's properties have changed already. */
export class SweepChangeEvent extends KitEvent {
  static readonly eventName = 'sweep-change';
  /** What was chosen, by property name. */
  readonly changes: Partial<Choices> & { readonly image?: number | string };

  constructor(changes: SweepChangeEvent['changes']) {
    super(SweepChangeEvent.eventName);
    this.changes = changes;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    sweep: SweepEvent;
    survey: SurveyEvent;
    'sweep-change': SweepChangeEvent;
  }
}
