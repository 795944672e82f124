/**
 * A picture of the reader's, or a held-out image of another size, as the network will see it. The worker reads and fits
 * it, the same in every browser; it never leaves the page.
 */
import { KitError } from '../../core/index.js';
import type { ModelSession, PlainTensor } from '../../core/index.js';

/** uint8 RGB, [h, w, 3]. */
export type Pixels = PlainTensor<Uint8Array>;

/**
 * @param size [height, width] in pixels
 * @throws KitError bad-data for what is no picture
 */
export async function fitPicture(
  session: ModelSession,
  picture: Blob | ImageBitmap,
  name: string,
  [height, width]: readonly [number, number],
  options: { readonly signal?: AbortSignal; readonly priority?: 'gesture' | 'visible' } = {},
): Promise<Pixels> {
  const { images, faults } = await session.ask('images.fit', { pictures: [{ name, picture }], height, width }, options);
  if (faults[0] !== undefined) throw KitError.revive(faults[0].error);
  return { data: images.data, shape: [height, width, 3] };
}

/** Pixels at the size that a network takes; the same pixels where they have it. */
export async function resized(
  session: ModelSession,
  pixels: Pixels,
  size: readonly [number, number],
  options: Parameters<typeof fitPicture>[4],
): Promise<Pixels> {
  const [height = 0, width = 0] = pixels.shape;
  if (height === size[0] && width === size[1]) return pixels;
  const rgba = new ImageData(width, height);
  for (let i = 0; i < width * height; i += 1) {
    rgba.data.set(pixels.data.subarray(3 * i, 3 * i + 3), 4 * i);
    rgba.data[4 * i + 3] = 255;
  }
  return fitPicture(session, await createImageBitmap(rgba), 'the image', size, options);
}
