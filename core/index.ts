/**
 * The public surface for pages and elements: live models by name, their types, errors and configuration. Imports no
 * TensorFlow.js: that lives in the worker, which starts when a model first computes.
 */
export { KitError, type KitErrorCode } from './errors.js';
export { configure, type KitConfiguration } from './runtime/configure.js';
export { type ArchitectureFile, type ArchitectureFileOptions, readArchitecture } from './session/architecture-file.js';
export { acquireSession, type SessionLease, type SessionPurpose } from './session/acquire.js';
export {
  distillation,
  type DistancePoint,
  type Distillation,
  type DistillationMembers,
  type DistillationSettings,
  type DistillationSnapshot,
  type HeldOutLook,
} from './session/distillation.js';
export { DEFAULT_MODEL, watchSession } from './session/registry.js';
export { PRETRAINED_NAMES, type PretrainedName } from './session/pretrained.js';
export { DEFAULT_SETTINGS, isTrainableArchitecture } from './session/settings.js';
export { SYNTHESIS_PRESETS, type SynthesisPreset } from './synthesis/presets.js';
export { resolveSynthesis, type SynthesisOverrides } from './synthesis/settings.js';
export * from './analysis/index.js';
export {
  footprint,
  middleOf,
  PADDINGS,
  planSweep,
  similarityAffine,
  type Sweep,
  TRANSFORMS,
  type View,
} from './robustness/sweep.js';
export { viewOf } from './robustness/views.js';
export type * from './session/types.js';
export type { Question, QuestionOptions, QuestionParams } from './session/questions.js';
export type * from './types.js';
