/** What a page can hear of a counter: which layer is looked at, and what was set. The quiz has an event of its own. */
import { KitEvent } from '../shared/events.js';

/** The reader chose a layer, or another network. */
export class LayerSelectEvent extends KitEvent {
  static readonly eventName = 'layer-select';
  /** Name of the network, as in `architectures`, the spec's own or the model's. */
  readonly network: string;
  /** Name of the layer in its spec. */
  readonly layer: string;

  constructor(network: string, layer: string) {
    super(LayerSelectEvent.eventName);
    this.network = network;
    this.layer = layer;
  }
}

/** The reader moved a slider. */
export class SettingsChangeEvent extends KitEvent {
  static readonly eventName = 'settings-change';
  /** Width multiplier. */
  readonly width: number;
  /** Side of the image in pixels; undefined while every network has its own. */
  readonly inputSize: number | undefined;

  constructor(width: number, inputSize: number | undefined) {
    super(SettingsChangeEvent.eventName);
    this.width = width;
    this.inputSize = inputSize;
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'layer-select': LayerSelectEvent;
    'settings-change': SettingsChangeEvent;
  }
}
