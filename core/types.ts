/**
 * The plain-data vocabulary that pages, elements and the worker share. Nothing here knows TensorFlow.js, Lit or the
 * DOM; everything survives structured clone. Layouts are NHWC; images are scaled to [-1, 1] unless a type says uint8.
 */

/** A tensor as the page sees it: plain numbers and a shape, transferred, never a device handle. */
export interface PlainTensor<D extends Float32Array | Int32Array | Uint8Array | Uint8ClampedArray = Float32Array> {
  readonly data: D;
  readonly shape: readonly number[];
}

// ---- architectures ------------------------------------------------------------------------------------------------

/** Where a layer names none: 'valid'. */
export type Padding = 'same' | 'valid' | readonly [top: number, bottom: number, left: number, right: number];
/** One number for both axes or [height, width]. */
export type Size2d = number | readonly [height: number, width: number];

interface LayerBase {
  /** Unique in its spec; weights are called `<name>/<weight>`. */
  readonly name: string;
  /** Names of the layers that feed this one, or `input`; default: the layer before it in the list. */
  readonly inputs?: readonly string[];
  /** A label for the part of a deep network that this layer belongs to, such as `stage 2 / block 1`. */
  readonly block?: string;
  /** False keeps the layer's weights (and batch statistics) as they are while training. Default true. */
  readonly trainable?: boolean;
}

export interface Conv2dLayer extends LayerBase {
  readonly type: 'conv2d';
  readonly filters: number;
  readonly kernelSize: Size2d;
  readonly strides?: Size2d;
  readonly padding?: Padding;
  readonly dilation?: Size2d;
  /** Channel groups: each output channel sees only `in / groups` input channels. Default 1. */
  readonly groups?: number;
  readonly useBias?: boolean;
}
export interface DepthwiseConv2dLayer extends LayerBase {
  readonly type: 'depthwiseConv2d';
  readonly kernelSize: Size2d;
  readonly depthMultiplier?: number;
  readonly strides?: Size2d;
  readonly padding?: Padding;
  readonly dilation?: Size2d;
  readonly useBias?: boolean;
}
/** A convolution whose kernel is not shared between positions. Counted, not trained in the browser. */
export interface LocallyConnected2dLayer extends LayerBase {
  readonly type: 'locallyConnected2d';
  readonly filters: number;
  readonly kernelSize: Size2d;
  readonly strides?: Size2d;
  readonly padding?: Padding;
  readonly useBias?: boolean;
}
export interface DenseLayer extends LayerBase {
  readonly type: 'dense';
  readonly units: number;
  readonly useBias?: boolean;
}
export interface BatchNormLayer extends LayerBase {
  readonly type: 'batchNorm';
  /** γ, a learned factor per channel. Default true; the TMLSS networks have none. */
  readonly scale?: boolean;
  /** β, a learned offset per channel. Default true. */
  readonly center?: boolean;
  /** Default 1e-3. */
  readonly epsilon?: number;
  /** Decay of the moving averages: new = momentum·old + (1 − momentum)·batch. Default 0.99. */
  readonly momentum?: number;
}
export interface Pool2dLayer extends LayerBase {
  readonly type: 'maxPool2d' | 'averagePool2d';
  readonly poolSize: Size2d;
  /** Default: the pool size, so that windows do not overlap. */
  readonly strides?: Size2d;
  readonly padding?: Padding;
  /** Round the output size up instead of down, as Caffe does (explicit or valid padding only). Default false. */
  readonly ceilMode?: boolean;
}
export interface GlobalPool2dLayer extends LayerBase {
  readonly type: 'globalAveragePooling2d' | 'globalMaxPooling2d';
}
export interface ActivationLayer extends LayerBase {
  readonly type: 'relu' | 'relu6' | 'leakyRelu' | 'sigmoid' | 'tanh' | 'softmax';
  /** Slope below zero, for leakyRelu. Default 0.3. */
  readonly alpha?: number;
}
/** A learned trainable scalar pair per map, as LeNet-5's subsampling uses (one weight, one bias per channel). */
export interface ScaleShiftLayer extends LayerBase {
  readonly type: 'scaleShift';
}
export interface MergeLayer extends LayerBase {
  readonly type: 'add' | 'multiply' | 'concatenate';
  readonly inputs: readonly string[];
}
export interface ShapeLayer extends LayerBase {
  readonly type: 'flatten' | 'dropout' | 'localResponseNorm';
  /** Share of activations set to zero in training, for dropout. */
  readonly rate?: number;
}
export interface ZeroPadding2dLayer extends LayerBase {
  readonly type: 'zeroPadding2d';
  readonly padding: readonly [top: number, bottom: number, left: number, right: number];
}

/** Images to another range of values: x·scale + offset, each one number or one per channel. */
export interface RescalingLayer extends LayerBase {
  readonly type: 'rescaling';
  readonly scale: number | readonly number[];
  /** Default 0. */
  readonly offset?: number | readonly number[];
}
export interface ReshapeLayer extends LayerBase {
  readonly type: 'reshape';
  /** [height, width, channels] or [features], without the batch; one of them may be −1, for what is left. */
  readonly shape: readonly number[];
}

export type LayerSpec =
  | Conv2dLayer
  | DepthwiseConv2dLayer
  | LocallyConnected2dLayer
  | DenseLayer
  | BatchNormLayer
  | Pool2dLayer
  | GlobalPool2dLayer
  | ActivationLayer
  | ScaleShiftLayer
  | MergeLayer
  | ShapeLayer
  | ZeroPadding2dLayer
  | RescalingLayer
  | ReshapeLayer;
export type LayerType = LayerSpec['type'];

/** An architecture as plain JSON: layers in topological order, the last one gives the logits. */
export interface ArchitectureSpec {
  readonly name: string;
  /** Human title, such as "MobileNet-style (TMLSS part III)". */
  readonly title?: string;
  /** [height, width, channels] that the network is meant for; fully convolutional networks take others too. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly layers: readonly LayerSpec[];
}

// ---- devices ------------------------------------------------------------------------------------------------------

export type BackendName = 'webgpu' | 'wasm' | 'webgl' | 'cpu';
export type BackendChoice = BackendName | 'auto';

export interface BackendVerdict {
  readonly backend: BackendName;
  readonly status: 'in-use' | 'available' | 'rejected' | 'not-needed';
  /** Why, in words: "only a software adapter (SwiftShader), slower than wasm". */
  readonly reason: string;
}
export interface DeviceReport {
  readonly backend: BackendName;
  /** Adapter or renderer name for a GPU, instruction set for wasm. */
  readonly adapter: string;
  /** Threads as read back from the backend; 1 where it has none. */
  readonly threads: number;
  readonly verdicts: readonly BackendVerdict[];
  /** Where the computation runs. */
  readonly host: 'worker' | 'page';
  /** Said when it is not plain: "the page's CSP refuses workers". */
  readonly hostReason?: string;
}

// ---- data ---------------------------------------------------------------------------------------------------------

export type DatasetName = 'cifar10-mini' | 'cifar10';

export interface DatasetInfo {
  readonly name: string;
  readonly classNames: readonly string[];
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly trainSize: number;
  readonly testSize: number;
  /** Bytes that must arrive before training can start, and in all. */
  readonly firstBytes: number;
  readonly totalBytes: number;
}
export interface DownloadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
  /** True once the first training shard is decoded. */
  readonly ready: boolean;
}

/**
 * How a picture of other proportions is brought to a size. cover: the middle of it, so that nothing is empty · contain:
 * all of it, on white · stretch: all of it, in other proportions
 */
export type ImageFit = 'cover' | 'contain' | 'stretch';

// ---- training -----------------------------------------------------------------------------------------------------

export type RecipeName = 'quick' | 'tmlss' | 'tmlss-as-published';
export type OptimizerName = 'sgd' | 'momentum' | 'nesterov' | 'adam';
export type ScheduleName = 'constant' | 'step' | 'cosine' | 'one-cycle';
export type AugmentName = 'none' | 'crop' | 'mirror' | 'crop-mirror' | 'as-published';

/** Everything that decides a run. A recipe gives all fields; attributes override single ones. */
export interface TrainingConfig {
  readonly recipe: RecipeName;
  readonly optimizer: OptimizerName;
  /** Peak learning rate. */
  readonly learningRate: number;
  readonly momentum: number;
  readonly schedule: ScheduleName;
  /** L2 penalty per step on kernels (not on biases and BN offsets), coupled: g ← g + wd·w. */
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly augment: AugmentName;
  /** Side of the training crop in pixels. */
  readonly cropSize: number;
  /** Decay of BN's moving averages; a short run needs a faster one than the spec's. Undefined: the spec's own. */
  readonly bnMomentum?: number;
  readonly seed: number;
  /** Evaluate on held-out images every so many steps. */
  readonly evaluateEvery: number;
}

export interface StepPoint {
  readonly step: number;
  /** Mean cross-entropy of the batch in nats, without weight decay. */
  readonly loss: number;
  /** Share of the batch that was right, in [0, 1]. */
  readonly accuracy: number;
  readonly learningRate: number;
}
export interface Evaluation {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly count: number;
  readonly perClass: readonly number[];
  /** confusion[truth][predicted], counts. */
  readonly confusion: readonly (readonly number[])[];
}
export interface SamplePrediction {
  readonly index: number;
  readonly label: number;
  /** uint8 RGB pixels of the held-out image. */
  readonly image: PlainTensor<Uint8Array>;
  /** Probability of each class. */
  readonly probabilities: readonly number[];
}
export interface SeenBatch {
  /** uint8 RGB of the first images of the batch after augmentation, [n, h, w, 3]. */
  readonly images: PlainTensor<Uint8Array>;
  readonly labels: readonly number[];
}
export interface TrainProgress<Point = StepPoint> {
  readonly step: number;
  readonly totalSteps: number;
  /** Fractional epochs done. */
  readonly epoch: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  /** The points since the last progress message, oldest first. */
  readonly points: readonly Point[];
}

// ---- distillation -------------------------------------------------------------------------------------------------

/**
 * How a student is compared with its teacher. cross-entropy, kl: of softened probabilities, beside the loss of the labels ·
 * weighted: the same KL, with weights that share one · logits: their distance, what the others tend to for large T
 */
export type DistillationMode = 'cross-entropy' | 'kl' | 'weighted' | 'logits';

/** Everything that a teacher's part in a student's loss depends on. */
export interface DistillationRule {
  readonly mode: DistillationMode;
  /** T, above 0: logits are divided by it before the softmax. */
  readonly temperature: number;
  /** λ; for `weighted` α in [0, 1]. Default: T² for cross-entropy and kl, 0.9 for weighted, 1 for logits. */
  readonly weight?: number | undefined;
}

/** One step of a student with a teacher and of the same student without, on the same batch. */
export interface LessonPoint {
  readonly step: number;
  readonly student: StepPoint;
  readonly control: StepPoint;
  /**
   * How far each is from the teacher, as batch means without the weight: KL of the softened probabilities in nats, or the
   * distance of the logits where those are matched. The control is not trained on its own.
   */
  readonly studentSoft: number;
  readonly controlSoft: number;
}

/** What a network says of the held-out images, in their order. */
export interface HeldOutAnswers {
  /** Most probable class of each. */
  readonly predicted: Int32Array;
  /** Its probability. */
  readonly confidence: Float32Array;
  /** Median time of an image on this device, in batches, in ms. */
  readonly milliseconds: number;
}

// ---- attribution --------------------------------------------------------------------------------------------------

export type AttributionMethod =
  | 'gradient'
  | 'gradient-x-input'
  | 'smoothgrad'
  | 'smoothgrad-squared'
  | 'vargrad'
  | 'integrated-gradients'
  | 'deconvnet'
  | 'guided-backprop'
  | 'cam'
  | 'grad-cam'
  | 'grad-cam-plus-plus'
  | 'guided-grad-cam'
  | 'occlusion'
  | 'rise'
  | 'full-grad';
/** What of a class is explained: its logit, or its softmax probability. */
export type AttributionQuantity = 'logit' | 'probability';
/** From one value a channel to one a pixel. */
export type ChannelReduction = 'mean-abs' | 'max-abs' | 'signed-sum';
/** What stands for "nothing to see". mean: the image's own mean colour; blur: the image without its shapes. */
export type BaselineName = 'black' | 'grey' | 'mean' | 'blur';

/** A method with its options; what is left out takes the method's default, what does not apply is not looked at. */
export interface AttributionSettings {
  readonly method: AttributionMethod;
  /** Default logit; for occlusion and RISE probability. CAM and FullGrad know the logit only. */
  readonly quantity?: AttributionQuantity | undefined;
  /** For maps that begin with a value a channel. Default mean-abs; signed-sum for what has a sign by nature. */
  readonly channels?: ChannelReduction | undefined;
  /** Whose maps, for Grad-CAM and its relatives. Default: the last layer that makes maps. */
  readonly layer?: string | undefined;
  /** Grad-CAM: keep what speaks against the class too. Default false. */
  readonly signed?: boolean | undefined;
  /** Noisy copies or random masks. */
  readonly samples?: number | undefined;
  /** Standard deviation of SmoothGrad's noise, as a share of the full range of pixel values. */
  readonly sigma?: number | undefined;
  /** Points on integrated gradients' way. */
  readonly steps?: number | undefined;
  /** Where integrated gradients start, what occlusion and RISE show instead; or an image [h, w, c] in [-1, 1]. */
  readonly baseline?: BaselineName | PlainTensor | undefined;
  /** Side of occlusion's patch and its step, in pixels. */
  readonly window?: number | undefined;
  readonly stride?: number | undefined;
  /** Decides noise and masks. */
  readonly seed?: number | undefined;
}

/** Why the network said that of one image. */
export interface Attribution {
  /** As they were used: with every default that applies filled in. */
  readonly settings: AttributionSettings;
  /** The explained class, and the one whose quantity was taken off, if any. */
  readonly target: number;
  readonly against?: number | undefined;
  /** The explained number: the class's logit or probability, or the difference of two. */
  readonly score: number;
  readonly logits: readonly number[];
  readonly probabilities: readonly number[];
  /** One value a pixel, not normalised, [h, w]. */
  readonly map: PlainTensor;
  /** Whether values below zero mean "against". */
  readonly signed: boolean;
  /** One value a channel before they were reduced, [h, w, c], where the method has them. */
  readonly values?: PlainTensor | undefined;
  /** The map before it was brought to the image's size: of a layer [h', w'], or the scores by position of a patch. */
  readonly coarse?: PlainTensor | undefined;
  /** Name of the layer whose maps were looked at. */
  readonly layer?: string | undefined;
  /** Where the values should add up to something: what they add up to, and to what they should. */
  readonly completeness?: { readonly sum: number; readonly expected: number } | undefined;
}

/** One step of the randomisation test. */
export interface RandomisedMap {
  /** Layers that lost their weights in this step; none in the first, which is the network as it is. */
  readonly layers: readonly string[];
  /** [h, w] */
  readonly map: PlainTensor;
  /** Spearman's correlation with the first map, in [-1, 1]; 0 where a map is constant. */
  readonly rankCorrelation: number;
  /** Structural similarity with the first map, in [-1, 1]. */
  readonly similarity: number;
}

/** The score while pixels go or come in the order of a map, against random orders. Curves go over [0, 1] evenly. */
export interface PerturbationCurves {
  readonly deletion: readonly number[];
  readonly insertion: readonly number[];
  /** Means over the random orders. */
  readonly randomDeletion: readonly number[];
  readonly randomInsertion: readonly number[];
  /** Areas under the curves. */
  readonly deletionArea: number;
  readonly insertionArea: number;
  /** Areas of each random order. */
  readonly randomDeletionAreas: readonly number[];
  readonly randomInsertionAreas: readonly number[];
}

// ---- robustness ---------------------------------------------------------------------------------------------------

/**
 * How an image is changed a little, over and over. crops: windows of it · resized-crops: the same, brought back to its
 * size · shifts, rotations, scales: the whole image moved, turned, enlarged and reduced · mirror: left and right swapped
 */
export type SweepTransform = 'crops' | 'resized-crops' | 'shifts' | 'rotations' | 'scales' | 'mirror';
/** What stands where a change shows what the image has not: zeros, the image mirrored at its edge, its other side. */
export type SweepPadding = 'zero' | 'reflect' | 'wrap';

/** A sweep with its options; what is left out takes the transform's default, what does not apply is not looked at. */
export interface SweepSettings {
  readonly transform: SweepTransform;
  /** Side of a crop in pixels. Default 24 of 32, else three quarters of the shorter side. */
  readonly cropSize?: number | undefined;
  /** From one view to the next: pixels for crops and shifts (default 1), degrees for rotations (1), percent for scales (1). */
  readonly stride?: number | undefined;
  /** Largest shift in pixels (default 4), turn in degrees (15), change of size in percent (15). */
  readonly range?: number | undefined;
  /** Default reflect. */
  readonly padding?: SweepPadding | undefined;
}

/** What a sweep says of one image. A neighbour is the next view in a row or column, one stride away. */
export interface Stability {
  /** Share of views that are named as the whole image is, in [0, 1]. */
  readonly agreement: number;
  /** Share of pairs of neighbours that are named differently, in [0, 1]; NaN where there is one view only. */
  readonly flips: number;
  /** Whether the middle view is named differently than any of its neighbours: 1 or 0; NaN as above. */
  readonly moved: number;
  /** Of the names over all views, in bits: 0 where all are the same. */
  readonly entropy: number;
  /** Largest change of a probability between neighbours, in [0, 1]; NaN as above. */
  readonly jump: number;
}
export type StabilityName = keyof Stability;

/** The probabilities of every view of one image. */
export interface SweptImage {
  /** Of the image as it is, [classes]. */
  readonly whole: Float32Array;
  /** [views, classes], row by row of the sweep. */
  readonly probabilities: Float32Array;
  readonly stability: Stability;
  /** The same with the answer of each view averaged over it and the views around it; undefined where there is no around. */
  readonly averaged: Stability | undefined;
}

/** A mean over a sample, such as a set of images, with its interval (95 % where nothing else is said). */
export interface MeanWithInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Size of the sample. */
  readonly count: number;
}
export type StabilityMeans = Readonly<Record<StabilityName, MeanWithInterval>>;

/** What sweeps say of a set of images. */
export interface StabilitySummary {
  readonly all: StabilityMeans;
  /** With answers averaged over neighbours, and without over the same views; undefined where there is no around. */
  readonly averaged: { readonly with: StabilityMeans; readonly without: StabilityMeans } | undefined;
  /** By the true class; undefined for one without images. */
  readonly perClass: readonly (StabilityMeans | undefined)[];
  /** By how sure the network is of the whole image: groups of equal count, from the least margin up. */
  readonly byMargin: readonly { readonly from: number; readonly to: number; readonly means: StabilityMeans }[];
  /** Share that is named rightly: whole images, views, and views averaged over each image. */
  readonly accuracy:
    | { readonly whole: MeanWithInterval; readonly views: MeanWithInterval; readonly averaged: MeanWithInterval }
    | undefined;
}

/** A similarity transform of an image about its middle. */
export interface Similarity {
  /** Pixels to the right and down. */
  readonly dx: number;
  readonly dy: number;
  /** Degrees, clockwise. */
  readonly angle: number;
  readonly scale: number;
}
/** How far a search for a worst case may go. */
export interface WorstCaseLimits {
  /** Pixels. Default 2. */
  readonly shift?: number | undefined;
  /** Degrees. Default 10. */
  readonly angle?: number | undefined;
  /** Factor above 1, and its inverse. Default 1.1. */
  readonly scale?: number | undefined;
  /** Default reflect. */
  readonly padding?: SweepPadding | undefined;
}
/** One step of a search: where it stood, and what the network said there. */
export interface WorstCaseStep {
  readonly at: Similarity;
  /** Root mean square of how far the image's pixels have moved. */
  readonly pixels: number;
  /** Probability of the whole image's class minus that of the strongest other. */
  readonly margin: number;
  readonly probabilities: readonly number[];
}
export interface WorstCase {
  /** From the image as it is to the least margin that was found. */
  readonly steps: readonly WorstCaseStep[];
  /** Whether the answer changed. */
  readonly fooled: boolean;
  /** How many variants the network was shown. */
  readonly looked: number;
}

// ---- synthesis ----------------------------------------------------------------------------------------------------

/**
 * What of an image is made larger. class-logit, class-probability (its logarithm, which has the same maximum): of a fixed
 * class · largest-logit: of the class that leads at each step · channel: the mean of a layer's map · unit: one position of
 * it · deep-dream: the mean square of all that a layer gives · inversion: likeness to a layer's code of a given image ·
 * style: likeness to the Gram matrices of one image and the content of another
 */
export type SynthesisObjective =
  'class-logit' | 'class-probability' | 'largest-logit' | 'channel' | 'unit' | 'deep-dream' | 'inversion' | 'style';
export type SynthesisStart = 'image' | 'grey' | 'noise';
/** By what each image's gradient is divided before the step: nothing, its length, its mean square's root; or its signs. */
export type GradientNormalisation = 'none' | 'l2' | 'rms' | 'sign';

/** Everything that decides how an image is optimised. Presets give all fields. */
export interface SynthesisSettings {
  readonly objective: SynthesisObjective;
  readonly start: SynthesisStart;
  readonly steps: number;
  /** α of x ← x + α·g. */
  readonly learningRate: number;
  readonly optimizer: 'ascent' | 'adam';
  readonly normalise: GradientNormalisation;
  /** What the optimiser moves: pixels, or decorrelated colours in a Fourier basis (Olah et al. 2017). */
  readonly parameterisation: 'pixels' | 'fourier';
  /** λ of λ‖x‖², taken as a proximal step: x ← x / (1 + 2αλ), which can't overshoot. */
  readonly l2: number;
  /** Weight of Σ (Δx² + Δy²)^(β/2) over pixels and channels. */
  readonly totalVariation: number;
  /** β of the total variation, in [1, 2]. */
  readonly variationPower: number;
  /** Weight of Σ |x|^p, with its power p ≥ 2 (α in Mahendran and Vedaldi 2015). */
  readonly alphaNorm: number;
  readonly alphaPower: number;
  /** A Gaussian blur after every so many steps, 0 for none, and its standard deviation in pixels. */
  readonly blurEvery: number;
  readonly blurDeviation: number;
  /** Before each step the image is moved by up to so many pixels, turned by so many degrees, scaled by 1 ± so much. */
  readonly jitter: number;
  readonly rotation: number;
  readonly scaling: number;
  /** Sizes that the image goes through from small to large, and the ratio of one to the next. */
  readonly octaves: number;
  readonly octaveScale: number;
  /** Of channel, unit, deep-dream and inversion. Default: the last that makes maps. */
  readonly layer?: string | undefined;
  readonly channel: number;
  /** Of unit; default: the middle of the map. */
  readonly position?: readonly [row: number, column: number] | undefined;
  /** Whose Gram matrices style compares. Default: each first map of its size. */
  readonly styleLayers?: readonly string[] | undefined;
  /** Of the content's distance, where style's has 1. */
  readonly contentWeight: number;
  /** Decides noise, jitter, rotation and scaling. */
  readonly seed: number;
}

/** Where a run stands; what a later request goes on from, to the same result as without the break. */
export interface SynthesisState {
  /** Steps done. */
  readonly step: number;
  /** [n, h, w, c] in [-1, 1]; smaller than the last ones before the last octave. */
  readonly images: PlainTensor;
  /** First and second moments of Adam. */
  readonly moments?: readonly [PlainTensor, PlainTensor] | undefined;
}
/** What the network makes of the images at a step. */
export interface SynthesisPoint {
  readonly step: number;
  /** The objective, one number for each image. For inversion: minus the relative error of the code. */
  readonly scores: readonly number[];
  /** Probability of each image's target class. */
  readonly probabilities: readonly number[];
}
export interface SynthesisFrame extends SynthesisState {
  /** [n, classes] */
  readonly logits: PlainTensor;
  /** Those since the last frame, oldest first, the frame's own last. */
  readonly points: readonly SynthesisPoint[];
  /** Each image's class: the asked one, else the predicted class of its start. */
  readonly targets: readonly number[];
}

// ---- features -----------------------------------------------------------------------------------------------------

/** What every channel of a layer answers to images: the maps themselves, and how much of each is zero. */
export interface LayerActivations {
  /** [n, height, width, channels], or [n, units] of a layer without positions. */
  readonly maps: PlainTensor;
  /** Share of positions that are exactly zero, [channels], over all images. */
  readonly zeroShares: readonly number[];
}

/**
 * What a layer's channels answer to many images. Of each channel the `top` strongest answers, at most one an image,
 * strongest first, as columns [channels, top]: which image, which position of its map, and how strong.
 */
export interface LayerSurvey {
  readonly top: number;
  readonly images: Int32Array;
  /** row · width + column */
  readonly positions: Int32Array;
  readonly values: Float32Array;
  /** Width of the layer's maps; 1 where it has no positions. */
  readonly width: number;
  /** Share of all positions of all images that are exactly zero, [channels]; of a dead filter 1. */
  readonly zeroShares: Float32Array;
}

/** Whether a kernel is a smooth picture or noise. */
export interface Smoothness {
  /** Moran's I over horizontal and vertical neighbours, mean over all slices: 1 smooth, negative alternating. */
  readonly correlation: number;
  /** Mean and standard deviation over random orders of the weights within each slice. */
  readonly chance: { readonly mean: number; readonly deviation: number };
}

/** A layer's kernel as it stands. */
export interface KernelLook {
  /** [height, width, in, out], of a dense layer [in, out]; undefined for a layer that has none. */
  readonly kernel: PlainTensor | undefined;
  /** Undefined where no window has neighbours, as 1×1 kernels. */
  readonly smoothness: Smoothness | undefined;
  /** Slices [height, width] that the smoothness is of: all, or evenly spaced ones. */
  readonly slices: number;
}

/** How points of many dimensions are laid out in the plane. */
export interface EmbeddingSettings {
  readonly method: 'pca' | 't-sne';
  /** Effective number of neighbours of t-SNE, in [1, count / 3]. */
  readonly perplexity: number;
  /** Steps of t-SNE. */
  readonly steps: number;
  /** Decides a random start; undefined starts from the principal components. */
  readonly seed?: number | undefined;
  /** Neighbours that have a say about a point's class, k. */
  readonly neighbours: number;
}

/** Points in the plane at a step of t-SNE; step 0 are the principal components. */
export interface EmbeddingFrame {
  readonly step: number;
  /** [count, 2] */
  readonly positions: Float32Array;
  /** KL(P‖Q) in nats; undefined for principal components. */
  readonly divergence: number | undefined;
}

export interface Embedding {
  readonly frame: EmbeddingFrame;
  /** Share of points whose class most of their nearest neighbours have, in all dimensions; undefined without classes. */
  readonly purity: number | undefined;
  /** Shares of all variance along the first two principal components. */
  readonly shares: readonly number[];
}

export interface AttackSettings {
  /** fgsm: one step along the gradient's sign (Goodfellow et al. 2015) · pgd: many (Madry et al. 2018). */
  readonly method: 'fgsm' | 'pgd';
  /** What ε bounds: the largest change of a channel, or the length of the change. */
  readonly norm: 'linf' | 'l2';
  /** As a share of the range of pixel values: 8/255. For l2 the length in the same unit. */
  readonly epsilon: number;
  /** Of pgd. */
  readonly steps: number;
  /** Of pgd, as a share of the range. Default 2.5·ε / steps. */
  readonly stepSize?: number | undefined;
  /** The class that the image is to be taken for. Default: any but the one that it is taken for. */
  readonly target?: number | undefined;
  /** pgd begins at a seeded random point of the ball. */
  readonly randomStart: boolean;
  readonly seed: number;
}
/** What an attack made of one image. */
export interface Attack {
  /** [h, w, c] in [-1, 1] */
  readonly image: PlainTensor;
  /** Its change, [h, w, c]. */
  readonly perturbation: PlainTensor;
  /** The class that the image was taken for, or that it truly is. */
  readonly label: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Whether the answer is another one than `label`; for a targeted attack, whether it is the target. */
  readonly flipped: boolean;
  /** Largest change of a channel and length of the change, as shares of the range. */
  readonly linf: number;
  readonly l2: number;
}

/** Named weights, in the order of the graph. */
export type WeightMap = Readonly<Record<string, PlainTensor>>;
