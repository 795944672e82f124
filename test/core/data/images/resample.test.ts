/** The resampler against slow sums written another way, and what must hold for any picture. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { resampler } from '../../../../core/data/images/resample.js';
import { randomArray } from '../../../helpers/tensors.js';

type Size = readonly [height: number, width: number];

function resample(rgba: Uint8ClampedArray, from: Size, to: Size): Uint8Array {
  const target = resampler(from, to);
  for (let y = 0; y < from[0]; y++) target.row(rgba, y * from[1] * 4);
  return target.finish();
}

function picture([h, w]: Size, seed: number): Uint8ClampedArray {
  return Uint8ClampedArray.from(randomArray(h * w * 4, seed, 0, 256));
}

/** Share of old pixel j in new pixel i, straight from the definition. */
function share(i: number, j: number, from: number, to: number): number {
  const scale = from / to;
  if (scale > 1) return Math.max(0, Math.min((i + 1) * scale, j + 1) - Math.max(i * scale, j)) / scale;
  const centre = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), from - 1);
  return Math.max(0, 1 - Math.abs(centre - j));
}

const side = fc.integer({ min: 1, max: 9 });
const size = fc.tuple(side, side);

describe('the resampler', () => {
  it('follows its definition', () => {
    fc.assert(
      fc.property(size, size, fc.nat(1000), (from, to, seed) => {
        const rgba = picture(from, seed);
        const actual = resample(rgba, from, to);
        for (let y = 0; y < to[0]; y++) {
          for (let x = 0; x < to[1]; x++) {
            for (let c = 0; c < 3; c++) {
              let sum = 0;
              for (let v = 0; v < from[0]; v++) {
                for (let u = 0; u < from[1]; u++) {
                  sum += share(y, v, from[0], to[0]) * share(x, u, from[1], to[1]) * rgba[(v * from[1] + u) * 4 + c]!;
                }
              }
              // Sums in another order may fall on the other side of a half.
              expect(Math.abs(actual[(y * to[1] + x) * 3 + c]! - sum)).to.be.at.most(0.5 + 1e-9);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves a picture of the right size as it is', () => {
    const rgba = picture([5, 7], 1);
    const rgb = rgba.filter((_, i) => i % 4 !== 3);
    expect([...resample(rgba, [5, 7], [5, 7])]).to.deep.equal([...rgb]);
  });

  it('keeps a plain colour, and mirrors what is mirrored', () => {
    fc.assert(
      fc.property(size, size, fc.nat(255), fc.nat(1000), (from, to, level, seed) => {
        const plain = new Uint8ClampedArray(from[0] * from[1] * 4).fill(level);
        expect(new Set(resample(plain, from, to))).to.deep.equal(new Set([level]));
        const rgba = picture(from, seed);
        const backwards = new Uint8ClampedArray(rgba.length);
        for (let p = 0; p < rgba.length; p += 4) backwards.set(rgba.subarray(p, p + 4), rgba.length - 4 - p);
        const there = resample(rgba, from, to);
        const back = resample(backwards, from, to);
        for (let p = 0; p < there.length; p += 3) {
          for (let c = 0; c < 3; c++) {
            expect(Math.abs(there[p + c]! - back[back.length - 3 - p + c]!)).to.be.at.most(1);
          }
        }
      }),
    );
  });

  it('means over areas: four pixels to one', () => {
    const rgba = Uint8ClampedArray.from([0, 10, 255, 9, 2, 20, 255, 9, 4, 30, 0, 9, 5, 40, 0, 9]);
    expect([...resample(rgba, [2, 2], [1, 1])]).to.deep.equal([3, 25, 128]);
  });
});
