/**
 * A network as plain loops in float64: what it says of one image, for finite differences and as another opinion. Reads
 * the same specs and weights as the library and shares no arithmetic with it.
 */
import { type Geometry, convolve, normalise, outputShape, pool } from '../core/kernels/reference.js';
import type { ArchitectureSpec, LayerSpec, Size2d, WeightMap } from '../../core/types.js';

interface Map64 {
  /** [height, width, channels] or [features] */
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface PlainNetwork {
  /**
   * @param image of the spec's input shape
   * @param offsets added to what layers give, by their names
   */
  readonly logits: (image: ArrayLike<number>, offsets?: Readonly<Record<string, ArrayLike<number>>>) => Float64Array;
}

export function plainNetwork(spec: ArchitectureSpec, weights: WeightMap): PlainNetwork {
  return {
    logits(image, offsets = {}) {
      const maps = new Map<string, Map64>([['input', { shape: spec.inputShape, data: Float64Array.from(image) }]]);
      let before = 'input';
      for (const layer of spec.layers) {
        const inputs = (layer.inputs ?? [before]).map((name) => maps.get(name)!);
        const { shape, data } = run(layer, inputs, (name) => weights[`${layer.name}/${name}`]?.data);
        const offset = offsets[layer.name];
        maps.set(layer.name, { shape, data: offset ? data.map((value, i) => value + offset[i]!) : data });
        before = layer.name;
      }
      return maps.get(before)!.data;
    },
  };
}

type Weight = (name: string) => Float32Array | undefined;

function run(layer: LayerSpec, inputs: readonly Map64[], weight: Weight): Map64 {
  const x = inputs[0]!;
  const channels = x.shape.at(-1)!;
  const each = (f: (value: number, i: number) => number): Map64 => ({ shape: x.shape, data: x.data.map(f) });
  switch (layer.type) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const depthwise = layer.type === 'depthwiseConv2d';
      const { map, padding } = Array.isArray(layer.padding)
        ? ({ map: padded(x, layer.padding as number[]), padding: 'valid' } as const)
        : ({ map: x, padding: (layer.padding ?? 'valid') as 'same' | 'valid' } as const);
      const geometry: Geometry = {
        ...sidesOf(map),
        kernel: pairOf(layer.kernelSize),
        stride: pairOf(layer.strides ?? 1),
        dilation: pairOf(layer.dilation ?? 1),
        padding,
        outChannels: depthwise ? (layer.depthMultiplier ?? 1) : layer.filters,
        depthwise,
      };
      const y = convolve(geometry, map.data, weight(depthwise ? 'depthwiseKernel' : 'kernel')!);
      const shape = outputShape(geometry).slice(1);
      const bias = weight('bias');
      return { shape, data: bias ? y.map((value, i) => value + bias[i % bias.length]!) : y };
    }
    case 'dense': {
      const kernel = weight('kernel')!;
      const bias = weight('bias');
      const data = Float64Array.from({ length: layer.units }, (_, unit) =>
        x.data.reduce((sum, value, i) => sum + value * kernel[i * layer.units + unit]!, bias?.[unit] ?? 0),
      );
      return { shape: [layer.units], data };
    }
    case 'batchNorm': {
      const [gamma, beta] = [weight('gamma'), weight('beta')];
      const settings = { epsilon: layer.epsilon ?? 1e-3, ...(gamma ? { gamma } : {}), ...(beta ? { beta } : {}) };
      const statistics = { mean: weight('movingMean')!, variance: weight('movingVariance')! };
      return { shape: x.shape, data: normalise(x.data, statistics, settings) };
    }
    case 'maxPool2d':
    case 'averagePool2d': {
      const geometry = window(x, layer.poolSize, layer.strides ?? layer.poolSize, layer.padding as 'same' | undefined);
      const data = pool(geometry, x.data, layer.type === 'maxPool2d' ? 'max' : 'average');
      return { shape: outputShape(geometry).slice(1), data };
    }
    case 'globalAveragePooling2d':
    case 'globalMaxPooling2d': {
      const whole = window(x, [x.shape[0]!, x.shape[1]!], 1, 'valid');
      const kind = layer.type === 'globalMaxPooling2d' ? 'max' : 'average';
      return { shape: [channels], data: pool(whole, x.data, kind) };
    }
    case 'relu':
      return each((value) => Math.max(0, value));
    case 'relu6':
      return each((value) => Math.min(6, Math.max(0, value)));
    case 'leakyRelu':
      return each((value) => (value > 0 ? value : value * (layer.alpha ?? 0.3)));
    case 'sigmoid':
      return each((value) => 1 / (1 + Math.exp(-value)));
    case 'tanh':
      return each(Math.tanh);
    case 'softmax': {
      const powers = x.data.map(Math.exp);
      const sums = new Float64Array(x.data.length / channels);
      powers.forEach((value, i) => (sums[Math.floor(i / channels)]! += value));
      return each((_, i) => powers[i]! / sums[Math.floor(i / channels)]!);
    }
    case 'add':
      return each((_, i) => inputs.reduce((sum, { data }) => sum + data[i]!, 0));
    case 'multiply': {
      const largest = inputs.reduce((most, map) => (map.data.length > most.data.length ? map : most));
      const factor = ({ data }: Map64, i: number) => data[data.length < largest.data.length ? i % data.length : i]!;
      return {
        shape: largest.shape,
        data: largest.data.map((_, i) => inputs.reduce((p, map) => p * factor(map, i), 1)),
      };
    }
    case 'concatenate': {
      const rows = x.data.length / channels;
      const widths = inputs.map(({ shape }) => shape.at(-1)!);
      const data = Array.from({ length: rows }, (_, row) =>
        inputs.flatMap((map, i) => [...map.data.subarray(row * widths[i]!, (row + 1) * widths[i]!)]),
      ).flat();
      return { shape: [...x.shape.slice(0, -1), widths.reduce((a, b) => a + b, 0)], data: Float64Array.from(data) };
    }
    case 'flatten':
      return { shape: [x.data.length], data: x.data };
    case 'rescaling': {
      const at = (value: number | readonly number[] = 0, i: number) =>
        typeof value === 'number' ? value : value[i % channels]!;
      return each((value, i) => value * at(layer.scale, i) + at(layer.offset, i));
    }
    case 'zeroPadding2d':
      return padded(x, layer.padding);
    case 'dropout':
      return x;
    default:
      throw new Error(`no plain ${layer.type}`);
  }
}

const pairOf = (size: Size2d): [number, number] => (typeof size === 'number' ? [size, size] : [size[0], size[1]]);

function sidesOf({ shape }: Map64): Pick<Geometry, 'batch' | 'height' | 'width' | 'inChannels'> {
  return { batch: 1, height: shape[0]!, width: shape[1]!, inChannels: shape[2]! };
}

function window(x: Map64, size: Size2d, strides: Size2d, padding: 'same' | 'valid' = 'valid'): Geometry {
  return { ...sidesOf(x), kernel: pairOf(size), stride: pairOf(strides), padding, outChannels: 1, depthwise: true };
}

function padded({ shape, data }: Map64, [top = 0, bottom = 0, left = 0, right = 0]: readonly number[]): Map64 {
  const [height = 0, width = 0, channels = 0] = shape;
  const wide = width + left + right;
  const out = new Float64Array((height + top + bottom) * wide * channels);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * channels, (y + 1) * width * channels);
    out.set(row, ((y + top) * wide + left) * channels);
  }
  return { shape: [height + top + bottom, wide, channels], data: out };
}
