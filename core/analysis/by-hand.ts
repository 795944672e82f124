/**
 * The arithmetic of one table row written out with its own numbers: what a reader would do on paper. Terms are data, so
 * that a page can draw them and a test can multiply them.
 */
import type { LayerAnalysis } from './analyse.js';
import { separableCost, type ConvolutionSize } from './alternatives.js';
import { axisPadding, effectiveKernel, pair } from './geometry.js';
import { BYTES_PER_NUMBER } from './memory.js';
import type { LayerRow } from './rows.js';
import { layerWindow, type LayerWindow } from './shapes.js';
import { count } from './words.js';

/** A number or a product, with what it stands for below it. */
export interface Term {
  readonly text: string;
  readonly label?: string;
}
/** Terms and the signs between them: `terms[0] signs[0] terms[1] …`. */
export interface Equation {
  readonly what: 'parameters' | 'macs' | 'size' | 'field' | 'memory';
  readonly terms: readonly Term[];
  readonly signs: readonly string[];
  readonly result: number;
  readonly unit: string;
}

/** Everything of a row that can be worked out by hand, the parameters first. */
export function byHand(row: LayerRow): readonly Equation[] {
  if (row.error) return [];
  return [parameters(row), ...macs(row), ...size(row.head), ...field(row.head), memory(row)];
}

/** The convolution that a row would be without separation, as alternatives.ts wants it; undefined for other layers. */
export function convolutionOf({ layer, inputShapes, outputShape, error }: LayerAnalysis): ConvolutionSize | undefined {
  if (error || layer.type !== 'conv2d' || (layer.groups ?? 1) !== 1) return undefined;
  const [height, width] = pair(layer.kernelSize);
  return {
    kernel: [height, width],
    channelsIn: inputShapes[0]![2]!,
    channelsOut: outputShape[2]!,
    positions: [outputShape[0]!, outputShape[1]!],
  };
}

/** What the convolution would cost split into a depthwise and a 1×1 one; none for a 1×1, which has nothing to split. */
export function separableByHand(head: LayerAnalysis): (Equation & { readonly share: number }) | undefined {
  const size = convolutionOf(head);
  if (!size || size.kernel[0] * size.kernel[1] === 1) return undefined;
  const { kernel, channelsIn: m, channelsOut: n, positions } = size;
  const cost = separableCost(size);
  return {
    what: 'macs',
    terms: [
      { text: `(${product(kernel)} · ${count(m)} + ${count(m)} · ${count(n)})`, label: 'depthwise, then 1 × 1' },
      { text: product(positions), label: 'positions' },
    ],
    signs: ['·'],
    result: cost.macs,
    unit: 'multiply–adds',
    share: cost.share,
  };
}

function parameters({ head, members, trainable }: LayerRow): Equation {
  const groups: { readonly sign: string; readonly term: Term }[] = [];
  const add = (...factors: readonly Term[]) =>
    factors.forEach((term, i) => groups.push({ sign: i === 0 ? '+' : '·', term }));
  for (const member of members) {
    const { layer, weights, outputShape, inputShapes } = member;
    const channels = outputShape[outputShape.length - 1]!;
    if (weights.kernel > 0) add(...kernelFactors(member));
    if (weights.bias > 0) {
      const own = layer.type === 'locallyConnected2d' ? `${product(outputShape)}` : count(channels);
      add({ text: own, label: 'bias' });
    }
    if (layer.type === 'batchNorm' && weights.batchNorm > 0) {
      const normalised = count(inputShapes[0]!.at(-1)!);
      if (layer.scale !== false) add({ text: normalised, label: 'BN scale' });
      if (layer.center !== false) add({ text: normalised, label: 'BN offset' });
    }
  }
  const frozen = members.some(({ layer }) => layer.trainable === false);
  const learned = head.error ? 0 : members.reduce((sum, { weights: w }) => sum + w.kernel + w.bias + w.batchNorm, 0);
  if (groups.length === 0) add({ text: '0', label: 'nothing to learn' });
  return {
    what: 'parameters',
    terms: groups.map(({ term }) => term),
    signs: groups.slice(1).map(({ sign }) => sign),
    result: frozen ? learned : trainable,
    unit: frozen ? 'parameters, frozen' : 'parameters',
  };
}

function kernelFactors({ layer, inputShapes, outputShape }: LayerAnalysis): readonly Term[] {
  const channelsIn = inputShapes[0]!.at(-1)!;
  const channelsOut = outputShape.at(-1)!;
  switch (layer.type) {
    case 'conv2d': {
      const groups = layer.groups ?? 1;
      return [
        { text: product(pair(layer.kernelSize)), label: 'kernel' },
        { text: count(channelsIn / groups), label: groups === 1 ? 'in' : `in, of ${count(channelsIn)}` },
        { text: count(channelsOut), label: 'out' },
      ];
    }
    case 'depthwiseConv2d':
      return [
        { text: product(pair(layer.kernelSize)), label: 'kernel' },
        { text: count(channelsIn), label: 'channels' },
        ...(channelsOut === channelsIn ? [] : [{ text: count(channelsOut / channelsIn), label: 'a channel' }]),
      ];
    case 'locallyConnected2d':
      return [
        { text: product(pair(layer.kernelSize)), label: 'kernel' },
        { text: count(channelsIn), label: 'in' },
        { text: count(channelsOut), label: 'out' },
        { text: product(outputShape.slice(0, 2)), label: 'positions, none shared' },
      ];
    case 'dense':
      return [
        { text: count(channelsIn), label: 'in' },
        { text: count(channelsOut), label: 'out' },
      ];
    default:
      return [{ text: count(channelsOut), label: 'factors' }];
  }
}

function macs({ head, macs: result }: LayerRow): readonly Equation[] {
  if (result === 0) return [];
  const { layer, outputShape } = head;
  const factors = kernelFactors(head);
  const unit = 'multiply–adds';
  if (layer.type === 'dense' || layer.type === 'locallyConnected2d') {
    return [{ what: 'macs', terms: factors, signs: factors.slice(1).map(() => '·'), result, unit }];
  }
  const terms = [
    { text: factors.map(({ text }) => text).join(' · '), label: 'one position' },
    { text: product(outputShape.slice(0, 2)), label: 'positions' },
  ];
  return [{ what: 'macs', terms, signs: ['·'], result, unit }];
}

/** Output size along the vertical axis (and the horizontal, where both are alike). */
function size({ layer, inputShapes, outputShape }: LayerAnalysis): readonly Equation[] {
  const window = layerWindow(layer);
  if (!window) return [];
  const before = inputShapes[0]![0]!;
  const { kernel, stride, dilation } = window.axes[0];
  const span = effectiveKernel(kernel, dilation);
  const shared = {
    what: 'size',
    result: outputShape[0]!,
    unit: squareWindow(window, inputShapes[0]!) ? 'px a side' : 'px high',
  } as const;
  if (window.padding === 'same') {
    return [
      {
        ...shared,
        terms: [{ text: `⌈${count(before)} / ${stride}⌉`, label: 'SAME: input / stride, rounded up' }],
        signs: [],
      },
    ];
  }
  const padding = axisPadding(before, window.axes[0], window.padding, 0);
  const [open, close] = window.ceilMode ? ['⌈', '⌉'] : ['⌊', '⌋'];
  const padded = padding[0] + padding[1];
  const inside = `${count(before)} − ${span}${padded > 0 ? ` + ${padded}` : ''}`;
  const rounding = window.ceilMode ? 'rounded up' : 'rounded down';
  const label = `(input − filter${padded > 0 ? ' + padding' : ''}) / stride, ${rounding}`;
  return [
    { ...shared, terms: [{ text: `${open}(${inside}) / ${stride}${close}`, label }, { text: '1' }], signs: ['+'] },
  ];
}

function field({ layer, field: { size: sizes, whole }, sight, inputShapes }: LayerAnalysis): readonly Equation[] {
  const window = layerWindow(layer);
  const here = sight.fields[0];
  if (!window || whole || here.length !== 1 || inputShapes[0]!.length !== 3) return [];
  const { kernel, stride, dilation } = window.axes[0];
  const span = effectiveKernel(kernel, dilation);
  const step = here[0]!.stride / stride;
  const before = here[0]!.size - (span - 1) * step;
  return [
    {
      what: 'field',
      terms: [
        { text: count(before), label: 'its input sees' },
        { text: `(${span} − 1)`, label: dilation > 1 ? 'dilated kernel − 1' : 'kernel − 1' },
        { text: count(step), label: 'stride so far' },
      ],
      signs: ['+', '·'],
      result: sizes[0],
      unit: 'px seen',
    },
  ];
}

function memory({ members }: LayerRow): Equation {
  const shape = members.at(-1)!.outputShape;
  return {
    what: 'memory',
    terms: [
      { text: product(shape), label: 'numbers' },
      { text: String(BYTES_PER_NUMBER), label: 'bytes' },
    ],
    signs: ['·'],
    result: shape.reduce((all, side) => all * side, BYTES_PER_NUMBER),
    unit: 'bytes of output',
  };
}

function squareWindow({ axes, padding }: LayerWindow, input: readonly number[]): boolean {
  const [a, b] = axes;
  const alike = a.kernel === b.kernel && a.stride === b.stride && a.dilation === b.dilation && input[0] === input[1];
  return alike && (typeof padding === 'string' || (padding[0] === padding[2] && padding[1] === padding[3]));
}

function product(factors: readonly number[]): string {
  return factors.map(count).join(' · ');
}
