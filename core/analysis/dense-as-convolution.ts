/**
 * A classifier with dense layers, rewritten so that it takes images of any larger size: the same weights slid over the
 * image as convolutions. A spec in, a spec out.
 */
import type { ArchitectureSpec, LayerSpec } from '../types.js';
import { analyse, type LayerAnalysis } from './analyse.js';
import { IMAGE } from './wiring.js';

/**
 * The same network with its dense layers written as convolutions: behind a flatten one that covers the whole map, else
 * 1×1; a global mean becomes a window of the map's size. Parameters, multiply–adds and result stay the same at the
 * spec's own input size; a larger image then gives a map of results. Gates stay as they are.
 * Long, Shelhamer and Darrell, "Fully Convolutional Networks for Semantic Segmentation", 2015, section 3.1.
 * @throws KitError the first error of a spec that cannot be counted
 */
export function denseAsConvolution(spec: ArchitectureSpec): ArchitectureSpec {
  const { layers, errors } = analyse(spec);
  if (errors.length > 0) throw errors[0]!;
  const gates = gateLayers(layers);
  /** For a flatten, which goes, the layer that takes its place as an input. */
  const stands = new Map<number, number>();
  /** The map that a flat layer still holds, unrolled: a dense layer behind it must cover all of it. */
  const unrolled = new Map<number, readonly number[]>();
  const nameOf = (index: number): string => {
    const actual = stands.get(index) ?? index;
    return actual === IMAGE ? 'input' : layers[actual]!.name;
  };
  const rewritten = layers.flatMap((analysed): LayerSpec[] => {
    const { layer, index, inputs } = analysed;
    const source = inputs[0]!;
    const map = unrolled.get(source);
    if (layer.type === 'flatten' && !gates.has(index)) {
      stands.set(index, stands.get(source) ?? source);
      const shape = analysed.inputShapes[0]!;
      if (shape.length === 3) unrolled.set(index, shape);
      else if (map) unrolled.set(index, map);
      return [];
    }
    if (map && layer.type !== 'dense') unrolled.set(index, map);
    const connected = { ...(gates.has(index) ? layer : asConvolution(analysed, map)), inputs: inputs.map(nameOf) };
    return [connected as LayerSpec];
  });
  return { ...spec, layers: rewritten };
}

function asConvolution({ layer, inputShapes }: LayerAnalysis, map: readonly number[] | undefined): LayerSpec {
  const [height, width] = inputShapes[0]!;
  if (layer.type === 'dense') {
    const { type: _type, units, ...rest } = layer;
    return { ...rest, type: 'conv2d', filters: units, kernelSize: map ? [map[0]!, map[1]!] : 1, padding: 'valid' };
  }
  const { name, block } = layer;
  const kept = block === undefined ? { name } : { name, block };
  if (layer.type === 'globalAveragePooling2d') {
    return { ...kept, type: 'averagePool2d', poolSize: [height!, width!], strides: 1 };
  }
  if (layer.type === 'globalMaxPooling2d')
    return { ...kept, type: 'maxPool2d', poolSize: [height!, width!], strides: 1 };
  return layer;
}

/** Flat layers, and the pooling before them, that only make the factors of a product. */
function gateLayers(layers: readonly LayerAnalysis[]): ReadonlySet<number> {
  const gates = new Set<number>();
  const addFlat = (index: number): void => {
    if (index === IMAGE || gates.has(index) || layers[index]!.outputShape.length !== 1) return;
    gates.add(index);
    layers[index]!.inputs.forEach(addFlat);
  };
  for (const { layer, inputs } of layers) if (layer.type === 'multiply') inputs.forEach(addFlat);
  return gates;
}
