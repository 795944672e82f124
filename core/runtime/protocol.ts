/**
 * What page and worker may say to each other: the kinds of jobs, their parameters and answers, and the envelope they
 * travel in. Types and two constants only, so that both sides can import it for free.
 */
import type { SerializedKitError } from '../errors.js';
import type {
  ArchitectureSpec,
  Attack,
  AttackSettings,
  Attribution,
  AttributionQuantity,
  AttributionSettings,
  BackendChoice,
  BaselineName,
  DatasetInfo,
  DeviceReport,
  DistillationRule,
  DownloadProgress,
  Embedding,
  EmbeddingFrame,
  EmbeddingSettings,
  Evaluation,
  HeldOutAnswers,
  ImageFit,
  KernelLook,
  LayerActivations,
  LayerSurvey,
  LessonPoint,
  MeanWithInterval,
  OptimizerName,
  PerturbationCurves,
  PlainTensor,
  RandomisedMap,
  SamplePrediction,
  SeenBatch,
  StabilitySummary,
  SweepSettings,
  SweptImage,
  SynthesisFrame,
  SynthesisSettings,
  SynthesisState,
  TrainingConfig,
  TrainProgress,
  WeightMap,
  WorstCase,
  WorstCaseLimits,
} from '../types.js';

/** Grows when an old page could not talk to a new worker; the handshake refuses a mismatch. */
export const PROTOCOL_VERSION = 1;

/** A reader's gesture goes before what is visible, what is visible before background work such as training. */
export type Priority = 'gesture' | 'visible' | 'background';

/** Where the worker finds a data set's files; resolved by the page, since only the page's bundler knows. */
export interface DatasetSource {
  readonly name: string;
  /** PNGs of one image per row (32·32 pixels wide); labels beside them. In the order in which they are needed. */
  readonly train: readonly { readonly url: string; readonly count: number; readonly bytes: number }[];
  readonly test: { readonly url: string; readonly count: number; readonly bytes: number };
  /** JSON arrays of class indices for all training images and for the test images, with their sizes in bytes. */
  readonly trainLabelsUrl: string;
  readonly trainLabelsBytes: number;
  readonly testLabelsUrl: string;
  readonly testLabelsBytes: number;
  readonly classNames: readonly string[];
}

/** What a run sends between its start and its end; unlike progress, none of these is ever dropped. */
export type TrainFrame =
  | { readonly kind: 'evaluation'; readonly evaluation: Evaluation; readonly samples: readonly SamplePrediction[] }
  | { readonly kind: 'seen'; readonly batch: SeenBatch }
  /** The weights went back to those of this step, because the run diverged or the device was lost. */
  | { readonly kind: 'rollback'; readonly step: number };

/** A look at held-out images: how well a network does, and what it says of each. */
export interface HeldOutLook {
  readonly evaluation: Evaluation;
  readonly answers: HeldOutAnswers;
}

/** What two students in lock-step send; none of it is ever dropped. */
export type DistillFrame =
  /** Once a job, before its first step: what is aimed at. `labels` are those of the held-out images, in order. */
  | { readonly kind: 'teacher'; readonly look: HeldOutLook; readonly labels: Int32Array }
  | {
      readonly kind: 'exam';
      readonly student: HeldOutLook & { readonly samples: readonly SamplePrediction[] };
      readonly control: HeldOutLook & { readonly samples: readonly SamplePrediction[] };
    }
  | { readonly kind: 'seen'; readonly batch: SeenBatch }
  /** The weights of both went back to those of this step. */
  | { readonly kind: 'rollback'; readonly step: number };

/** Looks into a data set without downloading more of it than it takes. */
export interface DatasetLook {
  readonly dataset: string;
  readonly split: 'train' | 'test';
  /** Where it comes from, if it may be that nobody opened it. */
  readonly source?: DatasetSource;
}

/** One image or several, [n, h, w, c]: uint8, or floats in [-1, 1]. */
export type Images = PlainTensor<Uint8Array> | PlainTensor;

/** Codes of images, or their pixels, as rows. */
export type Points = PlainTensor | PlainTensor<Uint8Array>;

/** What is explained of a model, and how. */
export interface AttributionParams {
  readonly model: string;
  readonly images: Images;
  readonly settings: AttributionSettings;
  /** Default: the predicted class of each image. */
  readonly target?: number;
  readonly against?: number;
}

/** A file that a reader has chosen, with its place in the chosen folder where it has one. */
export interface PickedFile {
  readonly path: string;
  readonly blob: Blob;
}

/** A picture of a reader's own: a file, or a still from a camera. */
export interface PickedPicture {
  /** How sentences call it. */
  readonly name: string;
  readonly picture: Blob | ImageBitmap;
}

/** A file that was left out, and why. */
export interface FileFault {
  readonly path: string;
  readonly error: SerializedKitError;
}

/** How a data set is made of pictures in folders. */
export interface PictureSetSettings {
  /** Side in pixels of the square pictures. Default 32, as the library's own data sets have. */
  readonly imageSize?: number | undefined;
  /** Default cover. */
  readonly fit?: ImageFit | undefined;
  /** Share of each class that is held out where no folder is named after a test set. Default 0.2. */
  readonly testShare?: number | undefined;
  /** Decides which are held out. */
  readonly seed: number;
}

/** Where a model file lies: at an address, or among files that a reader has chosen (loose, or one zip archive). */
export type ModelLocation =
  | {
      /** Absolute address of a model.json. */
      readonly url: string;
      /** Addresses of its files of weights by the path that it has for them; default: beside it. */
      readonly weightUrls?: Readonly<Record<string, string>>;
    }
  | { readonly files: readonly PickedFile[] };

/** What a page knows better than the file, and how much it is willing to take. */
export interface ModelFileSettings {
  /** Lowest and highest pixel value that the network was made for. Default: the file's word, else [-1, 1]. */
  readonly inputRange?: readonly [low: number, high: number] | undefined;
  /** Side in pixels where the file leaves it open. Default: the file's word, else 32. */
  readonly inputSize?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** What a file's network is to learn: features of the file, a last layer for these classes. */
export interface TransferSettings {
  /** Where they are the file's own, its last layer stays too. */
  readonly classNames: readonly string[];
  /** True keeps all weights but the last layer's, and the statistics of batch normalisation, bit by bit. */
  readonly freezeFeatures: boolean;
}

/** What a model file says, apart from its weights. */
export interface ModelFileReport {
  /** Layers that do not run here have the name of their class as their type. */
  readonly spec: ArchitectureSpec;
  /** Why the network does not run here; empty where it does. */
  readonly problems: readonly SerializedKitError[];
  /** Undefined where it names none, or not as many as there are classes. */
  readonly classNames: readonly string[] | undefined;
  /** True where the file's network ended in a softmax: the spec ends in the logits before it. */
  readonly softmax: boolean;
  /** What else it says of itself: accuracy, licence, recipe. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** How numbers are stored in a model file. */
export type ModelPrecision = 'float32' | 'float16' | 'uint16' | 'uint8';

/** All that a model's next step depends on, besides settings and data. */
export interface SavedState {
  /** Steps done. */
  readonly step: number;
  readonly weights: WeightMap;
  readonly optimizer: OptimizerName;
  /** The optimiser's state, by `<weight>/<slot>`. */
  readonly slots: WeightMap;
  readonly updates: number;
  /** Step of the last evaluation, −1 for none. */
  readonly evaluatedAt: number;
}

export interface JobTypes {
  'device.open': { params: { backend: BackendChoice }; progress: never; frame: never; result: DeviceReport };
  /** Counts of what lives on the device: all tensors, and those that models own. */
  'device.memory': {
    params: Record<string, never>;
    progress: never;
    frame: never;
    result: { tensors: number; owned: number; bytes: number };
  };
  /** Resolves when all shards are here; progress says when training can start. */
  'dataset.open': { params: { source: DatasetSource }; progress: DownloadProgress; frame: never; result: DatasetInfo };
  'dataset.samples': {
    params: DatasetLook & { indices: readonly number[] };
    progress: never;
    frame: never;
    result: SeenBatch;
  };
  /** A data set of a reader's own pictures: files in folders named after classes, or a zip archive of them. */
  'dataset.import': {
    params: { name: string; files: readonly PickedFile[]; settings: PictureSetSettings };
    /** Pictures. */
    progress: { done: number; total: number };
    frame: never;
    result: { info: DatasetInfo; faults: readonly FileFault[] };
  };
  'dataset.free': { params: { dataset: string }; progress: never; frame: never; result: null };
  /** Pictures as the network will see them, uint8 [n, height, width, 3]; one that can't be read stops no other. */
  'images.fit': {
    params: { pictures: readonly PickedPicture[]; height: number; width: number; fit?: ImageFit };
    progress: { done: number; total: number };
    frame: never;
    /** `kept[i]` is the place in `pictures` of image i. */
    result: { images: PlainTensor<Uint8Array>; kept: readonly number[]; faults: readonly FileFault[] };
  };
  /** The class of every image of a split, in order. */
  'dataset.labels': { params: DatasetLook; progress: never; frame: never; result: PlainTensor<Int32Array> };
  'model.create': {
    params: { model: string; spec: ArchitectureSpec; seed: number; weights?: WeightMap; saved?: SavedState };
    progress: never;
    frame: never;
    result: { trainable: number; total: number };
  };
  /** As model.create, from a file. Where `problems` is not empty no model was made. */
  'model.load': {
    params: {
      model: string;
      location: ModelLocation;
      settings: ModelFileSettings;
      seed: number;
      transfer?: TransferSettings | undefined;
    };
    /** Bytes of weights. */
    progress: { receivedBytes: number; totalBytes: number };
    frame: never;
    result: ModelFileReport;
  };
  /** A zip archive of model.json and weights. */
  'model.export': {
    params: { model: string; precision: ModelPrecision; metadata: Readonly<Record<string, unknown>> };
    progress: never;
    frame: never;
    result: { zip: Uint8Array<ArrayBuffer> };
  };
  /** Null before the first step. */
  'model.save': { params: { model: string }; progress: never; frame: never; result: SavedState | null };
  'model.weights': { params: { model: string }; progress: never; frame: never; result: WeightMap };
  'model.dispose': { params: { model: string }; progress: never; frame: never; result: null };
  /** Probabilities [n, classes] of uint8 or [-1,1] float images. */
  'model.predict': {
    params: { model: string; images: Images };
    progress: never;
    frame: never;
    result: PlainTensor;
  };
  /** One for each image, with the step that the model had reached and the time that it took on the device. */
  'attribution.explain': {
    params: AttributionParams;
    progress: { share: number };
    frame: never;
    result: { attributions: readonly Attribution[]; step: number; milliseconds: number };
  };
  /**
   * The map of one image as weights go from the top down: as it is first, then once for each unit of layers. `chance` is
   * the rank correlation of the last map with that of another network of noise: what no weights have a part in.
   */
  'attribution.randomise': {
    params: AttributionParams & { target: number; seed: number };
    progress: { share: number };
    frame: never;
    result: { maps: readonly RandomisedMap[]; chance: number };
  };
  /** Deletion and insertion by a map [h, w] of one image. */
  'attribution.curves': {
    params: {
      model: string;
      images: Images;
      map: PlainTensor;
      target: number;
      quantity: AttributionQuantity;
      /** What deleted pixels show. */
      fill: BaselineName;
      seed: number;
    };
    progress: { share: number };
    frame: never;
    result: PerturbationCurves;
  };
  /** All views of a few images at once, and what a person who looks at one wants to know. */
  'robustness.sweep': {
    params: { model: string; images: Images; settings: SweepSettings };
    progress: { share: number };
    frame: never;
    result: { images: readonly SweptImage[]; step: number; milliseconds: number };
  };
  /** Of many images: each as soon as it is there, then what they say together. */
  'robustness.survey': {
    params: {
      model: string;
      images: Images;
      /** The true class of each image; left out where the network's classes are not the images'. */
      truths?: readonly number[] | undefined;
      settings: SweepSettings;
      /** Decides the intervals. */
      seed: number;
    };
    progress: { share: number };
    frame: { from: number; images: readonly SweptImage[] };
    result: { summary: StabilitySummary; step: number; milliseconds: number };
  };
  /** Small changes of one image that lower the margin of its class. */
  'robustness.worst-case': {
    params: { model: string; images: Images; limits: WorstCaseLimits };
    progress: { share: number };
    frame: never;
    result: WorstCase;
  };
  /** Means with 95 % intervals of columns of equal length, whose rows are drawn together. */
  'statistics.means': {
    params: { columns: readonly Float32Array[]; seed: number };
    progress: never;
    frame: never;
    result: readonly MeanWithInterval[];
  };
  /** Optimises images; every frame, and the result, holds what a later request goes on from. */
  'synthesis.run': {
    params: {
      model: string;
      settings: SynthesisSettings;
      /** What a start from an image starts from: one for each target, or one for all. Else only their size counts. */
      images?: Images | undefined;
      /** A class for each image. Default: the predicted class of each start. */
      targets?: readonly number[] | undefined;
      /** Whose code or style is looked for, [1, h, w, c]. */
      guide?: Images | undefined;
      /** Where an earlier request of the same settings stood. */
      from?: SynthesisState | undefined;
      /** Stops after this step, to be gone on from. */
      until?: number | undefined;
      /** Steps whose frames are sent however fast they come. */
      keep?: readonly number[] | undefined;
    };
    progress: never;
    frame: SynthesisFrame;
    /** With the time that the steps took. */
    result: { frame: SynthesisFrame; milliseconds: number };
  };
  /** `smallest` looks for the smallest ε that flips each image: null where not even `mostEpsilon` does. */
  'synthesis.attack': {
    params: {
      model: string;
      images: Images;
      settings: AttackSettings;
      /** Default: the predicted class of each image. */
      labels?: readonly number[] | undefined;
      smallest?: boolean | undefined;
    };
    progress: { share: number };
    frame: never;
    result: { attacks: readonly Attack[]; smallest: readonly (number | null)[]; mostEpsilon: number };
  };
  /** What every channel of a layer answers to images. */
  'features.activations': {
    params: { model: string; images: Images; layer: string };
    progress: never;
    frame: never;
    result: LayerActivations & { step: number; milliseconds: number };
  };
  /** What the channels of some layers answer to many images: the strongest answers, and how much is zero. */
  'features.survey': {
    params: { model: string; images: Images; layers: readonly string[]; top: number };
    progress: { share: number };
    frame: never;
    result: { layers: Readonly<Record<string, LayerSurvey>>; step: number; milliseconds: number };
  };
  'features.kernel': {
    params: { model: string; layer: string; seed: number };
    progress: never;
    frame: never;
    result: KernelLook & { step: number };
  };
  /** What the network's last dense layer weighs of each image, [n, size]. */
  'features.codes': {
    params: { model: string; images: Images };
    progress: { share: number };
    frame: never;
    result: { codes: PlainTensor; step: number };
  };
  /** Points, [count, size], in the plane: principal components at once, t-SNE frame by frame. */
  'features.embed': {
    params: { points: Points; labels?: readonly number[] | undefined; settings: EmbeddingSettings };
    /** Of the steps of t-SNE. */
    progress: { share: number };
    frame: EmbeddingFrame;
    result: Embedding;
  };
  /** Those of `points` that are nearest to `point`, nearest first, with their Euclidean distances. */
  'features.neighbours': {
    params: { points: Points; point: Float32Array | Uint8Array; count: number };
    progress: never;
    frame: never;
    result: { indices: Int32Array; distances: Float32Array };
  };
  /** Goes on from the step the model has reached; ends at the run's last step, after `steps` more, or on cancel. */
  'train.run': {
    params: { model: string; dataset: string; config: TrainingConfig; steps?: number };
    progress: TrainProgress;
    frame: TrainFrame;
    result: { step: number; totalSteps: number; done: boolean };
  };
  /** The model's own name, once it is there: for jobs about several models. */
  'model.name': { params: { model: string }; progress: never; frame: never; result: { model: string } };
  /**
   * As train.run for a student and its control in lock-step: the same batches, one with a teacher and one without. A
   * control that has not begun begins with the student's weights.
   */
  'distill.run': {
    params: {
      /** The student. */
      model: string;
      control: string;
      teacher: string;
      dataset: string;
      config: TrainingConfig;
      rule: DistillationRule;
      /** The teacher looks at crops and mirrors of its own, as in the published notebook. Default false. */
      separateCrops?: boolean | undefined;
      steps?: number;
    };
    progress: TrainProgress<LessonPoint>;
    frame: DistillFrame;
    result: { step: number; totalSteps: number; done: boolean };
  };
  'train.evaluate': {
    params: { model: string; dataset: string };
    progress: never;
    frame: never;
    result: { evaluation: Evaluation; samples: readonly SamplePrediction[] };
  };
}
export type JobType = keyof JobTypes;
export type JobParams<T extends JobType> = JobTypes[T]['params'];
export type JobResult<T extends JobType> = JobTypes[T]['result'];

export type JobEvent<T extends JobType> =
  | { readonly kind: 'progress'; readonly value: JobTypes[T]['progress'] }
  | { readonly kind: 'frame'; readonly value: JobTypes[T]['frame'] }
  | { readonly kind: 'result'; readonly value: JobTypes[T]['result'] };
/** On the wire a job may also end in an error. */
export type WireEvent<T extends JobType> = JobEvent<T> | { readonly kind: 'error'; readonly value: SerializedKitError };

export interface JobRequest<T extends JobType = JobType> {
  readonly id: number;
  readonly type: T;
  readonly params: JobParams<T>;
  readonly priority: Priority;
}

/** Locations that only the page can resolve, told to the host once. */
export interface HostInit {
  readonly protocol: number;
  readonly wasmPaths: Readonly<Record<string, string>>;
  /** In the page, work is cut into smaller pieces so that the page can draw between them. */
  readonly place: 'worker' | 'page';
}

/** The host's side of the contract, exposed over a message port. */
export interface HostApi {
  /** Answers with the host's protocol version. */
  hello(init: HostInit): number;
  /** Events of the job go to `port`, which the host closes after the last. */
  start(request: JobRequest, port: MessagePort): void;
  cancel(id: number): void;
}
