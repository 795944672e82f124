/**
 * The methods as readers meet them: what each is called, which options apply, how its map is to be read, and what is known
 * against it. How they are computed is core's business. The record is exhaustive by type.
 */
import type { AttributionMethod } from '../../core/index.js';

export interface MethodInfo {
  /** In the menu. */
  readonly label: string;
  /** Under a small picture. */
  readonly short: string;
  readonly group: 'Gradients' | 'Class maps' | 'What if' | 'Whole network';
  /** Begins with one value a channel, which can be reduced in several ways. */
  readonly channels?: boolean;
  /** Can explain a probability as well as a logit. */
  readonly probability?: boolean;
  readonly options?: readonly MethodOption[];
  /** What the end of the legend stands for where the map has no sign. */
  readonly largest: string;
  /** The map is drawn at a layer's size and enlarged. */
  readonly coarse?: boolean;
  /** Why a reader should be careful. */
  readonly warning?: string;
}
export type MethodOption =
  'layer' | 'signed' | 'samples' | 'sigma' | 'steps' | 'baseline' | 'patch' | 'patchStep' | 'seed';

const EDGES =
  'It tends to redraw the image’s edges, whatever the network has learned (Adebayo et al. 2018). Try the test below.';

export const METHODS: Readonly<Record<AttributionMethod, MethodInfo>> = {
  gradient: {
    label: 'gradient',
    short: 'gradient',
    group: 'Gradients',
    channels: true,
    probability: true,
    largest: 'largest |∂z/∂x|',
  },
  'gradient-x-input': {
    label: 'gradient × input',
    short: 'grad × input',
    group: 'Gradients',
    channels: true,
    probability: true,
    largest: 'largest |x·∂z/∂x|',
  },
  smoothgrad: {
    label: 'SmoothGrad',
    short: 'SmoothGrad',
    group: 'Gradients',
    channels: true,
    probability: true,
    options: ['samples', 'sigma', 'seed'],
    largest: 'largest mean',
  },
  'smoothgrad-squared': {
    label: 'SmoothGrad squared',
    short: 'squared',
    group: 'Gradients',
    channels: true,
    probability: true,
    options: ['samples', 'sigma', 'seed'],
    largest: 'largest mean square',
  },
  vargrad: {
    label: 'VarGrad',
    short: 'VarGrad',
    group: 'Gradients',
    channels: true,
    probability: true,
    options: ['samples', 'sigma', 'seed'],
    largest: 'largest variance',
  },
  'integrated-gradients': {
    label: 'integrated gradients',
    short: 'integrated',
    group: 'Gradients',
    channels: true,
    probability: true,
    options: ['steps', 'baseline'],
    largest: 'largest share',
  },
  deconvnet: {
    label: 'deconvnet',
    short: 'deconvnet',
    group: 'Gradients',
    channels: true,
    probability: true,
    largest: 'largest signal',
    warning: EDGES,
  },
  'guided-backprop': {
    label: 'guided backprop',
    short: 'guided',
    group: 'Gradients',
    channels: true,
    probability: true,
    largest: 'largest signal',
    warning: EDGES,
  },
  cam: {
    label: 'CAM',
    short: 'CAM',
    group: 'Class maps',
    coarse: true,
    largest: 'largest',
  },
  'grad-cam': {
    label: 'Grad-CAM',
    short: 'Grad-CAM',
    group: 'Class maps',
    probability: true,
    options: ['layer', 'signed'],
    coarse: true,
    largest: 'largest',
  },
  'grad-cam-plus-plus': {
    label: 'Grad-CAM++',
    short: 'Grad-CAM++',
    group: 'Class maps',
    probability: true,
    options: ['layer'],
    coarse: true,
    largest: 'largest',
  },
  'guided-grad-cam': {
    label: 'guided Grad-CAM',
    short: 'guided CAM',
    group: 'Class maps',
    channels: true,
    probability: true,
    options: ['layer'],
    largest: 'largest product',
    warning: EDGES,
  },
  occlusion: {
    label: 'occlusion',
    short: 'occlusion',
    group: 'What if',
    probability: true,
    options: ['patch', 'patchStep', 'baseline'],
    largest: 'largest fall',
  },
  rise: {
    label: 'random masks (RISE)',
    short: 'RISE',
    group: 'What if',
    probability: true,
    options: ['samples', 'baseline', 'seed'],
    largest: 'largest mean score',
  },
  'full-grad': {
    label: 'FullGrad',
    short: 'FullGrad',
    group: 'Whole network',
    largest: 'largest',
  },
};

export const METHOD_NAMES = Object.keys(METHODS) as AttributionMethod[];

/** Where the warning comes from. */
export const SANITY_CHECKS_URL = 'https://arxiv.org/abs/1810.03292';

/** What is compared where the page names nothing. */
export const COMPARED: readonly AttributionMethod[] = [
  'gradient',
  'smoothgrad',
  'integrated-gradients',
  'guided-backprop',
  'grad-cam',
  'occlusion',
];
