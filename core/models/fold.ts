/**
 * A network whose batch normalisation is taken into the convolutions before it: the same outputs in inference mode, to
 * rounding, with two passes less over every map, forwards and backwards. For many steps on weights that stay.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayerSpec, PlainTensor } from '../types.js';
import { Network } from './network.js';
import type { PlannedLayer } from './validate.js';

interface Pair {
  readonly conv: Extract<LayerSpec, { readonly type: 'conv2d' | 'depthwiseConv2d' }>;
  readonly norm: Extract<LayerSpec, { readonly type: 'batchNorm' }>;
}

/**
 * @param kept names of layers whose own outputs are asked for: they and what they are made of stay
 * @returns a network of its own, the caller's to dispose of
 */
export function foldBatchNorm(network: Network, kept: ReadonlySet<string>): Network {
  const pairs = network.layers.flatMap((planned) => pairOf(network, planned, kept) ?? []);
  const normOf = new Map(pairs.map(({ conv, norm }) => [conv.name, norm]));
  const gone = new Map(pairs.map(({ conv, norm }) => [norm.name, conv.name]));
  const layers = network.layers
    .filter(({ layer }) => !gone.has(layer.name))
    .map(({ layer, inputs }): LayerSpec => {
      const names = inputs.map((source) => (source < 0 ? 'input' : network.layers[source]!.layer.name));
      const own = { ...layer, inputs: names.map((name) => gone.get(name) ?? name) };
      return normOf.has(layer.name) ? ({ ...own, useBias: true } as LayerSpec) : (own as LayerSpec);
    });
  const folded = new Network({ ...network.spec, layers }, { seed: 0, weights: emptyWeights(network, layers, normOf) });
  tf.tidy(() => {
    for (const [name, variable] of folded.variables) {
      const [layer = '', weight] = name.split('/');
      const norm = normOf.get(layer);
      const original = network.variables.get(name);
      if (norm === undefined) variable.assign(original!);
      else if (weight === 'bias') variable.assign(biasOf(network, layer, norm));
      else {
        const scale = scaleOf(network, norm);
        // [kh, kw, in, out] for a convolution, [kh, kw, c, multiplier] for a depthwise one.
        variable.assign(tf.mul(original!, weight === 'kernel' ? scale : tf.reshape(scale, original!.shape.slice(2))));
      }
    }
  });
  return folded;
}

function pairOf(network: Network, { layer, consumers }: PlannedLayer, kept: ReadonlySet<string>): Pair | undefined {
  if (layer.type !== 'conv2d' && layer.type !== 'depthwiseConv2d') return undefined;
  const next = consumers.length === 1 ? network.layers[consumers[0]!]!.layer : undefined;
  if (next?.type !== 'batchNorm' || kept.has(layer.name) || kept.has(next.name)) return undefined;
  return { conv: layer, norm: next };
}

/** γ / √(σ² + ε), [channels]. */
function scaleOf(network: Network, { name, epsilon = 1e-3 }: Pair['norm']): tf.Tensor {
  const inverse = tf.rsqrt(tf.add(network.variables.get(`${name}/movingVariance`)!, epsilon));
  const gamma = network.variables.get(`${name}/gamma`);
  return gamma ? tf.mul(gamma, inverse) : inverse;
}

function biasOf(network: Network, conv: string, norm: Pair['norm']): tf.Tensor {
  const mean = network.variables.get(`${norm.name}/movingMean`)!;
  const bias = network.variables.get(`${conv}/bias`);
  const shifted = tf.mul(bias ? tf.sub(bias, mean) : tf.neg(mean), scaleOf(network, norm));
  const beta = network.variables.get(`${norm.name}/beta`);
  return beta ? tf.add(shifted, beta) : shifted;
}

/** Room for the weights, filled on the device afterwards: those that are there need not come to the host. */
function emptyWeights(
  network: Network,
  layers: readonly LayerSpec[],
  normOf: ReadonlyMap<string, Pair['norm']>,
): Record<string, PlainTensor> {
  const weights: Record<string, PlainTensor> = {};
  const room = (name: string, shape: readonly number[]) => {
    weights[name] = { data: new Float32Array(tf.util.sizeFromShape([...shape])), shape };
  };
  for (const { name: layer } of layers) {
    for (const [name, { shape }] of network.variables) if (name.startsWith(`${layer}/`)) room(name, shape);
    const norm = normOf.get(layer);
    if (norm) room(`${layer}/bias`, network.variables.get(`${norm.name}/movingMean`)!.shape);
  }
  return weights;
}
