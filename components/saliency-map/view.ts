/** What the parts of the figure draw from, and what they may ask for. Data only. */
import type {
  Attribution,
  AttributionMethod,
  AttributionQuantity,
  BaselineName,
  ChannelReduction,
  PlainTensor,
  SessionSnapshot,
} from '../../core/index.js';
import type { Ramps } from '../shared/heat-map.js';
import type { Picked } from '../shared/image-picker.js';
import type { MapMeasures, Pixel } from './map-measures.js';
import type { Colormap } from './options.js';

/** A map that has been computed, of which image, at which step of the model. */
export interface Explained {
  readonly picked: Picked;
  readonly attribution: Attribution;
  readonly measures: MapMeasures;
  readonly step: number;
  readonly milliseconds: number;
}

/** What a reader can choose; undefined leaves it to the method, the network or the page. */
export interface Choices {
  readonly method: AttributionMethod;
  readonly target: AttributionQuantity | undefined;
  /** A class by its name or number. */
  readonly targetClass: string | number | undefined;
  readonly against: string | number | undefined;
  readonly channels: ChannelReduction | undefined;
  readonly layer: string | undefined;
  readonly signed: boolean;
  readonly samples: number | undefined;
  readonly sigma: number | undefined;
  readonly steps: number | undefined;
  readonly baseline: BaselineName | PlainTensor | undefined;
  readonly patch: number | undefined;
  readonly patchStep: number | undefined;
  readonly seed: number | undefined;
  readonly overlay: boolean;
  readonly opacity: number;
  readonly colormap: Colormap;
}

export interface View {
  readonly snapshot: SessionSnapshot;
  readonly choices: Choices;
  /** The image that is looked at, once it is here. */
  readonly picked: Picked | undefined;
  /** Its map; undefined while the first is on its way. */
  readonly explained: Explained | undefined;
  /** A computation is under way that a reader waits for: its share done, or undefined where nobody knows. */
  readonly busy: { readonly share: number | undefined } | undefined;
  /** The pixel that is looked at. */
  readonly pixel: Pixel;
  /** The picture that is read by keyboard: only then a move is told, not at every frame of a model that learns. */
  readonly read: 'image' | 'map' | undefined;
  readonly ramps: Ramps;
}

export interface Actions {
  /** The reader chose something. */
  choose(choices: Partial<Choices>): void;
  pick(picked: Picked): void;
  /** Undefined: back to the strongest. */
  look(pixel: Pixel | undefined): void;
  /** The reader reads a picture by keyboard, or no longer. */
  read(picture: View['read']): void;
  /** Where the reader looks now, also between two renders. */
  pixel(): Pixel;
  /** The reader's own picture for a baseline. */
  chooseBaseline(file: File): void;
}
