/** A reader's pictures: as the network sees them, and every way in which a file can be none. */
import { expect } from '@open-wc/testing';
import { KitError } from '../../../../core/errors.js';
import { readHeader } from '../../../../core/data/images/header.js';
import { readImage } from '../../../../core/data/images/read.js';
import type { ImageFit } from '../../../../core/types.js';
import { mutateBytes } from '../../../helpers/mutate.js';
import { picture, pngHeader, quarters, turned } from './pictures.js';

const RED = [255, 0, 0];
const GREEN = [0, 255, 0];
const BLUE = [0, 0, 255];
const YELLOW = [255, 255, 0];
const WHITE = [255, 255, 255];

/** The four corner pixels, in reading order. */
function corners(pixels: Uint8Array, size: number): number[][] {
  const at = (y: number, x: number) => [...pixels.subarray((y * size + x) * 3, (y * size + x) * 3 + 3)];
  return [at(0, 0), at(0, size - 1), at(size - 1, 0), at(size - 1, size - 1)];
}
const read = (blob: Blob, fit?: ImageFit, size = 8) =>
  readImage(blob, 'photo', { height: size, width: size, ...(fit ? { fit } : {}) });

async function refusal(blob: Blob): Promise<KitError> {
  const error: unknown = await read(blob).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).to.be.instanceOf(KitError);
  return error as KitError;
}

describe('a reader’s picture', () => {
  it('comes out as it is where it has the right size', async () => {
    const noise = (context: OffscreenCanvasRenderingContext2D) => {
      const image = context.createImageData(8, 8);
      image.data.forEach((_, i) => (image.data[i] = i % 4 === 3 ? 255 : (i * 37) % 256));
      context.putImageData(image, 0, 0);
    };
    const pixels = await read(await picture(8, 8, noise));
    const expected = Array.from({ length: 256 }, (_, i) => (i * 37) % 256).filter((_, i) => i % 4 !== 3);
    expect([...pixels]).to.deep.equal(expected);
  });

  for (const [type, kind] of [
    ['image/png', 'png'],
    ['image/jpeg', 'jpeg'],
    ['image/webp', 'webp'],
  ] as const) {
    it(`is read from ${type}, whose size is known from the header`, async () => {
      const blob = await picture(80, 40, quarters, type);
      expect(readHeader(new Uint8Array(await blob.arrayBuffer()))).to.deep.equal({ kind, width: 80, height: 40 });
      const all = corners(await read(blob, 'stretch'), 8);
      [RED, GREEN, BLUE, YELLOW].forEach((colour, i) =>
        colour.forEach((level, c) => expect(Math.abs(all[i]![c]! - level), `${i}`).to.be.at.most(12)),
      );
    });
  }

  it('is cut to its middle, shown whole on white, or stretched', async () => {
    const wide = await picture(40, 10, (context) => {
      context.fillStyle = '#f00';
      context.fillRect(0, 0, 40, 10);
      context.fillStyle = '#0f0';
      context.fillRect(15, 0, 10, 10);
    });
    expect(new Set(corners(await read(wide), 8).map(String))).to.deep.equal(new Set([String(GREEN)]));
    expect(corners(await read(wide, 'stretch'), 8)).to.deep.equal([RED, RED, RED, RED]);
    const whole = await read(wide, 'contain');
    expect(corners(whole, 8)).to.deep.equal([WHITE, WHITE, WHITE, WHITE]);
    expect([...whole.subarray(8 * 3 * 3, 8 * 3 * 3 + 3)]).to.deep.equal(RED);
    const tall = await picture(10, 41, quarters);
    expect(corners(await read(tall), 8)).to.deep.equal([RED, GREEN, BLUE, YELLOW]);
  });

  it('is turned as its camera says', async () => {
    const jpeg = await picture(64, 64, quarters, 'image/jpeg');
    const near = async (orientation: number) => {
      const all = corners(await read(await turned(jpeg, orientation)), 8);
      return all.map((colour) => colour.map((level) => (level > 127 ? 255 : 0)));
    };
    expect(await near(1)).to.deep.equal([RED, GREEN, BLUE, YELLOW]);
    expect(await near(2)).to.deep.equal([GREEN, RED, YELLOW, BLUE]);
    expect(await near(3)).to.deep.equal([YELLOW, BLUE, GREEN, RED]);
    expect(await near(6)).to.deep.equal([BLUE, RED, YELLOW, GREEN]);
    expect(await near(8)).to.deep.equal([GREEN, YELLOW, RED, BLUE]);
  });

  it('lies on white where it is transparent', async () => {
    const glass = await picture(8, 8, (context) => {
      context.fillStyle = 'rgb(0 0 0 / 50%)';
      context.fillRect(4, 0, 4, 8);
    });
    const [left, right] = corners(await read(glass), 8);
    expect(left).to.deep.equal(WHITE);
    right!.forEach((level) => expect(level).to.be.within(126, 129));
  });

  it('may be a bitmap, which stays open for whoever has it', async () => {
    const bitmap = await createImageBitmap(await picture(16, 16, quarters));
    expect(corners(await readImage(bitmap, 'still', { height: 8, width: 8 }), 8)).to.deep.equal([
      RED,
      GREEN,
      BLUE,
      YELLOW,
    ]);
    expect(bitmap.width).to.equal(16);
    bitmap.close();
    const closed = await readImage(bitmap, 'still', { height: 8, width: 8 }).catch((thrown: KitError) => thrown.code);
    expect(closed).to.equal('bad-data');
  });

  it('may be large: 12 megapixels are read in bands', async () => {
    const large = await picture(4000, 3000, quarters, 'image/jpeg');
    const begin = performance.now();
    const all = corners(await read(large), 8);
    expect(performance.now() - begin).to.be.below(5000);
    expect(all[0]![0]).to.be.above(200);
  });

  const text = (source: string, type: string) => new Blob([source], { type });
  const heic = new Blob([Uint8Array.from([0, 0, 0, 24, ...new TextEncoder().encode('ftypheicmif1heic')])]);
  const cases: readonly [what: string, blob: Blob, words: RegExp][] = [
    ['nothing', new Blob([]), /^photo is empty\.$/],
    ['text', text('{"a": 1}', 'image/png'), /text, not a picture/],
    ['an HTML page', text('<!doctype html><p>', 'text/html'), /text, not a picture/],
    ['an SVG with a script', text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml'), /SVG drawing/],
    ['an SVG that calls itself PNG', text('<?xml version="1.0"?><svg width="3"/>', 'image/png'), /SVG drawing/],
    ['a HEIC that is not one', heic, /HEIC picture, which this browser can’t show/],
    ['a picture of no width', pngHeader(0, 10), /0 × 10 pixels: there is nothing to see/],
    ['one of 30,000 pixels', pngHeader(30_000, 20), /30,000 × 20 pixels; up to 16,384 a side/],
    ['one of 256 megapixels', pngHeader(16_000, 16_000), /64 megapixels/],
    ['a header alone', pngHeader(10, 10), /damaged/],
    ['noise', new Blob([Uint8Array.from({ length: 999 }, (_, i) => (i * 89) % 251)]), /no picture that a browser can show/],
  ]; // prettier-ignore
  for (const [what, blob, words] of cases) {
    it(`that is ${what} is refused in words`, async () => {
      const error = await refusal(blob);
      expect(error.message).to.match(words);
      expect(error.code).to.equal('bad-data');
    });
  }

  it('can’t be fitted to no size', async () => {
    const blob = await picture(8, 8, quarters);
    for (const size of [0, -1, 0.5, NaN, 1e6]) {
      const code = await read(blob, 'cover', size).catch((thrown: KitError) => thrown.code);
      expect(code).to.equal('invalid-argument');
    }
  });

  it('may be damaged in any way: 600 files, a picture or a sentence for each, soon', async function () {
    this.timeout(60_000);
    const kinds = await Promise.all(
      ['image/png', 'image/jpeg', 'image/webp'].map(
        async (type) => new Uint8Array(await (await picture(24, 17, quarters, type)).arrayBuffer()),
      ),
    );
    let [read_, refused, slowest] = [0, 0, 0];
    for (let seed = 0; seed < 600; seed++) {
      const begin = performance.now();
      try {
        expect(await read(new Blob([mutateBytes(kinds[seed % 3]!, seed)]))).to.have.length(192);
        read_ += 1;
      } catch (thrown) {
        if (!(thrown instanceof KitError)) throw new Error(`seed ${seed}`, { cause: thrown });
        expect(thrown.code).to.equal('bad-data');
        refused += 1;
      }
      slowest = Math.max(slowest, performance.now() - begin);
    }
    expect(slowest).to.be.below(2000);
    expect(read_).to.be.above(50);
    expect(refused).to.be.above(50);
  });
});
