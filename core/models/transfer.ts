/**
 * A trained network made ready for other classes: its features, and a new last layer. Yosinski et al., "How transferable
 * are features in deep neural networks?", 2014. Plain data in and out; no TensorFlow.js.
 */
import { KitError } from '../errors.js';
import type { ArchitectureSpec, LayerSpec, PlainTensor, WeightMap } from '../types.js';
import { initialValues } from './initialise.js';
import { planNetwork } from './validate.js';

export interface TransferOptions {
  /** How many the new last layer tells apart; undefined keeps the old one with its weights. */
  readonly classes?: number | undefined;
  /** True keeps all weights but the last layer's, and the statistics of batch normalisation, bit by bit while training. */
  readonly freezeFeatures: boolean;
  /** Decides the new layer's weights. */
  readonly seed: number;
}

export interface Transferred {
  readonly spec: ArchitectureSpec;
  readonly weights: WeightMap;
}

/**
 * @param weights of all layers of `spec`
 * @throws KitError bad-spec where the last layer with weights is none that gives classes; bad-weights for one that is
 *   missing; invalid-argument for a number of classes that is none
 */
export function transfer(
  spec: ArchitectureSpec,
  weights: WeightMap,
  { classes, freezeFeatures, seed }: TransferOptions,
): Transferred {
  if (classes !== undefined && !(Number.isInteger(classes) && classes >= 1)) {
    throw new KitError('invalid-argument', `A network can't tell ${classes} classes apart.`);
  }
  const head = planNetwork(spec).findLast((planned) => planned.weights.length > 0);
  if (head?.layer.type !== 'dense' && head?.layer.type !== 'conv2d') {
    throw new KitError('bad-spec', `${spec.title ?? spec.name} has no last layer that could be given other classes.`);
  }
  const layers = spec.layers.map((layer, index): LayerSpec => {
    if (index === head.index) return withClasses(layer, classes);
    return freezeFeatures ? { ...layer, trainable: false } : layer;
  });
  const changed: ArchitectureSpec = { ...spec, layers };
  const values: Record<string, PlainTensor> = {};
  planNetwork(changed).forEach(({ layer, index, weights: definitions }) => {
    for (const { name, shape, init } of definitions) {
      const key = `${layer.name}/${name}`;
      if (index === head.index && classes !== undefined) {
        const size = shape.reduce((product, length) => product * length, 1);
        values[key] = { data: initialValues(init, size, seed, index), shape: [...shape] };
        continue;
      }
      const kept = weights[key];
      if (!kept) throw new KitError('bad-weights', `The weights lack “${key}”.`, { layer: layer.name });
      values[key] = kept;
    }
  });
  return { spec: changed, weights: values };
}

/** What learns must not be frozen, whatever the file said. */
function withClasses(layer: LayerSpec, classes: number | undefined): LayerSpec {
  const { trainable: _trainable, ...rest } = layer;
  if (classes === undefined) return rest as LayerSpec;
  return { ...rest, ...(layer.type === 'dense' ? { units: classes } : { filters: classes }) } as LayerSpec;
}
