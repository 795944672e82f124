/**
 * The width multiplier of the MobileNet paper: one factor α on every channel count of a network. Plain arithmetic,
 * shared by the spec builders.
 */
import { KitError } from '../../errors.js';

export interface BuilderOptions {
  /** Width multiplier α of every channel count but the logits', in (0, 2]. Default 1. */
  readonly width?: number;
  /** Number of logits. Default 10. */
  readonly classes?: number;
  /** Side of the square RGB input in pixels. Default 32; the networks are fully convolutional and take others too. */
  readonly inputSize?: number;
}

/** `channels` · α, rounded to a whole number, never below one. */
export function scaleChannels(channels: number, width: number): number {
  return Math.max(1, Math.round(channels * width));
}

/**
 * Fills in the defaults of a builder's options.
 * @throws KitError invalid-argument for a width outside (0, 2], or a class count or input size that is not a positive
 *   whole number.
 */
export function resolveOptions(options: BuilderOptions): Required<BuilderOptions> {
  const { width = 1, classes = 10, inputSize = 32 } = options;
  if (!(width > 0 && width <= 2)) {
    throw new KitError('invalid-argument', `The width multiplier must lie in (0, 2]; it is ${width}.`);
  }
  if (!(Number.isInteger(classes) && classes >= 1)) {
    throw new KitError(
      'invalid-argument',
      `The number of classes must be a whole number of at least 1; it is ${classes}.`,
    );
  }
  if (!(Number.isInteger(inputSize) && inputSize >= 1)) {
    throw new KitError('invalid-argument', `The input size must be a whole number of pixels; it is ${inputSize}.`);
  }
  return { width, classes, inputSize };
}
