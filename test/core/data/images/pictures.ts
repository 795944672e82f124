/** Pictures for tests, made by the browser or by hand. */

export type Paint = (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => void;

export async function picture(width: number, height: number, paint: Paint, type = 'image/png'): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  paint(canvas.getContext('2d')!, width, height);
  return canvas.convertToBlob({ type, quality: 1 });
}

/** Four quarters: red, green, blue, yellow, in reading order. */
export const quarters: Paint = (context, width, height) => {
  ['#f00', '#0f0', '#00f', '#ff0'].forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect((i % 2) * (width / 2), Math.floor(i / 2) * (height / 2), width / 2, height / 2);
  });
};

/** A JPEG as a camera writes it that was held another way (EXIF, orientation 1 to 8). */
export async function turned(jpeg: Blob, orientation: number): Promise<Blob> {
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  const exif = [
    ...[0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0], // APP1, its length, "Exif"
    ...[0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8], // big-endian TIFF, first directory at 8
    ...[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0], // one entry: Orientation, SHORT
  ];
  return new Blob([bytes.slice(0, 2), new Uint8Array(exif), bytes.slice(2)], { type: 'image/jpeg' });
}

/** The first bytes of a PNG that says it has that size. */
export function pngHeader(width: number, height: number): Blob {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return new Blob([bytes], { type: 'image/png' });
}
