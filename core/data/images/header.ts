/**
 * What kind of picture a file is and how large, from its first bytes, before a browser unpacks it: 40 bytes of PNG can
 * announce a billion pixels. Only looks; decoding is the browser's.
 */

export interface ImageHeader {
  /** `text` may be SVG, HTML or anything else that is no picture of pixels. */
  readonly kind: 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'avif' | 'heic' | 'svg' | 'text' | 'unknown';
  /** In pixels, as stored; undefined where the header does not say it in a known place. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** As many bytes as readHeader looks at: a JPEG keeps a preview and a colour profile before its size. */
export const HEADER_BYTES = 512 * 1024;

export function readHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length));
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') {
    return bytes.length >= 24
      ? { kind: 'png', width: view.getUint32(16), height: view.getUint32(20) }
      : { kind: 'png' };
  }
  if (text(0, 3) === '\xff\xd8\xff') return { kind: 'jpeg', ...jpegSize(view) };
  if (/^GIF8[79]a/.test(text(0, 6))) {
    return bytes.length >= 10
      ? { kind: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
      : { kind: 'gif' };
  }
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return { kind: 'webp', ...webpSize(view, text(12, 4)) };
  if (text(0, 2) === 'BM') {
    return bytes.length >= 26
      ? { kind: 'bmp', width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
      : { kind: 'bmp' };
  }
  if (text(4, 4) === 'ftyp') return brandOf(text(8, 24));
  return textKind(bytes);
}

/** Walks the segments to the one that starts a frame (ITU T.81, B.2.2); tables and previews lie before it. */
function jpegSize(view: DataView): Pick<ImageHeader, 'width' | 'height'> {
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // C0 to CF start frames, but for the tables C4, C8 and CC.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  return {};
}

/** RFC 9649: the extended, the lossless and the simple form keep the size in three ways. */
function webpSize(view: DataView, chunk: string): Pick<ImageHeader, 'width' | 'height'> {
  if (view.byteLength < 30) return {};
  const three = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  if (chunk === 'VP8X') return { width: three(24) + 1, height: three(27) + 1 };
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  return {};
}

/** The brands of an ISO media file; sizes lie too deep in it to be worth looking for. */
function brandOf(brands: string): ImageHeader {
  if (/avi[fs]/.test(brands)) return { kind: 'avif' };
  return { kind: /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands) ? 'heic' : 'unknown' };
}

function textKind(bytes: Uint8Array): ImageHeader {
  const start = new TextDecoder().decode(bytes.subarray(0, 1024));
  if (/^\s*<(\?xml|!--|!doctype svg|svg)/i.test(start) && /<svg[\s>]/i.test(start)) return { kind: 'svg' };
  return { kind: /^\s*[<{[]/.test(start) ? 'text' : 'unknown' };
}
