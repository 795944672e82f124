/**
 * From the bytes of a data set's files to pixels and labels, exactly or not at all. The PNG reader is our own because
 * a canvas is not exact everywhere: browsers that resist fingerprinting add noise to what is read back from one. It
 * knows only what data sets use (8-bit RGB, not interlaced); the browser inflates. Not for a reader's own pictures.
 */
import { KitError } from '../errors.js';

/** Pixels of one image, and bytes of one. */
const IMAGE_PIXELS = 32 * 32;
export const IMAGE_BYTES = IMAGE_PIXELS * 3;

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/**
 * Reads a PNG of one 32×32 image per row of 1,024 RGB pixels.
 * @param count Number of images that the file should hold.
 * @param name How errors call the file; its URL.
 * @returns uint8 RGB, [count, 32, 32, 3].
 * @throws KitError bad-data where the file is not exactly that.
 */
export async function decodeImages(bytes: Uint8Array<ArrayBuffer>, count: number, name: string): Promise<Uint8Array> {
  if (!PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) throw notPng(bytes, name);
  const { header, compressed } = readChunks(bytes, name);
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  if (width !== IMAGE_PIXELS || height !== count) {
    throw new KitError(
      'bad-data',
      `${name} is ${width}×${height} pixels; ${count} images of 32×32, one per row, need ${IMAGE_PIXELS}×${count}.`,
    );
  }
  const [depth, colour, interlace] = [header.getUint8(8), header.getUint8(9), header.getUint8(12)];
  if (depth !== 8 || colour !== 2 || interlace !== 0) {
    throw new KitError('bad-data', `${name} is not an 8-bit RGB PNG without transparency and interlacing.`);
  }
  return inflateRows(compressed, count, name);
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

/** Servers often answer a wrong address with a page and status 200. */
export function looksLikeHtml(bytes: Uint8Array): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml|!--)/i.test(new TextDecoder().decode(bytes.subarray(0, 256)));
}

/** Collects the image data; a file that ends before its last chunk is cut off. */
function readChunks(bytes: Uint8Array<ArrayBuffer>, name: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const compressed: Uint8Array<ArrayBuffer>[] = [];
  let header: DataView | undefined;
  let at: number = PNG_SIGNATURE.length;
  // A chunk is its length, four letters, the data and a checksum.
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const start = at + 8;
    if (start + length + 4 > bytes.length) break;
    if (type === 'IHDR' && length === 13) header = new DataView(bytes.buffer, bytes.byteOffset + start, length);
    else if (type === 'IDAT') compressed.push(bytes.subarray(start, start + length));
    else if (type === 'IEND') {
      if (!header) throw new KitError('bad-data', `${name} is a PNG without a header.`);
      return { header, compressed };
    }
    at = start + length + 4;
  }
  throw new KitError(
    'bad-data',
    `${name} is cut off: it ends after ${bytes.length} bytes, in the middle of the image.`,
  );
}

/** Inflates and undoes the row filters as the data comes, so that no second copy of all pixels is held. */
async function inflateRows(compressed: Uint8Array<ArrayBuffer>[], count: number, name: string): Promise<Uint8Array> {
  const stride = IMAGE_BYTES + 1;
  const pixels = new Uint8Array(count * IMAGE_BYTES);
  const row = new Uint8Array(stride);
  let filled = 0;
  let y = 0;
  const reader = new Blob(compressed).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let from = 0; from < value.length;) {
        const taken = Math.min(stride - filled, value.length - from);
        row.set(value.subarray(from, from + taken), filled);
        from += taken;
        filled += taken;
        if (filled < stride) break;
        if (y === count) throw new KitError('bad-data', `${name} holds more pixels than its header says.`);
        unfilterRow(row, pixels, y++, name);
        filled = 0;
      }
    }
  } catch (thrown) {
    await reader.cancel().catch(() => undefined);
    if (thrown instanceof KitError) throw thrown;
    throw new KitError('bad-data', `${name} is damaged: its pixels can't be unpacked.`, { cause: thrown });
  }
  if (y !== count || filled !== 0) {
    throw new KitError('bad-data', `${name} is damaged: it holds ${y} rows of pixels, its header says ${count}.`);
  }
  return pixels;
}

/** Undoes the PNG filter of one row (PNG specification, section 9); row[0] is the filter's number. */
function unfilterRow(row: Uint8Array, pixels: Uint8Array, y: number, name: string): void {
  const start = y * IMAGE_BYTES;
  const out = pixels.subarray(start, start + IMAGE_BYTES);
  const above = y > 0 ? pixels.subarray(start - IMAGE_BYTES, start) : new Uint8Array(IMAGE_BYTES);
  out.set(row.subarray(1));
  switch (row[0]) {
    case 0:
      return;
    case 1:
      for (let i = 3; i < IMAGE_BYTES; i++) out[i]! += out[i - 3]!;
      return;
    case 2:
      for (let i = 0; i < IMAGE_BYTES; i++) out[i]! += above[i]!;
      return;
    case 3:
      for (let i = 0; i < IMAGE_BYTES; i++) out[i]! += ((i < 3 ? 0 : out[i - 3]!) + above[i]!) >> 1;
      return;
    case 4:
      for (let i = 0; i < 3; i++) out[i]! += above[i]!;
      for (let i = 3; i < IMAGE_BYTES; i++) out[i]! += paeth(out[i - 3]!, above[i]!, above[i - 3]!);
      return;
    default:
      throw new KitError('bad-data', `${name} is damaged: row ${y} has the unknown filter ${row[0]}.`);
  }
}

/** Of left, above and above left, the one nearest to left + above − above left. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
