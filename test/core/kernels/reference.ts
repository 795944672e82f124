/**
 * The operations under test as plain loops in float64, written for obviousness: what a kernel must agree with. A
 * convolution is a list of products; forward and both gradients read it in three directions.
 */

export interface Geometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inChannels: number;
  /** Output channels of a plain convolution; multiplier of a depthwise one. */
  readonly outChannels: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation?: readonly [number, number];
  /** Or the rows before and after both axes. */
  readonly padding: 'same' | 'valid' | readonly [number, number];
  readonly depthwise?: boolean;
}

type Numbers = ArrayLike<number>;

/** Output size and the padding before the first row, as in TensorFlow. */
export function axis(g: Geometry, index: 0 | 1): { output: number; before: number } {
  const input = index === 0 ? g.height : g.width;
  const stride = g.stride[index];
  const window = (g.kernel[index] - 1) * (g.dilation?.[index] ?? 1) + 1;
  if (g.padding === 'valid') return { output: Math.floor((input - window) / stride) + 1, before: 0 };
  if (g.padding === 'same') {
    const output = Math.ceil(input / stride);
    return { output, before: Math.floor(Math.max(0, (output - 1) * stride + window - input) / 2) };
  }
  const [before, after] = g.padding;
  return { output: Math.floor((input + before + after - window) / stride) + 1, before };
}

export const inputShape = (g: Geometry): [number, number, number, number] => [g.batch, g.height, g.width, g.inChannels];
export const filterShape = (g: Geometry): [number, number, number, number] => [
  ...g.kernel,
  g.inChannels,
  g.outChannels,
];
export const outputShape = (g: Geometry): [number, number, number, number] => [
  g.batch,
  axis(g, 0).output,
  axis(g, 1).output,
  g.depthwise ? g.inChannels * g.outChannels : g.outChannels,
];
export const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Calls back for every product x[input]·w[weight] that enters y[output]. */
function products(g: Geometry, visit: (input: number, weight: number, output: number) => void): void {
  const [, outHeight, outWidth, outChannels] = outputShape(g);
  eachTap(g, (image, y, x, outY, outX, tap) => {
    const pixel = ((image * g.height + y) * g.width + x) * g.inChannels;
    const position = ((image * outHeight + outY) * outWidth + outX) * outChannels;
    for (let c = 0; c < g.inChannels; c++) {
      for (let o = 0; o < g.outChannels; o++) {
        const weight = (tap * g.inChannels + c) * g.outChannels + o;
        visit(pixel + c, weight, position + (g.depthwise ? c * g.outChannels + o : o));
      }
    }
  });
}

/** Calls back for every tap of every window that lies inside the image. */
function eachTap(
  g: Geometry,
  visit: (image: number, y: number, x: number, outY: number, outX: number, tap: number) => void,
): void {
  const [rows, columns] = [axis(g, 0), axis(g, 1)];
  const [dilationY, dilationX] = g.dilation ?? [1, 1];
  for (let image = 0; image < g.batch; image++)
    for (let outY = 0; outY < rows.output; outY++)
      for (let outX = 0; outX < columns.output; outX++)
        for (let ky = 0; ky < g.kernel[0]; ky++)
          for (let kx = 0; kx < g.kernel[1]; kx++) {
            const y = outY * g.stride[0] + ky * dilationY - rows.before;
            const x = outX * g.stride[1] + kx * dilationX - columns.before;
            if (y < 0 || y >= g.height || x < 0 || x >= g.width) continue;
            visit(image, y, x, outY, outX, ky * g.kernel[1] + kx);
          }
}

export function convolve(g: Geometry, x: Numbers, w: Numbers): Float64Array {
  const y = new Float64Array(size(outputShape(g)));
  products(g, (input, weight, output) => (y[output]! += x[input]! * w[weight]!));
  return y;
}

export function inputGradient(g: Geometry, dy: Numbers, w: Numbers): Float64Array {
  const dx = new Float64Array(size(inputShape(g)));
  products(g, (input, weight, output) => (dx[input]! += dy[output]! * w[weight]!));
  return dx;
}

export function filterGradient(g: Geometry, x: Numbers, dy: Numbers): Float64Array {
  const dw = new Float64Array(size(filterShape(g)));
  products(g, (input, weight, output) => (dw[weight]! += x[input]! * dy[output]!));
  return dw;
}

/** A pool is a geometry with one output channel per input channel; its `outChannels` is 1 and `depthwise` true. */
export function pool(g: Geometry, x: Numbers, kind: 'max' | 'average'): Float64Array {
  const windows: number[][] = Array.from({ length: size(outputShape(g)) }, () => []);
  products(g, (input, _weight, output) => windows[output]!.push(x[input]!));
  return Float64Array.from(windows, (window) =>
    kind === 'max' ? Math.max(...window) : window.reduce((a, b) => a + b, 0) / window.length,
  );
}

export function poolGradient(g: Geometry, x: Numbers, dy: Numbers, kind: 'max' | 'average'): Float64Array {
  const windows: number[][] = Array.from({ length: dy.length }, () => []);
  products(g, (input, _weight, output) => windows[output]!.push(input));
  const dx = new Float64Array(size(inputShape(g)));
  windows.forEach((window, output) => {
    if (kind === 'average') for (const input of window) dx[input]! += dy[output]! / window.length;
    else dx[window.reduce((best, input) => (x[input]! > x[best]! ? input : best))]! += dy[output]!;
  });
  return dx;
}

export interface Normalisation {
  readonly gamma?: Numbers;
  readonly beta?: Numbers;
  readonly epsilon: number;
  readonly relu?: boolean;
}

/** Mean and biased variance of each of `channels` interleaved channels. */
export function moments(x: Numbers, channels: number): { mean: Float64Array; variance: Float64Array } {
  const rows = x.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (let i = 0; i < x.length; i++) mean[i % channels]! += x[i]! / rows;
  for (let i = 0; i < x.length; i++) variance[i % channels]! += (x[i]! - mean[i % channels]!) ** 2 / rows;
  return { mean, variance };
}

export function normalise(
  x: Numbers,
  { mean, variance }: { mean: Numbers; variance: Numbers },
  { gamma, beta, epsilon, relu }: Normalisation,
): Float64Array {
  return Float64Array.from({ length: x.length }, (_, i) => {
    const c = i % mean.length;
    const y = ((x[i]! - mean[c]!) / Math.sqrt(variance[c]! + epsilon)) * (gamma?.[c] ?? 1) + (beta?.[c] ?? 0);
    return relu ? Math.max(0, y) : y;
  });
}

/** Mean over the rows of −Σ t·log softmax(z). */
export function crossEntropy(logits: Numbers, targets: Numbers, classes: number): number {
  let loss = 0;
  const rows = logits.length / classes;
  for (let row = 0; row < rows; row++) {
    const z = Array.from({ length: classes }, (_, i) => logits[row * classes + i]!);
    const largest = Math.max(...z);
    const logSum = largest + Math.log(z.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    z.forEach((value, i) => (loss -= (targets[row * classes + i]! * (value - logSum)) / rows));
  }
  return loss;
}

export const dot = (a: Numbers, b: Numbers): number => Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
