/**
 * Short forms for the layers that published networks repeat hundreds of times, in the conventions of their reference
 * implementations: no bias before batch normalisation, padding counted in pixels on every side.
 */
import type {
  BatchNormLayer,
  Conv2dLayer,
  DenseLayer,
  LayerSpec,
  MergeLayer,
  Padding,
  Pool2dLayer,
  Size2d,
} from '../../types.js';

/** What every layer may say besides its name. */
interface Common {
  readonly inputs?: readonly string[];
  readonly block?: string;
}
interface ConvOptions extends Common {
  readonly strides?: number;
  /** Zeros on every side. Default: (k − 1)/2, which keeps the size. */
  readonly pad?: number;
  readonly groups?: number;
  readonly useBias?: boolean;
}

export function sides(pad: number): Padding {
  return pad === 0 ? 'valid' : [pad, pad, pad, pad];
}

export function conv(name: string, filters: number, kernelSize: number, options: ConvOptions = {}): Conv2dLayer {
  const { pad = (kernelSize - 1) / 2, ...rest } = options;
  return { name, type: 'conv2d', filters, kernelSize, padding: sides(pad), ...rest };
}

/** A convolution, batch normalisation with scale and offset, and ReLU: `<name>`, `<name>.bn`, `<name>.relu`. */
export function convBnRelu(name: string, filters: number, kernel: number, options: ConvOptions = {}): LayerSpec[] {
  return [...convBn(name, filters, kernel, options), relu(`${name}.relu`, common(options))];
}

export function convBn(name: string, filters: number, kernel: number, options: ConvOptions = {}): LayerSpec[] {
  return [
    conv(name, filters, kernel, { ...options, useBias: false }),
    { name: `${name}.bn`, type: 'batchNorm', ...common(options) } satisfies BatchNormLayer,
  ];
}

/** A convolution with bias, and ReLU. */
export function convRelu(name: string, filters: number, kernel: number, options: ConvOptions = {}): LayerSpec[] {
  return [conv(name, filters, kernel, options), relu(`${name}.relu`, common(options))];
}

export function relu(name: string, options: Common = {}): LayerSpec {
  return { name, type: 'relu', ...options };
}

interface PoolOptions extends Common {
  readonly pad?: number;
  readonly ceilMode?: boolean;
}
export function maxPool(name: string, poolSize: Size2d, strides: number, options: PoolOptions = {}): Pool2dLayer {
  const { pad = 0, ...rest } = options;
  return { name, type: 'maxPool2d', poolSize, strides, padding: sides(pad), ...rest };
}

export function merge(type: MergeLayer['type'], name: string, inputs: readonly string[], block?: string): MergeLayer {
  return { name, type, inputs, ...(block === undefined ? {} : { block }) };
}

/** Dense, ReLU and dropout of one half, as AlexNet's and VGG's fully connected layers have. */
export function denseReluDropout(name: string, units: number): LayerSpec[] {
  return [
    { name, type: 'dense', units } satisfies DenseLayer,
    relu(`${name}.relu`),
    { name: `${name}.dropout`, type: 'dropout', rate: 0.5 },
  ];
}

/** A spatial mean and one dense layer of 1,000 classes, as most networks since 2014 end. */
export function meanAndClassify(): LayerSpec[] {
  return [
    { name: 'mean', type: 'globalAveragePooling2d' },
    { name: 'fc', type: 'dense', units: 1000 },
  ];
}

/** Only what a layer after the first of a group takes over: its block, not its inputs. */
function common({ block }: Common): { readonly block?: string } {
  return block === undefined ? {} : { block };
}
