/** A reader's own picture as what stands for "nothing to see". */
import type { ModelSession, PlainTensor } from '../../core/index.js';

/**
 * @param size [height, width] in pixels
 * @returns [h, w, 3] in [-1, 1]
 * @throws KitError bad-data for what is no picture
 */
export async function baselineFrom(
  session: ModelSession,
  file: File,
  size: readonly [number, number],
): Promise<PlainTensor> {
  const { fitPicture } = await import('../shared/fit-picture.js');
  const { data, shape } = await fitPicture(session, file, file.name, size, { priority: 'gesture' });
  return { data: Float32Array.from(data, (value) => value / 127.5 - 1), shape };
}
