/**
 * The methods by the names under which pages ask for them: which options apply with which defaults, and how each makes a
 * map of the image's size from what the method gives.
 */
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../errors.js';
import type { Network } from '../models/network.js';
import type { AttributionMethod, AttributionSettings } from '../types.js';
import type { Baseline } from './baselines.js';
import { classActivationMap } from './cam.js';
import { deconvnet } from './deconvnet.js';
import { fullGrad } from './full-grad.js';
import { gradCam } from './grad-cam.js';
import { gradCamPlusPlus } from './grad-cam-plus-plus.js';
import { gradientTimesInput } from './gradient-times-input.js';
import { guidedBackprop } from './guided-backprop.js';
import { guidedGradCam } from './guided-grad-cam.js';
import { imageGradient } from './image-gradient.js';
import { INTEGRATED_GRADIENTS_DEFAULTS, integratedGradients } from './integrated-gradients.js';
import { lastMapLayer } from './layers.js';
import { occlusion, occlusionDefaults, occlusionMap } from './occlusion.js';
import { reduceChannels } from './reduce.js';
import { resampleMaps } from './resample.js';
import { rise, RISE_DEFAULTS } from './rise.js';
import { SMOOTH_GRAD_DEFAULTS, smoothGrad } from './smooth-grad.js';
import type { Target } from './target.js';
import type { Work } from './work.js';

/** What a method gives for a batch. The tensors are the caller's. */
export interface Maps {
  /** [n, h, w] */
  readonly map: tf.Tensor3D;
  readonly signed: boolean;
  /** Before the channels were reduced, [n, h, w, c]. */
  readonly values?: tf.Tensor4D;
  /** Before it was brought to the image's size, [n, h', w']. */
  readonly coarse?: tf.Tensor3D;
  /** Whose maps they are. */
  readonly layer?: string | undefined;
  /** What the values add up to, and what they should add up to if that is not the score, [n] each. */
  readonly sum?: tf.Tensor1D;
  readonly expected?: tf.Tensor1D;
}

export interface Task {
  readonly network: Network;
  /** [n, h, w, c] in [-1, 1] */
  readonly images: tf.Tensor4D;
  readonly target: Target;
  /** With all defaults filled in. */
  readonly settings: AttributionSettings;
  readonly work: Work;
}

type Options = Omit<AttributionSettings, 'method'>;

interface Method {
  /** The options that apply, with their defaults. */
  readonly defaults: (network: Network, imageShape: readonly number[]) => Options;
  /** What a page can't choose. */
  readonly fixed?: Options;
  readonly run: (task: Task) => Promise<Maps> | Maps;
}

const { samples, sigma, seed } = SMOOTH_GRAD_DEFAULTS;
const magnitudes = (): Options => ({ quantity: 'logit', channels: 'mean-abs' });
const noisy = (): Options => ({ ...magnitudes(), samples, sigma, seed });

/** A method that gives one value a channel and needs nothing but a target. */
const perChannel = (
  run: (network: Network, images: tf.Tensor4D, target: Target) => tf.Tensor4D,
  defaults: Method['defaults'] = magnitudes,
): Method => ({
  defaults,
  run: ({ network, images, target, settings }) => reduced(run(network, images, target), settings),
});

/** The gradient's statistics over noisy copies; squares and variances have no sign to lose. */
const smoothed = (statistic: 'mean' | 'square' | 'variance'): Method => ({
  defaults: noisy,
  run: async ({ network, images, target, settings, work }) => {
    const options = { ...work, ...pick(settings, 'samples', 'sigma', 'seed'), statistic };
    const maps = reduced(await smoothGrad(network, images, target, options), settings);
    return statistic === 'mean' ? maps : { ...maps, signed: false };
  },
});

export const METHODS: { readonly [name in AttributionMethod]: Method } = {
  gradient: perChannel(imageGradient),
  'gradient-x-input': perChannel(gradientTimesInput, () => ({ quantity: 'logit', channels: 'signed-sum' })),
  smoothgrad: smoothed('mean'),
  'smoothgrad-squared': smoothed('square'),
  vargrad: smoothed('variance'),
  'integrated-gradients': {
    defaults: () => ({ quantity: 'logit', channels: 'signed-sum', ...INTEGRATED_GRADIENTS_DEFAULTS }),
    run: ({ network, images, target, settings, work }) =>
      withBaseline(settings, async (baseline) => {
        const options = { ...work, ...pick(settings, 'steps'), ...(baseline === undefined ? {} : { baseline }) };
        const { attribution, scores, baselineScores } = await integratedGradients(network, images, target, options);
        const sums = tf.tidy(() => ({
          sum: tf.sum(attribution, [1, 2, 3]) as tf.Tensor1D,
          expected: tf.sub(scores, baselineScores) as tf.Tensor1D,
        }));
        tf.dispose([scores, baselineScores]);
        return { ...reduced(attribution, settings), ...sums };
      }),
  },
  deconvnet: perChannel(deconvnet),
  'guided-backprop': perChannel(guidedBackprop),
  cam: {
    defaults: () => ({}),
    fixed: { quantity: 'logit' },
    run: ({ network, images, target }) => {
      const { map: coarse, bias, layer } = classActivationMap(network, images, target);
      const sum = tf.tidy(() => tf.add(tf.mean(coarse, [1, 2]), bias) as tf.Tensor1D);
      bias.dispose();
      return { ...enlarged(coarse, images), sum, layer, signed: true };
    },
  },
  'grad-cam': {
    defaults: (network) => ({ quantity: 'logit', layer: lastMapLayer(network), signed: false }),
    run: ({ network, images, target, settings: { layer, signed = false } }) => ({
      ...enlarged(gradCam(network, images, target, { layer, relu: !signed }), images),
      layer,
      signed,
    }),
  },
  'grad-cam-plus-plus': {
    defaults: (network) => ({ quantity: 'logit', layer: lastMapLayer(network) }),
    run: ({ network, images, target, settings: { layer } }) => ({
      ...enlarged(gradCamPlusPlus(network, images, target, { layer }), images),
      layer,
      signed: false,
    }),
  },
  'guided-grad-cam': {
    defaults: (network) => ({ ...magnitudes(), layer: lastMapLayer(network) }),
    run: ({ network, images, target, settings }) =>
      reduced(guidedGradCam(network, images, target, { layer: settings.layer }), settings),
  },
  occlusion: {
    defaults: (_network, [, height, width]) => ({
      quantity: 'probability',
      baseline: 'grey',
      ...occlusionDefaults(Math.min(height!, width!)),
    }),
    run: ({ network, images, target, settings, work }) =>
      withBaseline(settings, async (fill) => {
        const options = { ...work, ...pick(settings, 'window', 'stride'), ...(fill === undefined ? {} : { fill }) };
        const occluded = await occlusion(network, images, target, options);
        const [n, height, width] = images.shape;
        const map = new Float32Array(n * height * width);
        for (let i = 0; i < n; i++) map.set(occlusionMap(occluded, i, height, width), i * height * width);
        return {
          map: tf.tensor3d(map, [n, height, width]),
          coarse: tf.tensor3d(occluded.scores, [n, occluded.rows, occluded.columns]),
          signed: true,
        };
      }),
  },
  rise: {
    defaults: () => ({
      quantity: 'probability',
      baseline: RISE_DEFAULTS.fill,
      samples: RISE_DEFAULTS.samples,
      seed: RISE_DEFAULTS.seed,
    }),
    run: ({ network, images, target, settings, work }) =>
      withBaseline(settings, async (fill) => {
        const options = { ...work, ...pick(settings, 'samples', 'seed'), ...(fill === undefined ? {} : { fill }) };
        const signed = settings.quantity === 'logit' || target.against !== undefined;
        return { map: await rise(network, images, target, options), signed };
      }),
  },
  'full-grad': {
    defaults: () => ({}),
    fixed: { quantity: 'logit' },
    run: ({ network, images, target }) => {
      const { map, sums, scores } = fullGrad(network, images, target);
      scores.dispose();
      return { map, sum: sums, signed: false };
    },
  },
};

const WORDS = {
  quantity: ['logit', 'probability'],
  channels: ['mean-abs', 'max-abs', 'signed-sum'],
  baseline: ['black', 'grey', 'mean', 'blur'],
} as const;

/**
 * The options that apply to the method, with every default filled in; others are left out.
 * @param imageShape [n, h, w, c]
 * @throws KitError invalid-argument for a method or a word that there is not
 */
export function resolveSettings(
  settings: AttributionSettings,
  network: Network,
  imageShape: readonly number[],
): AttributionSettings {
  const method = Object.hasOwn(METHODS, settings.method) ? METHODS[settings.method] : undefined;
  if (!method) {
    const known = Object.keys(METHODS).join(', ');
    throw new KitError('invalid-argument', `There is no method “${settings.method}”. Known: ${known}.`);
  }
  const defaults = method.defaults(network, imageShape);
  const asked = Object.fromEntries(
    Object.keys(defaults).flatMap((key) => {
      const value = settings[key as keyof Options];
      return value === undefined ? [] : [[key, value]];
    }),
  );
  for (const [key, words] of Object.entries(WORDS)) {
    const value: unknown = asked[key];
    if (value === undefined || typeof value === 'object' || (words as readonly unknown[]).includes(value)) continue;
    throw new KitError('invalid-argument', `${key} can't be “${String(value)}”; it is one of ${words.join(', ')}.`);
  }
  return { method: settings.method, ...defaults, ...asked, ...method.fixed };
}

/** Takes over the values. */
function reduced(values: tf.Tensor4D, { channels = 'mean-abs' }: AttributionSettings): Maps {
  return { map: reduceChannels(values, channels), signed: channels === 'signed-sum', values };
}

/** Takes over the map. */
function enlarged(coarse: tf.Tensor3D, images: tf.Tensor4D): Pick<Maps, 'map' | 'coarse'> {
  return { map: resampleMaps(coarse, images.shape[1], images.shape[2]), coarse };
}

/** Hands an image that is given as numbers on as a tensor that lives as long as the call. */
async function withBaseline(
  { baseline }: AttributionSettings,
  run: (baseline: Baseline | undefined) => Promise<Maps>,
): Promise<Maps> {
  if (typeof baseline !== 'object') return run(baseline);
  const image: tf.Tensor = tf.tensor(baseline.data, [...baseline.shape]);
  try {
    return await run(image as tf.Tensor3D);
  } finally {
    image.dispose();
  }
}

/** The named options that are not undefined. */
function pick<K extends keyof Options>(
  options: Options,
  ...keys: readonly K[]
): { [key in K]?: NonNullable<Options[K]> } {
  return Object.fromEntries(keys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]]))) as {
    [key in K]?: NonNullable<Options[K]>;
  };
}
