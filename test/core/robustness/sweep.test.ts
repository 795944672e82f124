/** Views against plain slicing, padding by hand, rotation of a picture that turns into itself, and every refused sweep. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { KitError } from '../../../core/errors.js';
import { footprint, middleOf, neighbours, planSweep, similarityAffine } from '../../../core/robustness/sweep.js';
import { isExact, tapsOf, viewOf, writeView } from '../../../core/robustness/views.js';
import type { SweepSettings } from '../../../core/types.js';
import { randomArray } from '../../helpers/tensors.js';

/** View `index` of an image of random numbers, and the image. */
function viewed(settings: SweepSettings, height: number, width: number, index: number, channels = 1) {
  const image = randomArray(height * width * channels, 7);
  const sweep = planSweep(settings, height, width);
  const out = new Float32Array(sweep.viewHeight * sweep.viewWidth * channels);
  writeView(image, channels, tapsOf(sweep, sweep.views[index]!), out, 0);
  return { image, sweep, out };
}

const refused = (settings: SweepSettings, height = 32, width = 32): string => {
  try {
    planSweep(settings, height, width);
  } catch (thrown) {
    expect(thrown).to.be.instanceOf(KitError).with.property('code', 'invalid-argument');
    return (thrown as KitError).message;
  }
  throw new Error('The sweep was not refused.');
};

describe('sweeps', () => {
  it('crops are slices, edges included, and say which pixels they do not reach', () => {
    const shapes = fc.record({
      height: fc.integer({ min: 2, max: 13 }),
      width: fc.integer({ min: 2, max: 13 }),
      size: fc.integer({ min: 1, max: 13 }),
      stride: fc.integer({ min: 1, max: 5 }),
      channels: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(shapes, ({ height, width, size, stride, channels }) => {
        fc.pre(size <= Math.min(height, width));
        const sweep = planSweep({ transform: 'crops', cropSize: size, stride }, height, width);
        let found = 0;
        for (let top = 0; top + size <= height; top += stride) {
          for (let left = 0; left + size <= width; left += stride, found++) {
            const { image, out } = viewed(
              { transform: 'crops', cropSize: size, stride },
              height,
              width,
              found,
              channels,
            );
            for (let y = 0; y < size; y++) {
              const from = ((top + y) * width + left) * channels;
              expect([...out.subarray(y * size * channels, (y + 1) * size * channels)]).to.deep.equal([
                ...image.subarray(from, from + size * channels),
              ]);
            }
          }
        }
        expect(sweep.views.length).to.equal(found);
        const last = sweep.views.at(-1)!;
        expect(last.x + size + sweep.unreached.right).to.equal(width);
        expect(last.y + size + sweep.unreached.bottom).to.equal(height);
      }),
      { numRuns: 60 },
    );
  });

  it('81 crops of 24 × 24 at stride 1 over 32 × 32, with 144 moves by a pixel', () => {
    const sweep = planSweep({ transform: 'crops' }, 32, 32);
    expect([sweep.cropSize, sweep.rows, sweep.columns, sweep.views.length]).to.deep.equal([24, 9, 9, 81]);
    expect(neighbours(sweep).length).to.equal(144);
    expect(middleOf(sweep)).to.equal(40);
    expect(sweep.unreached).to.deep.equal({ right: 0, bottom: 0 });
    expect(footprint(sweep, sweep.views[10]!)).to.deep.equal([
      [1, 1],
      [25, 1],
      [25, 25],
      [1, 25],
    ]);
    expect(planSweep({ transform: 'crops', stride: 3 }, 32, 32).unreached).to.deep.equal({ right: 2, bottom: 2 });
  });

  it('a crop of the whole size is the image, resized or not', () => {
    for (const transform of ['crops', 'resized-crops'] as const) {
      const { image, sweep, out } = viewed({ transform, cropSize: 6 }, 6, 6, 0, 3);
      expect(sweep.views.length).to.equal(1);
      expect([...out]).to.deep.equal([...image]);
    }
  });

  it('shifts by hand: zeros, mirrored at the edge, or the other side', () => {
    const row = (padding: 'zero' | 'reflect' | 'wrap', dx: number) => {
      const sweep = planSweep({ transform: 'shifts', range: 3, padding }, 4, 5);
      const view = sweep.views.find(({ x, y }) => x === dx && y === 0)!;
      const out = new Float32Array(20);
      const image = Float32Array.from({ length: 20 }, (_, i) => (i % 5) + 1);
      writeView(image, 1, tapsOf(sweep, view), out, 0);
      return [...out.subarray(0, 5)];
    };
    expect(row('zero', 2)).to.deep.equal([0, 0, 1, 2, 3]);
    expect(row('zero', -1)).to.deep.equal([2, 3, 4, 5, 0]);
    expect(row('reflect', 2)).to.deep.equal([3, 2, 1, 2, 3]);
    expect(row('reflect', -3)).to.deep.equal([4, 5, 4, 3, 2]);
    expect(row('wrap', 2)).to.deep.equal([4, 5, 1, 2, 3]);
    expect(row('wrap', -1)).to.deep.equal([2, 3, 4, 5, 1]);
  });

  it('a wrap shift loses nothing and is undone by its opposite', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 }), (dx, dy) => {
        const sweep = planSweep({ transform: 'shifts', range: 3, padding: 'wrap' }, 5, 7);
        const image = randomArray(35, 3);
        const there = new Float32Array(35);
        const back = new Float32Array(35);
        const view = (x: number, y: number) => sweep.views.find((one) => one.x === x && one.y === y)!;
        writeView(image, 1, tapsOf(sweep, view(dx, dy)), there, 0);
        writeView(there, 1, tapsOf(sweep, view(-dx, -dy)), back, 0);
        expect([...back]).to.deep.equal([...image]);
      }),
    );
  });

  it('a quarter turn moves every pixel where it belongs, clockwise', () => {
    const sweep = planSweep({ transform: 'rotations', range: 90, stride: 90 }, 3, 3);
    expect(sweep.views.map(({ x }) => x)).to.deep.equal([-90, 0, 90]);
    const out = new Float32Array(9);
    writeView([1, 2, 3, 4, 5, 6, 7, 8, 9], 1, tapsOf(sweep, sweep.views[2]!), out, 0);
    expect([...out].map((value) => Math.round(value * 1e5) / 1e5)).to.deep.equal([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it('no turn, no change of size and no shift are the image itself', () => {
    for (const transform of ['rotations', 'scales', 'shifts'] as const) {
      const sweep = planSweep({ transform }, 6, 6);
      const middle = middleOf(sweep);
      expect([sweep.views[middle]!.x, sweep.views[middle]!.y]).to.deep.equal([0, 0]);
      const { image, out } = viewed({ transform }, 6, 6, middle);
      expect([...out]).to.deep.equal([...image]);
    }
  });

  it('four taps a pixel say the same as one where both can', () => {
    const sweep = planSweep({ transform: 'crops', cropSize: 5 }, 8, 8);
    expect(isExact(sweep)).to.equal(true);
    expect(isExact(planSweep({ transform: 'scales' }, 8, 8))).to.equal(false);
    const image = randomArray(64, 5);
    for (const view of sweep.views) {
      const [one, four] = [new Float32Array(25), new Float32Array(25)];
      writeView(image, 1, tapsOf(sweep, view), one, 0);
      writeView(image, 1, tapsOf(sweep, view, true), four, 0);
      expect([...four]).to.deep.equal([...one]);
    }
  });

  it('every view of a constant picture is that constant unless zeros come in', () => {
    const image = new Float32Array(48).fill(0.5);
    for (const transform of ['crops', 'resized-crops', 'shifts', 'rotations', 'scales', 'mirror'] as const) {
      for (const padding of ['reflect', 'wrap'] as const) {
        const sweep = planSweep({ transform, padding, range: transform === 'shifts' ? 2 : 20 }, 6, 8);
        const out = new Float32Array(sweep.viewHeight * sweep.viewWidth);
        for (const view of sweep.views) {
          writeView(image, 1, tapsOf(sweep, view), out, 0);
          for (const value of out) expect(value, `${transform} ${padding}`).to.be.closeTo(0.5, 1e-6);
        }
      }
    }
  });

  it('a mirror has two views, the second with left and right swapped', () => {
    const { image, sweep, out } = viewed({ transform: 'mirror' }, 2, 3, 1);
    expect(sweep.columns).to.equal(2);
    expect([...out]).to.deep.equal([...image.subarray(0, 3)].reverse().concat([...image.subarray(3)].reverse()));
  });

  it('a resized crop enlarges the crop alone: a linear ramp keeps its ends', () => {
    const sweep = planSweep({ transform: 'resized-crops', cropSize: 4, stride: 4 }, 8, 8);
    const ramp = Float32Array.from({ length: 64 }, (_, i) => i % 8);
    const out = new Float32Array(64);
    writeView(ramp, 1, tapsOf(sweep, sweep.views[1]!), out, 0);
    // Pixels 4 to 7 doubled, between their middles: 4, 4.25, 4.75 … 6.75, 7.
    expect([...out.subarray(0, 8)]).to.deep.equal([4, 4.25, 4.75, 5.25, 5.75, 6.25, 6.75, 7]);
  });

  it('a similarity is undone by its opposite', () => {
    const there = similarityAffine({ dx: 0, dy: 0, angle: 30, scale: 1.2 }, 9, 9);
    const back = similarityAffine({ dx: 0, dy: 0, angle: -30, scale: 1 / 1.2 }, 9, 9);
    const apply = ([a, b, c, d, e, f]: typeof there, [x, y]: readonly [number, number]) =>
      [a * x + b * y + c, d * x + e * y + f] as const;
    const [x, y] = apply(back, apply(there, [1, 7]));
    expect(x).to.be.closeTo(1, 1e-12);
    expect(y).to.be.closeTo(7, 1e-12);
  });

  it('shows a view as a picture, grey where there is nothing', () => {
    const sweep = planSweep({ transform: 'shifts', range: 1, padding: 'zero' }, 2, 2);
    const picture = { data: Uint8Array.from([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]), shape: [2, 2, 3] };
    const { data } = viewOf(picture, sweep, 5);
    expect([...data]).to.deep.equal([128, 128, 128, 10, 20, 30, 128, 128, 128, 70, 80, 90]);
    expect(() => viewOf(picture, planSweep({ transform: 'mirror' }, 3, 3), 0)).to.throw(KitError);
    expect(() => viewOf(picture, sweep, 9)).to.throw(KitError);
  });

  it('says in words what can’t be swept', () => {
    expect(refused({ transform: 'crops', cropSize: 33 }))
      .to.include('33 pixels')
      .and.include('32 × 32');
    expect(refused({ transform: 'crops', cropSize: 0 })).to.include('from 1 to 32');
    expect(refused({ transform: 'crops', cropSize: 2.5 })).to.include('whole number');
    expect(refused({ transform: 'crops', stride: 0 })).to.include('stride');
    expect(refused({ transform: 'rotations', stride: -1 })).to.include('degrees');
    expect(refused({ transform: 'crops' }, 1, 1))
      .to.include('1 × 1')
      .and.include('2 × 2');
    expect(refused({ transform: 'shifts', range: 32 })).to.include('0 to 31');
    expect(refused({ transform: 'shifts', range: 1.5 })).to.include('whole number');
    expect(refused({ transform: 'rotations', range: 181 })).to.include('180 degrees');
    expect(refused({ transform: 'scales', range: 60 })).to.include('50 percent');
    expect(refused({ transform: 'rotations', range: 180, stride: 0.01 })).to.include('views');
    expect(refused({ transform: 'nonsense' as 'crops' })).to.include('nonsense');
    expect(refused({ transform: 'crops', padding: 'edge' as 'zero' })).to.include('edge');
  });
});
