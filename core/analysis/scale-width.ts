/**
 * The width multiplier on any architecture: every channel count times α, except the last layer's, which counts classes.
 */
import type { ArchitectureSpec, LayerSpec } from '../types.js';
import { resolveOptions, scaleChannels } from '../models/architectures/width.js';

/**
 * The same network at another width. Channels are rounded to whole numbers, at least 1, and stay divisible by the groups
 * of grouped convolutions.
 * @param width α in (0, 2]
 * @throws KitError invalid-argument for a width out of range
 */
export function scaleWidth(spec: ArchitectureSpec, width: number): ArchitectureSpec {
  resolveOptions({ width });
  // A description without layers is the analysis's to name.
  if (width === 1 || !Array.isArray(spec.layers)) return spec;
  const classifier = spec.layers.findLastIndex((layer) => channelsOf(layer) !== undefined);
  const groups = spec.layers.reduce((all, layer) => leastCommonMultiple(all, groupsOf(layer)), 1);
  // A function of the channel count alone, so that branches of equal width still fit each other.
  const scaled = (channels: number): number => {
    const step = greatestCommonDivisor(channels, groups);
    return step * scaleChannels(channels / step, width);
  };
  return {
    ...spec,
    layers: spec.layers.map((layer, index): LayerSpec => {
      const channels = index === classifier ? undefined : channelsOf(layer);
      // What is no channel count is left for the analysis to name.
      if (channels === undefined || !Number.isInteger(channels) || channels < 1) return layer;
      return (
        layer.type === 'dense' ? { ...layer, units: scaled(channels) } : { ...layer, filters: scaled(channels) }
      ) as LayerSpec;
    }),
  };
}

function channelsOf(layer: LayerSpec): number | undefined {
  if (layer?.type === 'dense') return layer.units;
  return layer?.type === 'conv2d' || layer?.type === 'locallyConnected2d' ? layer.filters : undefined;
}

function groupsOf(layer: LayerSpec): number {
  const groups = layer?.type === 'conv2d' ? layer.groups : 1;
  return groups !== undefined && Number.isInteger(groups) && groups > 0 ? groups : 1;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}
