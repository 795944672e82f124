/**
 * The small random moves before each step: a shift, a turn, another scale, one affine map for the whole batch. What an
 * image shows has to survive them, so what only works at one exact place does not grow. Mirrored at the borders.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../data/random.js';
import type { SynthesisSettings } from '../types.js';

/** Keeps these draws apart from all others under the same seed. */
const WARP_STREAM = 0x7761;

type Moves = Pick<SynthesisSettings, 'jitter' | 'rotation' | 'scaling' | 'seed'>;

/** Where each pixel of the moved image comes from: up to four pixels with their weights. */
interface Taps {
  readonly indices: Int32Array;
  readonly weights: Float32Array;
}

export const moves = ({ jitter, rotation, scaling }: Omit<Moves, 'seed'>): boolean =>
  jitter > 0 || rotation > 0 || scaling > 0;

/**
 * The images as they are seen at a step; differentiable.
 * @param images [n, h, w, c]
 */
export function warp(images: tf.Tensor4D, settings: Moves, step: number): tf.Tensor4D {
  if (!moves(settings)) return tf.clone(images);
  const [n, height, width, channels] = images.shape;
  const taps = tapsOf(height, width, settings, step);
  return tf.tidy(() => {
    const pixels = tf.reshape(tf.transpose(images, [1, 2, 0, 3]), [height * width, n * channels]);
    const parts = taps.map(({ indices, weights }) => {
      const gathered = tf.gather(pixels, tf.tensor1d(indices, 'int32'));
      return tf.mul(gathered, tf.tensor2d(weights, [height * width, 1]));
    });
    return tf.transpose(tf.reshape(tf.addN(parts), [height, width, n, channels]), [2, 0, 1, 3]);
  });
}

function tapsOf(height: number, width: number, { jitter, rotation, scaling, seed }: Moves, step: number): Taps[] {
  const random = new Random(seed, WARP_STREAM, step);
  const within = (most: number) => (2 * random.uniform() - 1) * most;
  const shift = [Math.round(within(jitter)), Math.round(within(jitter))] as const;
  const angle = (within(rotation) * Math.PI) / 180;
  const scale = 1 + within(scaling);
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
  const still = rotation === 0 && scaling === 0;
  const corners = still ? [[0, 0]] : [[0, 0], [0, 1], [1, 0], [1, 1]]; // prettier-ignore
  const taps = corners.map(() => ({
    indices: new Int32Array(height * width),
    weights: new Float32Array(height * width),
  }));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dy, dx] = [y - middleY, x - middleX];
      const fromY = middleY + cos * dy - sin * dx + shift[0];
      const fromX = middleX + sin * dy + cos * dx + shift[1];
      const [top, left] = still ? [Math.round(fromY), Math.round(fromX)] : [Math.floor(fromY), Math.floor(fromX)];
      const [belowShare, rightShare] = [fromY - top, fromX - left];
      corners.forEach(([down = 0, right = 0], k) => {
        const at = y * width + x;
        taps[k]!.indices[at] = mirrored(top + down, height) * width + mirrored(left + right, width);
        taps[k]!.weights[at] = still
          ? 1
          : (down === 1 ? belowShare : 1 - belowShare) * (right === 1 ? rightShare : 1 - rightShare);
      });
    }
  }
  return taps;
}

/** An index beyond the border, counted back from it without repeating the border itself. */
function mirrored(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - folded;
}
