/**
 * A whole architecture looked at: what countLayers() counts, and for each layer what its units see and what its
 * activations hold. Arithmetic only, no tensors.
 */
import type { ArchitectureSpec } from '../types.js';
import { countLayers, type CountedLayer, type LayerCount } from './count-layers.js';
import { activationMemory, type ActivationMemory } from './memory.js';
import type { Shape } from './shapes.js';
import { IMAGE_SIGHT, receptiveField, sightOf, type ReceptiveField, type Sight } from './sight.js';
import { IMAGE } from './wiring.js';

export interface LayerAnalysis extends CountedLayer {
  /** Bytes alive while this layer runs in inference, for one image. */
  readonly liveBytes: number;
  /** Bytes of this layer's output, kept in training, for one image. */
  readonly keptBytes: number;
  readonly field: ReceptiveField;
  /** For drawing: exactly what each unit sees. */
  readonly sight: Sight;
}

export interface Analysis extends LayerCount {
  readonly layers: readonly LayerAnalysis[];
  readonly memory: Pick<ActivationMemory, 'inference' | 'training'>;
  /** That of the last map, before global pooling, flattening and dense layers. */
  readonly field: ReceptiveField;
}

/**
 * Counts an architecture and everything else that arithmetic can tell of it.
 * @param inputSize side of a square image in pixels, instead of the spec's own
 * @throws KitError bad-spec when there are no layers to count
 */
export function analyse(spec: ArchitectureSpec, inputSize?: number): Analysis {
  return completeAnalysis(countLayers(spec, inputSize));
}

/** The analysis of an architecture that is counted already. */
export function completeAnalysis(count: LayerCount): Analysis {
  const memory = activationMemory(
    count.layers.map(({ layer, inputs, outputShape }) => ({ type: layer.type, inputs, size: numbersIn(outputShape) })),
    numbersIn(count.inputShape),
  );
  const image = { ...IMAGE_SIGHT, shape: count.inputShape };
  const seen: (Sight & { readonly shape: Shape })[] = [];
  const layers = count.layers.map((each, index): LayerAnalysis => {
    const { layer, inputs, outputShape, counted } = each;
    const sources = inputs.map((input) => (input === IMAGE ? image : seen[input]!));
    const sight = sightOf(layer, sources, counted ? outputShape : undefined);
    seen.push({ ...sight, shape: outputShape });
    return {
      ...each,
      liveBytes: memory.live[index]!,
      keptBytes: memory.kept[index]!,
      field: receptiveField(sight, outputShape),
      sight,
    };
  });
  return {
    ...count,
    layers,
    memory: { inference: memory.inference, training: memory.training },
    field: (layers.findLast(({ field }) => !field.whole) ?? layers[0]!).field,
  };
}

function numbersIn(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}
