/** Images as they come over the wire, on the device. */
import * as tf from '@tensorflow/tfjs-core';
import { scaleImages } from '../../data/augment.js';
import { KitError } from '../../errors.js';
import type { Images } from '../protocol.js';

/**
 * uint8 images are scaled to [-1, 1], floats taken as they are. The tensor is the caller's.
 * @throws KitError invalid-argument for another number of axes or of values
 */
export function imageTensor({ data, shape }: Images): tf.Tensor4D {
  if (shape.length !== 4 || data.length !== tf.util.sizeFromShape([...shape])) {
    throw new KitError('invalid-argument', `Images are [n, height, width, channels], not [${shape.join(', ')}].`);
  }
  const values = data instanceof Float32Array ? data : scaleImages(data);
  return tf.tensor4d(values, [...shape] as [number, number, number, number]);
}
