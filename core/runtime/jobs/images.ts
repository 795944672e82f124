/** Images as they come over the wire, on the device. */
import * as tf from '@tensorflow/tfjs-core';
import { scaleImages } from '../../data/augment.js';
import { KitError } from '../../errors.js';
import type { Images } from '../protocol.js';

/** What the eye makes of red, green and blue, ITU-R BT.601: what turns pictures grey in most image libraries. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * uint8 images are scaled to [-1, 1], floats taken as they are. The tensor is the caller's.
 * @param channels that the network takes: pictures in colour become grey for one of a single channel
 * @throws KitError invalid-argument for another number of axes or of values
 */
export function imageTensor({ data, shape }: Images, channels?: number): tf.Tensor4D {
  if (shape.length !== 4 || data.length !== tf.util.sizeFromShape([...shape])) {
    throw new KitError('invalid-argument', `Images are [n, height, width, channels], not [${shape.join(', ')}].`);
  }
  const [n, height, width, depth] = shape as [number, number, number, number];
  const values = data instanceof Float32Array ? data : scaleImages(data);
  return channels === 1 && depth === LUMA.length
    ? tf.tensor4d(greyOf(values), [n, height, width, 1])
    : tf.tensor4d(values, [n, height, width, depth]);
}

/** One value a pixel out of three. */
export function greyOf(values: Float32Array): Float32Array {
  return Float32Array.from({ length: values.length / LUMA.length }, (_, i) =>
    LUMA.reduce((sum, weight, c) => sum + weight * values[LUMA.length * i + c]!, 0),
  );
}
