/** What the parts of the figure draw from, and what they may ask for. Data only. */
import type {
  KitError,
  MeanWithInterval,
  SessionSnapshot,
  StabilityName,
  StabilitySummary,
  Sweep,
  SweepPadding,
  SweepTransform,
  SweptImage,
  WorstCase,
} from '../../core/index.js';
import type { Busy } from '../shared/busy-line.js';
import type { Picked } from '../shared/image-picker.js';

/** What a reader can choose; undefined leaves it to the sweep. */
export interface Choices {
  readonly transform: SweepTransform;
  readonly cropSize: number | undefined;
  readonly stride: number | undefined;
  readonly range: number | undefined;
  readonly padding: SweepPadding | undefined;
  readonly statistic: StabilityName;
  readonly setSize: number;
  readonly seed: number;
  /** Names of models, separated by spaces. */
  readonly compare: string | undefined;
}

/** One image, swept. */
export interface Swept {
  readonly picked: Picked;
  readonly sweep: Sweep;
  readonly image: SweptImage;
  readonly step: number;
  readonly milliseconds: number;
}

/** Many images, swept; `picked[i]` is what `images[i]` is of. */
export interface Surveyed {
  readonly sweep: Sweep;
  readonly picked: readonly Picked[];
  readonly images: readonly SweptImage[];
  readonly summary: StabilitySummary;
  readonly step: number;
  readonly milliseconds: number;
}

/** Another network on the same image, or why not. */
export type Rival = { readonly name: string } & (
  { readonly swept: Swept; readonly problem?: undefined } | { readonly swept?: undefined; readonly problem: KitError }
);

/** Another network on the same images: its own numbers, and by how much they differ from the element's network. */
export interface Duel {
  readonly name: string;
  readonly summary: StabilitySummary;
  /** The other minus this network, paired by image, by statistic. */
  readonly difference: Readonly<Record<StabilityName, MeanWithInterval>>;
}

export interface View {
  readonly snapshot: SessionSnapshot;
  readonly choices: Choices;
  readonly picked: Picked | undefined;
  /** Undefined while the first is on its way. */
  readonly swept: Swept | undefined;
  /** Index of the view that is looked at. */
  readonly selected: number;
  readonly busy: Busy | undefined;
}

/** Everything that stands below the finding. */
export interface Beside {
  readonly surveyed: Surveyed | undefined;
  /** Images swept so far, while the survey runs. */
  readonly running:
    { readonly done: number; readonly share: number | undefined; readonly images: readonly SweptImage[] } | undefined;
  readonly rivals: readonly Rival[];
  /** Names of those that are asked for. */
  readonly compared: readonly string[];
  readonly duels: readonly Duel[];
  readonly dueling: number | undefined;
  readonly worst: WorstCase | undefined;
  readonly searching: boolean;
}

export interface Actions {
  choose(choices: Partial<Choices>): void;
  pick(picked: Picked): void;
  /** Look at that view. */
  select(index: number): void;
  survey(start: boolean): void;
  search(): void;
}
