/** Maps brought to the image's size: bilinear between the centres of their cells (half-pixel). */
import * as tf from '@tensorflow/tfjs-core';

/**
 * @param maps [n, h', w']
 * @returns [n, height, width]
 */
export function resampleMaps(maps: tf.Tensor3D, height: number, width: number): tf.Tensor3D {
  return tf.tidy(() =>
    tf.squeeze(tf.image.resizeBilinear(tf.expandDims(maps, 3) as tf.Tensor4D, [height, width], false, true), [3]),
  );
}
