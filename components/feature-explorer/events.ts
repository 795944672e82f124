/** What a page can hear of features. */
import type { Embedding } from '../../core/index.js';
import { KitEvent } from '../shared/events.js';
import type { Choices, Looked, Space } from './view.js';

/** A layer's answer to the image is here. */
export class ActivationEvent extends KitEvent {
  static readonly eventName = 'activation';
  /** Name of the layer whose output it is. */
  readonly layer: string;
  /** [height, width, channels] */
  readonly maps: Looked['maps'];
  /** Share of zeros by channel. */
  readonly zeroShares: readonly number[];
  /** Steps that the model had been trained for. */
  readonly step: number;
  /** Time on the device. */
  readonly milliseconds: number;

  constructor({ layer, maps, zeroShares, step, milliseconds }: Looked) {
    super(ActivationEvent.eventName);
    this.layer = layer.shown.name;
    this.maps = maps;
    this.zeroShares = zeroShares;
    this.step = step;
    this.milliseconds = milliseconds;
  }
}

/** Held-out images are laid out by their codes, and by their pixels. */
export class EmbeddingEvent extends KitEvent {
  static readonly eventName = 'embedding';
  readonly codes: Embedding;
  readonly pixels: Embedding;
  /** Place of each point's image among the held-out ones. */
  readonly images: readonly (number | undefined)[];

  constructor({ inCodes, inPixels, picked }: Space) {
    super(EmbeddingEvent.eventName);
    this.codes = inCodes.result!;
    this.pixels = inPixels.result!;
    this.images = picked.map(({ index }) => index);
  }
}

/** The reader chose another layer, channel, image or option; the element's properties have changed already. */
export class FeatureChangeEvent extends KitEvent {
  static readonly eventName = 'feature-change';
  /** What was chosen, by property name. */
  readonly changes: Partial<Choices> & { readonly image?: number | string };

  constructor(changes: FeatureChangeEvent['changes']) {
    super(FeatureChangeEvent.eventName);
    this.changes = changes;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    activation: ActivationEvent;
    embedding: EmbeddingEvent;
    'feature-change': FeatureChangeEvent;
  }
}
