/**
 * The analysis room: everything that can be known of an architecture from its description alone. No TensorFlow.js.
 */
export { analyse, completeAnalysis, type Analysis, type LayerAnalysis } from './analyse.js';
export {
  bottleneckCost,
  fullyConnectedCost,
  separableCost,
  stackedCost,
  standardCost,
  unsharedCost,
  type ConvolutionSize,
  type Cost,
} from './alternatives.js';
export {
  bootstrapDifference,
  bootstrapMean,
  bootstrapMeans,
  type BootstrapOptions,
  type Estimate,
} from './bootstrap.js';
export { byHand, convolutionOf, separableByHand, type Equation, type Term } from './by-hand.js';
export { countParameters } from './count.js';
export { countLayers, type CountedLayer, type LayerCount } from './count-layers.js';
export { calibrate, CALIBRATION_BINS, type Calibration, type CalibrationBin } from './calibration.js';
export { denseAsConvolution } from './dense-as-convolution.js';
export {
  checkRule,
  entropyBits,
  gradientLimit,
  lossGradients,
  lossParts,
  lossWeights,
  softened,
  type LossGradients,
  type LossParts,
  type LossWeights,
} from './distillation.js';
export { axisOf, placeFilter, type FilterAnswer, type FilterLayout, type FilterQuestion } from './filter.js';
export { effectiveKernel, pair } from './geometry.js';
export { agreement, comparePaired, rightAnswers, unpackRight, type PairedComparison } from './paired.js';
export { boxOf, seenBy, type AxisField, type AxisFields, type Box } from './receptive-field.js';
export { layerRows, rowOf, type LayerRow } from './rows.js';
export { scaleWidth } from './scale-width.js';
export { MAX_CHANNELS, MAX_SIDE, type Shape } from './shapes.js';
export type { ReceptiveField, Sight } from './sight.js';
export { wilsonInterval, type Interval } from './wilson.js';
export {
  architecture,
  architectureLabel,
  ARCHITECTURE_NAMES,
  isArchitectureName,
  type ArchitectureName,
} from '../models/architectures/index.js';
export { antiAliased } from '../models/architectures/anti-aliased.js';
export { PUBLISHED_ACCURACIES, type PublishedAccuracy } from '../models/architectures/published.js';
