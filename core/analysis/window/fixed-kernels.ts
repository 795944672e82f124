/** Kernels that nobody had to learn, of one channel: what image processing used before, to try a window with. */
import { KitError } from '../../errors.js';

export interface FixedKernel {
  /** [size, size], row by row. */
  readonly data: readonly number[];
  readonly size: number;
}

const KERNELS = {
  identity: () => square([0, 0, 0, 0, 1, 0, 0, 0, 0]),
  /** Mean of the window. */
  box: () => square(new Array<number>(9).fill(1 / 9)),
  /** Binomial: close to a Gaussian with a standard deviation of 0.7 pixels. */
  blur: () => square([1, 2, 1, 2, 4, 2, 1, 2, 1].map((x) => x / 16)),
  /** The image and what a Laplacian finds missing from a blurred one. */
  sharpen: () => square([0, -1, 0, -1, 5, -1, 0, -1, 0]),
  laplacian: () => square([0, 1, 0, 1, -4, 1, 0, 1, 0]),
  /** Rate of change from left to right, smoothed up and down (Sobel and Feldman, 1968). */
  'sobel-x': () => square([-1, 0, 1, -2, 0, 2, -1, 0, 1]),
  /** From top to bottom. */
  'sobel-y': () => square([-1, -2, -1, 0, 0, 0, 1, 2, 1]),
  gabor: () => gabor(5, { angle: 0, wavelength: 4, deviation: 1.5 }),
} as const;

export type FixedKernelName = keyof typeof KERNELS;
export const FIXED_KERNEL_NAMES = Object.keys(KERNELS) as readonly FixedKernelName[];

/** @throws KitError invalid-argument for a name that is none of FIXED_KERNEL_NAMES */
export function fixedKernel(name: string): FixedKernel {
  if (!Object.hasOwn(KERNELS, name)) {
    throw new KitError('invalid-argument', `There is no kernel “${name}”. Known: ${FIXED_KERNEL_NAMES.join(', ')}.`);
  }
  return KERNELS[name as FixedKernelName]();
}

/**
 * A wave under a Gaussian, even around its centre and without a mean: what simple cells of the visual cortex answer to
 * (Daugman 1985), and what first layers often learn.
 * @param options.angle of the wave's direction in radians, 0 for vertical stripes
 * @param options.wavelength in pixels
 * @param options.deviation standard deviation of the Gaussian in pixels
 */
export function gabor(
  size: number,
  { angle, wavelength, deviation }: { readonly angle: number; readonly wavelength: number; readonly deviation: number },
): FixedKernel {
  const centre = (size - 1) / 2;
  const values = Array.from({ length: size * size }, (_, i) => {
    const [y, x] = [Math.floor(i / size) - centre, (i % size) - centre];
    const along = x * Math.cos(angle) + y * Math.sin(angle);
    return Math.exp(-(x * x + y * y) / (2 * deviation ** 2)) * Math.cos((2 * Math.PI * along) / wavelength);
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return square(values.map((value) => value - mean));
}

function square(data: readonly number[]): FixedKernel {
  return { data, size: Math.sqrt(data.length) };
}
