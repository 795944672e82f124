/** What the parts of the figure draw from, and what they may ask for. Data only. */
import type {
  Attack,
  SessionSnapshot,
  SynthesisFrame,
  SynthesisPoint,
  SynthesisPreset,
  SynthesisSettings,
} from '../../core/index.js';
import type { Picked } from '../shared/image-picker.js';

/** What a reader can choose; undefined leaves it to the preset, the network or the page. */
export interface Choices {
  readonly preset: SynthesisPreset;
  readonly objective: SynthesisSettings['objective'] | undefined;
  /** A class by its name or number. */
  readonly targetClass: string | number | undefined;
  readonly start: SynthesisSettings['start'] | undefined;
  readonly steps: number | undefined;
  readonly learningRate: number | undefined;
  readonly layer: string | undefined;
  readonly channel: number | undefined;
  readonly octaves: number | undefined;
  readonly regularisers: string | undefined;
  readonly size: number | undefined;
  readonly seed: number | undefined;
  /** In grey levels of 255. */
  readonly epsilon: number;
  readonly attack: 'fgsm' | 'pgd';
  readonly norm: 'linf' | 'l2';
}

export type RunStatus = 'empty' | 'ready' | 'running' | 'paused' | 'finished';

/** A run as far as it has come. */
export interface RunView {
  readonly status: RunStatus;
  /** Evenly over the steps; the first shows the start. */
  readonly frames: readonly SynthesisFrame[];
  readonly points: readonly SynthesisPoint[];
  /** The newest of all. */
  readonly latest: SynthesisFrame | undefined;
  /** That which is looked at: the newest, unless the reader went back. */
  readonly shown: SynthesisFrame | undefined;
  /** Kept frames are being played. */
  readonly replaying: boolean;
  readonly milliseconds: number;
}

export interface Attacked {
  readonly attack: Attack;
  readonly picked: Picked;
  /** Grey levels of 255. */
  readonly epsilon: number;
}

export interface View {
  readonly snapshot: SessionSnapshot;
  readonly choices: Choices;
  /** Undefined where the choices can't be. */
  readonly settings: SynthesisSettings | undefined;
  readonly picked: Picked | undefined;
  readonly run: RunView;
  readonly grid: RunView;
  readonly attacked: Attacked | undefined;
  /** As a share of the range; null where nothing that was tried flips the answer, undefined while nobody knows. */
  readonly smallest: number | null | undefined;
  readonly busy: { readonly share: number | undefined } | undefined;
}

export interface Actions {
  choose(choices: Partial<Choices>): void;
  /** Starts, goes on, or plays what is finished again. */
  play(): void;
  pause(): void;
  step(): void;
  restart(): void;
  /** Looks at a frame by its place among the kept ones; undefined: at the newest. */
  look(index: number | undefined): void;
  playGrid(): void;
  pauseGrid(): void;
}
