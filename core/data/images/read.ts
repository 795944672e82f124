/**
 * A reader's own picture as the network will see it: checked, turned as its camera says, laid over white, cut and fitted
 * to the size of the network's input. Each fault is an error in words with the file's name. Nothing is uploaded.
 */
import { KitError } from '../../errors.js';
import type { ImageFit } from '../../types.js';
import { HEADER_BYTES, readHeader } from './header.js';
import { resampler } from './resample.js';

export interface ReadImageOptions {
  readonly height: number;
  readonly width: number;
  /** Default cover. */
  readonly fit?: ImageFit | undefined;
}

/** A longer side is more than browsers promise to draw. */
export const MAX_IMAGE_SIDE = 16_384;
/** 64 megapixels: the largest common camera; unpacked, 256 MB. */
export const MAX_IMAGE_PIXELS = 64_000_000;
/** A picture in a file of more bytes than this is none that a page should unpack. */
export const MAX_IMAGE_BYTES = 100 * 1024 * 1024;
/** Pixels that are read from the canvas at once: 4 MB. */
const BAND_PIXELS = 1_000_000;

/**
 * @param name how sentences call the picture
 * @returns uint8 RGB, [height, width, 3]
 * @throws KitError bad-data: empty, no picture, SVG, too large, damaged, in a format that this browser does not know;
 *   invalid-argument for a size that is none
 */
export async function readImage(
  picture: Blob | ImageBitmap,
  name: string,
  { height, width, fit = 'cover' }: ReadImageOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || side < 1 || side > MAX_IMAGE_SIDE) {
      throw new KitError('invalid-argument', `A picture can't be fitted to ${height} × ${width} pixels.`);
    }
  }
  const bitmap = picture instanceof Blob ? await decode(picture, name) : picture;
  try {
    checkSize(bitmap.width, bitmap.height, name);
    return draw(bitmap, height, width, fit);
  } finally {
    if (picture instanceof Blob) bitmap.close();
  }
}

async function decode(blob: Blob, name: string): Promise<ImageBitmap> {
  if (blob.size === 0) throw bad(name, 'is empty');
  if (blob.size > MAX_IMAGE_BYTES) throw bad(name, `is larger than ${MAX_IMAGE_BYTES / 1024 / 1024} MiB`);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await blob.slice(0, HEADER_BYTES).arrayBuffer());
  } catch (cause) {
    throw bad(name, 'could not be read; was it moved or changed?', cause);
  }
  const { kind, width, height } = readHeader(bytes);
  if (kind === 'svg') throw bad(name, 'is an SVG drawing, which has no pixels of its own; save it as PNG');
  if (kind === 'text') throw bad(name, 'is text, not a picture');
  if (width !== undefined && height !== undefined) checkSize(width, height, name);
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch (cause) {
    if (kind === 'heic') throw bad(name, 'is a HEIC picture, which this browser can’t show; save it as JPEG', cause);
    if (kind === 'avif') throw bad(name, 'is an AVIF picture that this browser can’t show; save it as JPEG', cause);
    throw bad(
      name,
      kind === 'unknown' ? 'is no picture that a browser can show' : 'is damaged: it can’t be unpacked',
      cause,
    );
  }
}

function checkSize(width: number, height: number, name: string): void {
  if (width === 0 || height === 0) throw bad(name, `is ${width} × ${height} pixels: there is nothing to see`);
  if (width > MAX_IMAGE_SIDE || height > MAX_IMAGE_SIDE || width * height > MAX_IMAGE_PIXELS) {
    const [w, h] = [width, height].map((side) => side.toLocaleString('en-US'));
    throw bad(
      name,
      `is ${w} × ${h} pixels; up to ${MAX_IMAGE_SIDE.toLocaleString('en-US')} a side and ` +
        `${MAX_IMAGE_PIXELS / 1e6} megapixels are taken`,
    );
  }
}

/** Reads the part that is shown in bands of rows at its own size, and fits it by our own arithmetic. */
function draw(bitmap: ImageBitmap, height: number, width: number, fit: ImageFit): Uint8Array<ArrayBuffer> {
  const { left, top, w, h } = shownPart(bitmap, height / width, fit);
  const inner = fit === 'contain' ? insideSize(bitmap, height, width) : { height, width };
  const target = resampler([h, w], [inner.height, inner.width]);
  const rows = Math.max(1, Math.min(h, Math.floor(BAND_PIXELS / w)));
  const canvas = new OffscreenCanvas(w, rows);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new KitError('out-of-memory', 'The browser gave no canvas to read the picture with.');
  context.imageSmoothingEnabled = false;
  for (let y = 0; y < h; y += rows) {
    const band = Math.min(rows, h - y);
    context.fillStyle = '#fff';
    context.fillRect(0, 0, w, band);
    context.drawImage(bitmap, left, top + y, w, band, 0, 0, w, band);
    const { data } = context.getImageData(0, 0, w, band);
    for (let row = 0; row < band; row++) target.row(data, row * w * 4);
  }
  return onWhite(target.finish(), inner, height, width);
}

/** For cover the largest part in the middle that has the proportions of the target; else everything. */
function shownPart({ width, height }: ImageBitmap, ratio: number, fit: ImageFit) {
  if (fit !== 'cover') return { left: 0, top: 0, w: width, h: height };
  const w = Math.max(1, Math.min(width, Math.round(height / ratio)));
  const h = Math.max(1, Math.min(height, Math.round(width * ratio)));
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), w, h };
}

function insideSize(bitmap: ImageBitmap, height: number, width: number): { height: number; width: number } {
  const scale = Math.min(height / bitmap.height, width / bitmap.width);
  const side = (length: number, most: number) => Math.max(1, Math.min(most, Math.round(length * scale)));
  return { height: side(bitmap.height, height), width: side(bitmap.width, width) };
}

function onWhite(
  pixels: Uint8Array<ArrayBuffer>,
  inner: { readonly height: number; readonly width: number },
  height: number,
  width: number,
): Uint8Array<ArrayBuffer> {
  if (inner.height === height && inner.width === width) return pixels;
  const whole = new Uint8Array(height * width * 3).fill(255);
  const top = Math.floor((height - inner.height) / 2);
  const left = Math.floor((width - inner.width) / 2);
  for (let y = 0; y < inner.height; y++) {
    const row = pixels.subarray(y * inner.width * 3, (y + 1) * inner.width * 3);
    whole.set(row, ((top + y) * width + left) * 3);
  }
  return whole;
}

function bad(name: string, problem: string, cause?: unknown): KitError {
  const sentence = `${name} ${problem}`;
  return new KitError(
    'bad-data',
    /[.?!]$/.test(sentence) ? sentence : `${sentence}.`,
    cause === undefined ? {} : { cause },
  );
}
