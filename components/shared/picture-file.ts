/**
 * A picture file of the reader's as the network will see it: decoded by the browser, cut to the middle square, shrunk or
 * enlarged to the network's size by area. The picture never leaves the page.
 */
import { KitError } from '../../core/index.js';
import type { PlainTensor } from '../../core/index.js';

/** Beyond this many pixels decoding alone could take a phone's memory. */
const MOST_PIXELS = 64e6;

/**
 * @param size [height, width] in pixels
 * @returns uint8 RGB, [height, width, 3]; what is transparent lies on white
 * @throws KitError bad-data for a file that is no picture or one too large
 */
export async function readPicture(
  file: Blob,
  size: readonly [number, number],
  name: string,
): Promise<PlainTensor<Uint8Array>> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch (cause) {
    throw new KitError('bad-data', `“${name}” is no picture that this browser can read. PNG, JPEG and WebP work.`, {
      cause,
    });
  }
  try {
    const { width, height } = bitmap;
    if (width * height > MOST_PIXELS) {
      throw new KitError(
        'bad-data',
        `“${name}” has ${width} × ${height} pixels. Up to 64 million work; make it smaller.`,
      );
    }
    const side = Math.min(width, height);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = side;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new KitError('internal', 'The browser gave no canvas to read the picture with.');
    context.fillStyle = 'white';
    context.fillRect(0, 0, side, side);
    context.drawImage(bitmap, -Math.floor((width - side) / 2), -Math.floor((height - side) / 2));
    return fitted(context.getImageData(0, 0, side, side).data, side, size);
  } finally {
    bitmap.close();
  }
}

/**
 * Each pixel is the mean of the square of the source that it covers, parts of pixels counting as parts: the same in every
 * browser, unlike a canvas's own smoothing.
 * @param source RGBA of side × side pixels
 */
export function fitted(
  source: Uint8ClampedArray,
  side: number,
  [height, width]: readonly [number, number],
): PlainTensor<Uint8Array> {
  const rows = covers(side, height);
  const columns = covers(side, width);
  const data = new Uint8Array(height * width * 3);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      let [r, g, b, area] = [0, 0, 0, 0];
      for (const [i, down] of row) {
        for (const [j, along] of column) {
          const at = 4 * (i * side + j);
          const weight = down * along;
          r += weight * source[at]!;
          g += weight * source[at + 1]!;
          b += weight * source[at + 2]!;
          area += weight;
        }
      }
      const to = 3 * (y * width + x);
      data[to] = Math.round(r / area);
      data[to + 1] = Math.round(g / area);
      data[to + 2] = Math.round(b / area);
    });
  });
  return { data, shape: [height, width, 3] };
}

/** For each of `cells` cells along a line of `length` pixels: which pixels it covers, and how much of each. */
function covers(length: number, cells: number): (readonly [pixel: number, share: number])[][] {
  const size = length / cells;
  return Array.from({ length: cells }, (_, cell) => {
    const [from, to] = [cell * size, (cell + 1) * size];
    const first = Math.floor(from);
    const last = Math.min(length - 1, Math.ceil(to) - 1);
    return Array.from({ length: last - first + 1 }, (__, i) => {
      const pixel = first + i;
      return [pixel, Math.min(to, pixel + 1) - Math.max(from, pixel)] as const;
    });
  });
}
