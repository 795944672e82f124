/**
 * Zip archives of unknown origin, and our own. The directory is read here, within bounds and against limits, before
 * anything is unpacked; fflate unpacks, a piece at a time, and is stopped when more comes out than was announced.
 */
import { Inflate, zipSync, type ZipOptions } from 'fflate';
import { KitError } from '../../errors.js';

export interface ZipEntry {
  /** As the archive has it, with forward slashes; folders are left out. */
  readonly path: string;
  /** Bytes when unpacked. */
  readonly size: number;
  /** @throws KitError bad-data where it is damaged */
  readonly unpack: () => Uint8Array<ArrayBuffer>;
}

export interface ZipLimits {
  /** Bytes of all entries together when unpacked. */
  readonly maxBytes: number;
  readonly maxEntries: number;
}

/** Signatures and fixed lengths of the format (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16). */
const LOCAL = { signature: 0x04034b50, length: 30 };
const CENTRAL = { signature: 0x02014b50, length: 46 };
const END = { signature: 0x06054b50, length: 22 };
/** A comment of at most this many bytes may follow the end record. */
const MAX_COMMENT = 0xffff;
/** Packed bytes that are unpacked at once: at deflate's best ratio of 1,032 no more than 17 MB come out. */
const PIECE = 16 * 1024;
/**
 * Pieces in a row that nothing came out of. A block of stored bytes may take four; more means that the stream has ended,
 * and fflate would only gather what follows, copying all of it each time.
 */
const MAX_IDLE = 8;
const STORED = 0;
const DEFLATED = 8;

export function isZip(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  return first === LOCAL.signature || first === END.signature;
}

/**
 * Lists the files in an archive; nothing is unpacked yet.
 * @param name how sentences call the archive
 * @throws KitError bad-data: damaged, encrypted, in parts, over a limit
 */
export function readZip(bytes: Uint8Array, name: string, limits: ZipLimits): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (what: string) => new KitError('bad-data', `${name} is a damaged zip archive: ${what}.`);
  const end = findEnd(view);
  if (end === undefined) throw damaged('it ends before its list of files');
  const count = view.getUint16(end + 10, true);
  if (count > limits.maxEntries) {
    throw new KitError('bad-data', `${name} holds ${count} files; up to ${limits.maxEntries} are taken.`);
  }
  let at = view.getUint32(end + 16, true);
  let total = 0;
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL.length > end || view.getUint32(at, true) !== CENTRAL.signature)
      throw damaged('its list of files is cut off');
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const crc = view.getUint32(at + 16, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const rest = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const local = view.getUint32(at + 42, true);
    const next = at + CENTRAL.length + nameLength + rest;
    if (next > end) throw damaged('its list of files is cut off');
    const path = decodePath(bytes.subarray(at + CENTRAL.length, at + CENTRAL.length + nameLength));
    at = next;
    if (path.endsWith('/')) continue;
    total += size;
    if (total > limits.maxBytes) {
      throw new KitError('bad-data', `${name} unpacks to more than ${limits.maxBytes.toLocaleString('en-US')} bytes.`);
    }
    const unpack = (): Uint8Array<ArrayBuffer> => {
      if (flags & 1) throw new KitError('bad-data', `${path} in ${name} is encrypted.`);
      if (method !== STORED && method !== DEFLATED) {
        throw new KitError('bad-data', `${path} in ${name} is packed by an unknown method (${method}).`);
      }
      const begin = dataStart(view, local);
      if (begin === undefined || begin + packed > bytes.length) throw damaged(`${path} is not where it should be`);
      const data = bytes.subarray(begin, begin + packed);
      const out = method === STORED ? data.slice() : inflate(data, size);
      if (out?.length !== size || crc32(out) !== crc) throw damaged(`${path} can't be unpacked`);
      return out;
    };
    entries.push({ path, size, unpack });
  }
  return entries;
}

/** An archive of files by path; the same files always give the same bytes. */
export function writeZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  // Weights are noise to a packer; text is not.
  const options = (path: string) => ({ level: path.endsWith('.json') ? (6 as const) : (0 as const), mtime: EPOCH });
  const entries = Object.entries(files).map(([path, data]): [string, [Uint8Array, ZipOptions]] => [
    path,
    [data, options(path)],
  ]);
  return zipSync(Object.fromEntries(entries)) as Uint8Array<ArrayBuffer>;
}

/** The format counts years from 1980; a fixed time makes equal models equal files. */
const EPOCH = new Date(1980, 0, 1);

/** The last thing in the file, before a comment. */
function findEnd(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - END.length - MAX_COMMENT);
  for (let at = view.byteLength - END.length; at >= first; at--) {
    if (view.getUint32(at, true) === END.signature) return at;
  }
  return undefined;
}

function dataStart(view: DataView, local: number): number | undefined {
  if (local + LOCAL.length > view.byteLength || view.getUint32(local, true) !== LOCAL.signature) return undefined;
  return local + LOCAL.length + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
}

function decodePath(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll('\\', '/');
}

/** Undefined where the data is no deflate stream or gives more than `size` bytes. */
function inflate(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> | undefined {
  const out = new Uint8Array(size);
  let filled = 0;
  let idle = 0;
  const inflater = new Inflate((chunk) => {
    idle = chunk.length > 0 ? 0 : idle + 1;
    if (filled + chunk.length <= size) out.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < data.length && filled <= size && idle < MAX_IDLE; at += PIECE) {
      inflater.push(data.subarray(at, at + PIECE), at + PIECE >= data.length);
    }
  } catch {
    // fflate throws errors of its own on a bad stream; what is wrong in it helps nobody.
    return undefined;
  }
  return filled === size ? out : undefined;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

/** CRC-32 of ISO 3309, as zip and PNG use it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
