/**
 * What happens to a batch of images before the network sees it: crop and mirror, decided by seed and step, and the
 * scale from bytes to [-1, 1]. Plain arrays on the host; no tensors.
 */
import { KitError } from '../errors.js';
import type { AugmentName } from '../types.js';
import { Random } from './random.js';

/** Keeps these draws apart from those of initialisation and batches under the same seed. */
const AUGMENT_STREAM = 0x6175;

export interface AugmentOptions {
  readonly mode: AugmentName;
  /** Side of the crop in pixels; used by the modes that crop. */
  readonly cropSize: number;
  readonly seed: number;
  readonly step: number;
  /** Another number gives other draws for the same step. Default 0. */
  readonly view?: number;
  /** Side of the square images that come in. Default 32. */
  readonly imageSize?: number;
}

export interface AugmentedImages {
  /** uint8 RGB, [n, size, size, 3]. */
  readonly images: Uint8Array;
  readonly size: number;
}

/** Side in pixels of the images that a mode gives. */
export function augmentedSize(mode: AugmentName, cropSize: number, imageSize = 32): number {
  return mode === 'none' || mode === 'mirror' ? imageSize : cropSize;
}

/**
 * - `none`: the full images as they are.
 * - `crop`: from each image its own random square.
 * - `mirror`: each image mirrored left to right with probability ½.
 * - `crop-mirror`: both.
 * - `as-published`: what the notebooks of the TMLSS 2018 practical do: one offset for the crop of the whole batch, and
 *   a "flip" with probability ½ per image that reverses the channels (red and blue swapped) instead of the columns.
 *
 * @param images uint8 RGB, [n, imageSize, imageSize, 3]; not changed.
 * @throws KitError invalid-argument for a crop that does not fit the image, or an unknown mode.
 */
export function augment(images: Uint8Array, options: AugmentOptions): AugmentedImages {
  const { mode, cropSize, seed, step, view = 0, imageSize = 32 } = options;
  const { crop, mirror, published } = plan(mode);
  const size = augmentedSize(mode, cropSize, imageSize);
  if (!Number.isInteger(size) || size < 1 || size > imageSize) {
    throw new KitError('invalid-argument', `A crop of ${size} pixels does not fit images of ${imageSize} pixels.`);
  }
  const imageBytes = imageSize * imageSize * 3;
  const count = images.length / imageBytes;
  const out = new Uint8Array(count * size * size * 3);
  const random = new Random(seed, AUGMENT_STREAM, step, ...(view === 0 ? [] : [view]));
  const offsets = imageSize - size + 1;
  const draw = () => ({ top: crop ? random.int(offsets) : 0, left: crop ? random.int(offsets) : 0 });
  const shared = published ? draw() : undefined;
  for (let i = 0; i < count; i++) {
    const { top, left } = shared ?? draw();
    const flip = (mirror || published) && random.uniform() < 0.5;
    const corner = i * imageBytes + (top * imageSize + left) * 3;
    const target = out.subarray(i * size * size * 3, (i + 1) * size * size * 3);
    copySquare(images, corner, imageSize * 3, target, size);
    if (flip && published) swapRedAndBlue(target);
    else if (flip) mirrorColumns(target, size);
  }
  return { images: out, size };
}

function plan(mode: AugmentName): { crop: boolean; mirror: boolean; published: boolean } {
  switch (mode) {
    case 'none':
      return { crop: false, mirror: false, published: false };
    case 'crop':
      return { crop: true, mirror: false, published: false };
    case 'mirror':
      return { crop: false, mirror: true, published: false };
    case 'crop-mirror':
      return { crop: true, mirror: true, published: false };
    case 'as-published':
      return { crop: true, mirror: false, published: true };
    default:
      throw new KitError('invalid-argument', `There is no augmentation “${String(mode)}”.`);
  }
}

function copySquare(source: Uint8Array, corner: number, rowBytes: number, target: Uint8Array, size: number): void {
  for (let y = 0; y < size; y++) {
    const from = corner + y * rowBytes;
    target.set(source.subarray(from, from + size * 3), y * size * 3);
  }
}

function mirrorColumns(image: Uint8Array, size: number): void {
  for (let row = 0; row < image.length; row += size * 3) {
    for (let left = row, right = row + (size - 1) * 3; left < right; left += 3, right -= 3) {
      for (let c = 0; c < 3; c++) {
        const held = image[left + c]!;
        image[left + c] = image[right + c]!;
        image[right + c] = held;
      }
    }
  }
}

function swapRedAndBlue(image: Uint8Array): void {
  for (let p = 0; p < image.length; p += 3) {
    const red = image[p]!;
    image[p] = image[p + 2]!;
    image[p + 2] = red;
  }
}

const SCALED = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/** Bytes to [-1, 1]: x / 127.5 − 1, in the order they come. */
export function scaleImages(images: Uint8Array | Uint8ClampedArray): Float32Array {
  const scaled = new Float32Array(images.length);
  for (let i = 0; i < images.length; i++) scaled[i] = SCALED[images[i]!]!;
  return scaled;
}
