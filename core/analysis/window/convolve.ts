/**
 * A convolution one multiplication at a time: the products behind each output number, the whole output, where the
 * gradient of one output goes, and the same as one matrix product (im2col). Equal to what the backends compute.
 */
import { KitError } from '../../errors.js';
import { at, slideWindow, type Grid, type Window, type WindowOptions } from './window.js';

export interface Kernel {
  /** [height, width, in, filters]; depthwise [height, width, channels, multiplier]. Row by row, last index fastest. */
  readonly data: ArrayLike<number>;
  readonly shape: readonly [height: number, width: number, channels: number, filters: number];
  /** True: filter q of channel c looks at channel c only and gives output channel c · multiplier + q. */
  readonly depthwise?: boolean | undefined;
  /** One number per output channel; default none. */
  readonly bias?: ArrayLike<number> | undefined;
}

export type ConvolutionOptions = Omit<WindowOptions, 'size'>;

/** One multiplication. */
export interface Product {
  readonly row: number;
  readonly column: number;
  readonly channel: number;
  readonly windowRow: number;
  readonly windowColumn: number;
  /** 0 where `padded`. */
  readonly value: number;
  readonly padded: boolean;
  readonly weight: number;
}

export class Convolution {
  /** [height, width, channels] of the output. */
  readonly outputShape: readonly [number, number, number];
  private readonly window: Window;

  /** @throws KitError invalid-argument for shapes that do not go together */
  constructor(
    readonly input: Grid,
    readonly kernel: Kernel,
    options: ConvolutionOptions = {},
  ) {
    const [height, width, channels, filters] = kernel.shape;
    const [rows, columns, depth] = input.shape;
    if (channels !== depth) {
      throw new KitError('invalid-argument', `The kernel is for ${channels} channels; the map has ${depth}.`);
    }
    if (kernel.data.length !== height * width * channels * filters || input.data.length !== rows * columns * depth) {
      throw new KitError('invalid-argument', 'The numbers do not fill the shape.');
    }
    const out = kernel.depthwise ? channels * filters : filters;
    if (kernel.bias && kernel.bias.length !== out) {
      throw new KitError(
        'invalid-argument',
        `A bias has one number for each of ${out} outputs, not ${kernel.bias.length}.`,
      );
    }
    this.window = slideWindow(rows, columns, { ...options, size: [height, width] });
    this.outputShape = [...this.window.out, out];
  }

  /** All products whose sum, with the bias, is one output number; row by row through the window, channels fastest. */
  products(row: number, column: number, output: number): readonly Product[] {
    const { shape, depthwise } = this.kernel;
    const [, , channels, filters] = shape;
    const first = depthwise ? Math.floor(output / filters) : 0;
    const count = depthwise ? 1 : channels;
    return this.window.taps(row, column).flatMap((tap) =>
      Array.from({ length: count }, (_, i) => ({
        ...tap,
        channel: first + i,
        value: at(this.input, tap.row, tap.column, first + i),
        weight: this.weight(tap.windowRow, tap.windowColumn, first + i, output),
      })),
    );
  }

  bias(output: number): number {
    return this.kernel.bias?.[output] ?? 0;
  }

  /** One output number. */
  value(row: number, column: number, output: number): number {
    return this.products(row, column, output).reduce(
      (sum, { value, weight }) => sum + value * weight,
      this.bias(output),
    );
  }

  output(): Grid {
    const [height, width, channels] = this.outputShape;
    const data = new Float64Array(height * width * channels);
    for (let i = 0; i < data.length; i++) {
      const place = Math.floor(i / channels);
      data[i] = this.value(Math.floor(place / width), place % width, i % channels);
    }
    return { data, shape: this.outputShape };
  }

  /** The gradient with respect to the input when that with respect to the output is `gradient`, [as the output]. */
  inputGradient(gradient: ArrayLike<number>): Grid {
    const [, width, channels] = this.input.shape;
    const data = new Float64Array(this.input.data.length);
    this.forEachProduct(gradient, (product, g) => {
      data[(product.row * width + product.column) * channels + product.channel]! += product.weight * g;
    });
    return { data, shape: this.input.shape };
  }

  /** As `inputGradient`, with respect to the kernel, [as the kernel]. */
  kernelGradient(gradient: ArrayLike<number>): Float64Array {
    const data = new Float64Array(this.kernel.data.length);
    this.forEachProduct(gradient, (product, g, output) => {
      data[this.place(product.windowRow, product.windowColumn, product.channel, output)]! += product.value * g;
    });
    return data;
  }

  /**
   * im2col: each row holds what one position of the window sees, so that the output is one matrix product with the
   * kernel as a matrix.
   * @throws KitError invalid-argument for a depthwise kernel, whose channels are products of their own
   */
  asMatrices(): { readonly columns: Matrix; readonly kernel: Matrix } {
    const { shape, data, depthwise } = this.kernel;
    if (depthwise) throw new KitError('invalid-argument', 'A depthwise convolution is one matrix product per channel.');
    const [height, width] = this.window.out;
    const size = shape[0] * shape[1] * shape[2];
    const columns = new Float64Array(height * width * size);
    for (let place = 0; place < height * width; place++) {
      const products = this.products(Math.floor(place / width), place % width, 0);
      products.forEach(({ value }, i) => (columns[place * size + i] = value));
    }
    return {
      columns: { data: columns, shape: [height * width, size] },
      kernel: { data: Float64Array.from(data), shape: [size, shape[3]] },
    };
  }

  private forEachProduct(
    gradient: ArrayLike<number>,
    visit: (product: Product, gradient: number, output: number) => void,
  ): void {
    const [height, width, channels] = this.outputShape;
    if (gradient.length !== height * width * channels) {
      throw new KitError('invalid-argument', 'The gradient has as many numbers as the output.');
    }
    for (let i = 0; i < gradient.length; i++) {
      // Most are zero where one looks at the gradient of a single output.
      if (gradient[i] === 0) continue;
      const place = Math.floor(i / channels);
      for (const product of this.products(Math.floor(place / width), place % width, i % channels)) {
        if (!product.padded) visit(product, gradient[i]!, i % channels);
      }
    }
  }

  private weight(row: number, column: number, channel: number, output: number): number {
    return this.kernel.data[this.place(row, column, channel, output)]!;
  }

  private place(row: number, column: number, channel: number, output: number): number {
    const { shape, depthwise } = this.kernel;
    const [, width, channels, filters] = shape;
    const filter = depthwise ? output % filters : output;
    return ((row * width + column) * channels + channel) * filters + filter;
  }
}

export interface Matrix {
  readonly data: Float64Array;
  readonly shape: readonly [rows: number, columns: number];
}
