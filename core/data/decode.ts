/**
 * From the bytes of a data set's files to pixels and labels, exactly or not at all. A library reads the PNGs, not the
 * browser's canvas: browsers that resist fingerprinting add noise to what is read back from one. Not for a reader's own
 * pictures.
 */
import { decode, type DecodedPng } from 'fast-png';
import { KitError } from '../errors.js';
import { looksLikeHtml } from './looks-like-html.js';

/** Pixels of one image, and bytes of one. */
const IMAGE_PIXELS = 32 * 32;
export const IMAGE_BYTES = IMAGE_PIXELS * 3;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
/** Where the header chunk, always the first, has the image's width and height (PNG specification, section 11.2.1). */
const WIDTH_AT = 16;
const HEIGHT_AT = 20;

/**
 * Reads a PNG of one 32×32 image per row of 1,024 RGB pixels.
 * @param count Number of images that the file should hold.
 * @param name How errors call the file; its URL.
 * @returns uint8 RGB, [count, 32, 32, 3].
 * @throws KitError bad-data where the file is not exactly that.
 */
export function decodeImages(bytes: Uint8Array, count: number, name: string): Uint8Array {
  if (!PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) throw notPng(bytes, name);
  checkSize(bytes, count, name);
  let image: DecodedPng;
  try {
    image = decode(bytes, { checkCrc: true });
  } catch (cause) {
    throw new KitError('bad-data', `${name} is damaged or cut off: it can't be unpacked as a PNG.`, { cause });
  }
  const { data, depth, channels } = image;
  if (depth !== 8 || channels !== 3 || !(data instanceof Uint8Array) || data.length !== count * IMAGE_BYTES) {
    throw new KitError('bad-data', `${name} is not an 8-bit RGB PNG without transparency.`);
  }
  return data;
}

/** Before anything is unpacked: a small file may claim, and unpack to, gigabytes. */
function checkSize(bytes: Uint8Array, count: number, name: string): void {
  if (bytes.length < HEIGHT_AT + 4) throw new KitError('bad-data', `${name} is cut off: it holds no image.`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [header.getUint32(WIDTH_AT), header.getUint32(HEIGHT_AT)];
  if (width === IMAGE_PIXELS && height === count) return;
  throw new KitError(
    'bad-data',
    `${name} is ${width}×${height} pixels; ${count} images of 32×32, one per row, need ${IMAGE_PIXELS}×${count}.`,
  );
}

/**
 * Reads a JSON array of class indices.
 * @param classes Number of classes; every label is in [0, classes).
 * @throws KitError bad-data where it is not an array of `count` such numbers.
 */
export function decodeLabels(bytes: Uint8Array, count: number, classes: number, name: string): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  let labels: unknown;
  try {
    labels = JSON.parse(text);
  } catch (cause) {
    const what = looksLikeHtml(bytes) ? 'is an HTML page instead of JSON' : 'is not complete, valid JSON';
    throw new KitError('bad-data', `${name} ${what}.`, { cause });
  }
  if (!Array.isArray(labels)) throw new KitError('bad-data', `${name} is not a JSON array of labels.`);
  if (labels.length !== count) {
    throw new KitError('bad-data', `${name} holds ${labels.length} labels for ${count} images.`);
  }
  const wrong = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong >= 0) {
    const shown = JSON.stringify(labels[wrong]);
    throw new KitError(
      'bad-data',
      `Label ${wrong} in ${name} is ${shown}, not a whole number from 0 to ${classes - 1}.`,
    );
  }
  return Uint8Array.from(labels as number[]);
}

function notPng(bytes: Uint8Array, name: string): KitError {
  if (bytes.length === 0) return new KitError('bad-data', `${name} is empty.`);
  if (looksLikeHtml(bytes)) {
    return new KitError('bad-data', `${name} is an HTML page instead of a PNG; is the address right?`);
  }
  return new KitError('bad-data', `${name} is not a PNG image.`);
}
