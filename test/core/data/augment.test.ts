/** Crops against plain slicing, mirrors, the published quirks, and the scale to [-1, 1]. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { augment, augmentedSize, scaleImages } from '../../../core/data/augment.js';
import { KitError } from '../../../core/errors.js';
import type { AugmentName } from '../../../core/types.js';

const SIDE = 32;

/** Images whose pixels say where they are: red the column, green the row, blue 100 + the image. */
function addressed(count: number): Uint8Array {
  return Uint8Array.from({ length: count * SIDE * SIDE * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const address = [pixel % SIDE, Math.floor(pixel / SIDE) % SIDE, 100 + Math.floor(pixel / (SIDE * SIDE))];
    return address[i % 3]!;
  });
}

interface Square {
  readonly top: number;
  readonly left: number;
  readonly mirrored: boolean;
  readonly swapped: boolean;
}

/** Finds by plain slicing the square of image `i` that `got` is, or fails. */
function findSquare(source: Uint8Array, i: number, got: Uint8Array, size: number): Square {
  const at = (y: number, x: number) => {
    const start = ((i * SIDE + y) * SIDE + x) * 3;
    return [...source.slice(start, start + 3)];
  };
  for (const swapped of [false, true]) {
    for (const mirrored of [false, true]) {
      for (let top = 0; top + size <= SIDE; top++) {
        for (let left = 0; left + size <= SIDE; left++) {
          const matches = (p: number) => {
            const x = p % size;
            const pixel = at(top + Math.floor(p / size), left + (mirrored ? size - 1 - x : x));
            if (swapped) pixel.reverse();
            return pixel.every((value, c) => value === got[p * 3 + c]);
          };
          if (Array.from({ length: size * size }, (_, p) => p).every(matches)) return { top, left, mirrored, swapped };
        }
      }
    }
  }
  return expect.fail(`image ${i} is no square of its original`);
}

function squares(mode: AugmentName, count: number, cropSize: number, seed: number, step: number): Square[] {
  const source = addressed(count);
  const { images, size } = augment(source, { mode, cropSize, seed, step });
  const bytes = size * size * 3;
  expect(images.length).to.equal(count * bytes);
  return Array.from({ length: count }, (_, i) =>
    findSquare(source, i, images.subarray(i * bytes, (i + 1) * bytes), size),
  );
}

const share = (list: readonly Square[], is: (square: Square) => boolean) => list.filter(is).length / list.length;

describe('augment', () => {
  it('crop: each image its own square of the original', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(1000), fc.integer({ min: 28, max: 32 }), (seed, step, size) => {
        for (const square of squares('crop', 3, size, seed, step)) {
          expect([square.mirrored, square.swapped]).to.deep.equal([false, false]);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('crop-mirror: offsets and mirrors are drawn per image and reach every value', () => {
    const drawn = [0, 1, 2].flatMap((step) => squares('crop-mirror', 60, 28, 11, step));
    expect(new Set(drawn.map(({ top }) => top)).size).to.equal(5);
    expect(new Set(drawn.map(({ left }) => left)).size).to.equal(5);
    expect(new Set(drawn.map(({ top, left }) => `${top},${left}`)).size).to.equal(25);
    // 180 coins: four standard deviations are 0.15.
    expect(share(drawn, ({ mirrored }) => mirrored)).to.be.closeTo(0.5, 0.15);
    expect(share(drawn, ({ swapped }) => swapped)).to.equal(0);
  });

  it('mirror: full images, half of them mirrored', () => {
    const drawn = squares('mirror', 100, 24, 5, 0);
    expect(share(drawn, ({ mirrored }) => mirrored)).to.be.closeTo(0.5, 0.2);
    expect(share(drawn, ({ swapped }) => swapped)).to.equal(0);
  });

  it('none: the full images, copied', () => {
    const source = addressed(2);
    const { images, size } = augment(source, { mode: 'none', cropSize: 24, seed: 1, step: 0 });
    expect(size).to.equal(SIDE);
    expect(images).to.deep.equal(source);
    expect(images.buffer).to.not.equal(source.buffer);
  });

  it('as-published: one offset for the whole batch, red and blue swapped instead of a mirror', () => {
    const offsets = new Set<string>();
    for (let step = 0; step < 12; step++) {
      const drawn = squares('as-published', 16, 28, 9, step);
      expect(new Set(drawn.map(({ top, left }) => `${top},${left}`)).size).to.equal(1);
      offsets.add(`${drawn[0]!.top},${drawn[0]!.left}`);
      expect(share(drawn, ({ mirrored }) => mirrored)).to.equal(0);
      expect(share(drawn, ({ swapped }) => swapped)).to.be.within(0.05, 0.95);
    }
    expect(offsets.size).to.be.above(6);
  });

  it('depends on seed and step and on nothing else', () => {
    const source = addressed(8);
    const run = (seed: number, step: number) =>
      augment(source, { mode: 'crop-mirror', cropSize: 24, seed, step }).images.join();
    expect(run(1, 2)).to.equal(run(1, 2));
    expect(new Set([run(1, 2), run(1, 3), run(2, 2)]).size).to.equal(3);
    expect(source).to.deep.equal(addressed(8));
  });

  it('says the size of its images beforehand', () => {
    for (const mode of ['none', 'crop', 'mirror', 'crop-mirror', 'as-published'] as const) {
      const { size } = augment(addressed(1), { mode, cropSize: 20, seed: 1, step: 0 });
      expect(augmentedSize(mode, 20)).to.equal(size);
    }
  });

  it('refuses a crop that does not fit and a mode that does not exist', () => {
    for (const cropSize of [33, 0, 23.5]) {
      expect(() => augment(addressed(1), { mode: 'crop', cropSize, seed: 1, step: 0 }))
        .to.throw(KitError, `A crop of ${cropSize} pixels does not fit images of 32 pixels.`)
        .with.property('code', 'invalid-argument');
    }
    expect(() => augment(addressed(1), { mode: 'rotate' as AugmentName, cropSize: 24, seed: 1, step: 0 }))
      .to.throw(KitError, 'There is no augmentation “rotate”.')
      .with.property('code', 'invalid-argument');
  });
});

describe('scaleImages', () => {
  it('is x / 127.5 − 1 for each byte', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const expected = [...bytes].map((byte) => Math.fround(byte / 127.5 - 1));
    expect([...scaleImages(bytes)]).to.deep.equal(expected);
    expect([expected[0], expected[255]]).to.deep.equal([-1, 1]);
    expect(scaleImages(new Uint8ClampedArray([0, 255]))).to.deep.equal(Float32Array.of(-1, 1));
  });
});
