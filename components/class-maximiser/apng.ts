/**
 * Animated PNG from still ones of the same size: the browser compresses each frame, this file puts their data into one
 * stream (W3C, "Portable Network Graphics, third edition", 2025). It compresses nothing itself.
 */
import { KitError } from '../../core/index.js';

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const HEADER_BYTES = 8;
const CRC_BYTES = 4;

/**
 * @param frames whole PNG files of one size and colour type
 * @param delays of each frame, in ms
 * @throws KitError internal for no frames or frames of different sizes
 */
export function animate(frames: readonly Uint8Array[], delays: readonly number[]): Uint8Array<ArrayBuffer> {
  const split = frames.map(chunksOf);
  const header = split[0]?.find(({ type }) => type === 'IHDR');
  if (header === undefined) throw new KitError('internal', 'There are no frames to animate.');
  const out: Chunk[] = [header, { type: 'acTL', data: words(frames.length, 0) }];
  let sequence = 0;
  split.forEach((chunks, i) => {
    const own = chunks.find(({ type }) => type === 'IHDR');
    if (own === undefined || own.data.some((byte, k) => byte !== header.data[k])) {
      throw new KitError('internal', 'The frames differ in size, so they make no animation.');
    }
    const size = header.data.subarray(0, 8);
    // Width and height, offset 0, delay as a fraction of a second; nothing is disposed of or blended.
    const delay = new Uint8Array(6);
    new DataView(delay.buffer).setUint16(0, Math.round(delays[i] ?? 0));
    new DataView(delay.buffer).setUint16(2, 1000);
    out.push({ type: 'fcTL', data: joined([words(sequence++), size, words(0, 0), delay]) });
    for (const { type, data } of chunks) {
      if (type !== 'IDAT') continue;
      out.push(i === 0 ? { type, data } : { type: 'fdAT', data: joined([words(sequence++), data]) });
    }
  });
  out.push({ type: 'IEND', data: new Uint8Array() });
  return joined([SIGNATURE, ...out.map(written)]);
}

function chunksOf(png: Uint8Array): Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + HEADER_BYTES <= png.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + HEADER_BYTES));
    chunks.push({ type, data: png.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length) });
    at += HEADER_BYTES + length + CRC_BYTES;
  }
  return chunks;
}

function written({ type, data }: Chunk): Uint8Array {
  const body = joined([Uint8Array.from(type, (letter) => letter.charCodeAt(0)), data]);
  return joined([words(data.length), body, words(crc(body))]);
}

/** Big-endian 32-bit words. */
function words(...values: readonly number[]): Uint8Array {
  const out = new Uint8Array(4 * values.length);
  values.forEach((value, i) => new DataView(out.buffer).setUint32(4 * i, value));
  return out;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** CRC-32 of ISO 3309, bit by bit: frames are small. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
