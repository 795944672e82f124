/** What the parts of the figure draw from, and what they may ask for. Data only. */
import type {
  Box,
  Embedding,
  EmbeddingFrame,
  KernelLook,
  LayerSurvey,
  PlainTensor,
  SessionSnapshot,
} from '../../core/index.js';
import type { Busy } from '../shared/busy-line.js';
import type { Ramps } from '../shared/heat-map.js';
import type { Picked } from '../shared/image-picker.js';
import type { LayerChoice } from './layers.js';

export type ScaleName = 'layer' | 'channel';
export type Projection = 'pca' | 't-sne';

/** What a reader can choose; undefined leaves it to the figure. */
export interface Choices {
  /** By name. */
  readonly layer: string | undefined;
  readonly channel: number | undefined;
  readonly scale: ScaleName;
  readonly zoom: number;
  /** Patches of each channel. */
  readonly patches: number;
  readonly setSize: number;
  readonly embedSize: number;
  readonly projection: Projection;
  readonly perplexity: number;
  readonly neighbours: number;
  readonly seed: number | undefined;
}

/** A layer's answer to the image. */
export interface Looked {
  readonly picked: Picked;
  readonly layer: LayerChoice;
  /** [height, width, channels] */
  readonly maps: PlainTensor;
  readonly zeroShares: readonly number[];
  readonly step: number;
  readonly milliseconds: number;
}

/** A place of a map. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** What all units answer to the held-out images. */
export interface Surveyed {
  readonly picked: readonly Picked[];
  readonly layers: Readonly<Record<string, LayerSurvey>>;
  readonly step: number;
}

/** An image that a channel answers strongly, as optimisation finds it. */
export interface Drawn {
  /** `<layer> <channel>` */
  readonly of: string;
  readonly pixels: PlainTensor<Uint8Array>;
  readonly step: number;
  /** Steps in all. */
  readonly steps: number;
}

/** Held-out images as points in one space. */
export interface Cloud {
  /** What is shown now; undefined before the first. */
  readonly frame: EmbeddingFrame | undefined;
  /** The answer when all is done. */
  readonly result: Embedding | undefined;
}

/** The two spaces side by side. */
export interface Space {
  readonly picked: readonly Picked[];
  readonly codes: PlainTensor;
  readonly step: number;
  readonly inCodes: Cloud;
  readonly inPixels: Cloud;
}

/** The nearest held-out images to the image that is looked at, in each space. */
export interface Near {
  readonly picked: Picked;
  readonly inCodes: readonly number[];
  readonly inPixels: readonly number[];
}

export interface View {
  readonly snapshot: SessionSnapshot;
  readonly choices: Choices;
  readonly layers: readonly LayerChoice[];
  /** Undefined for a name that the network does not have. */
  readonly layer: LayerChoice | undefined;
  readonly picked: Picked | undefined;
  /** Undefined while the first is on its way. */
  readonly looked: Looked | undefined;
  /** The channel that is looked at: under the pointer, else the chosen one, else the strongest. */
  readonly channel: number;
  /** The chosen one, whatever is under the pointer. */
  readonly chosen: number;
  readonly place: Place;
  /** What the unit there sees, in pixels of the image. */
  readonly box: Box | undefined;
  readonly busy: Busy | undefined;
  readonly ramps: Ramps;
}

/** Everything that stands below the finding. */
export interface Beside {
  readonly surveyed: Surveyed | undefined;
  /** Dead filters at the steps that were seen, oldest first. */
  readonly history: readonly { readonly step: number; readonly dead: number }[];
  readonly kernel: (KernelLook & { readonly step: number }) | undefined;
  readonly drawn: Drawn | undefined;
  readonly drawing: boolean;
  readonly space: Space | undefined;
  readonly spacing: Busy | undefined;
  readonly near: Near | undefined;
}

export interface Actions {
  choose(choices: Partial<Choices>): void;
  pick(picked: Picked): void;
  /** The channel under the pointer; undefined when it has left. */
  hover(channel: number | undefined): void;
  /** Undefined: back to the strongest. */
  look(place: Place | undefined): void;
  draw(start: boolean): void;
  embed(start: boolean): void;
}
