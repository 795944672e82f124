/** Seeded random numbers: known answers of the cipher, pinned draws, distributions, shuffles. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { Random, threefry2x32 } from '../../../core/data/random.js';
import { KitError } from '../../../core/errors.js';

const draws = (random: Random, count: number) => Array.from({ length: count }, () => random.uniform());

describe('Random', () => {
  it('gives the published known answers of Threefry-2x32-20', () => {
    // Key, counter, result: the three vectors in the test file of the authors' Random123 library.
    const vectors = [
      [
        [0, 0],
        [0, 0],
        [0x6b200159, 0x99ba4efe],
      ],
      [
        [-1, -1],
        [-1, -1],
        [0x1cb996fc, 0xbb002be7],
      ],
      [
        [0x13198a2e, 0x03707344],
        [0x243f6a88, 0x85a308d3],
        [0xc4923a9c, 0x483df7a0],
      ],
    ] as const;
    for (const [[key0, key1], counter, expected] of vectors) {
      const block = Int32Array.from(counter);
      threefry2x32(key0, key1, block);
      expect([...new Uint32Array(block.buffer)]).to.deep.equal([...expected]);
    }
  });

  it('draws the same numbers in every engine', () => {
    // Written down from another engine (Node 20), to the last bit.
    const random = new Random(42, 7, 3);
    expect([random.uniform(), random.uniform(), random.normal(), random.normal(), random.int(1000)]).to.deep.equal([
      0.6576450584262655, 0.36185744706314726, 1.456249555122241, 0.31928436148265266, 229,
    ]);
  });

  it('gives other numbers for another seed, stream or sign, and the same for the same', () => {
    const keys = [[1], [2], [1, 0], [1, 1], [-1], [1, 0, 0], [2 ** 32 + 1], [Number.MAX_SAFE_INTEGER]] as const;
    const seen = keys.map(([seed, ...stream]) => draws(new Random(seed, ...stream), 3).join());
    expect(new Set(seen).size).to.equal(keys.length);
    expect(draws(new Random(5, 6), 10)).to.deep.equal(draws(new Random(5, 6), 10));
  });

  it('is uniform in [0, 1)', () => {
    const bins = new Array<number>(20).fill(0);
    const count = 100_000;
    for (const value of draws(new Random(1), count)) {
      expect(value).to.be.within(0, 1 - 2 ** -53);
      bins[Math.floor(value * bins.length)]!++;
    }
    // χ² with 19 degrees of freedom stays below 43.8 with probability 0.999.
    const chi2 = bins.reduce((sum, n) => sum + (n - count / 20) ** 2 / (count / 20), 0);
    expect(chi2).to.be.below(43.8);
  });

  it('is standard normal: moments and shares within 1 and 2 standard deviations', () => {
    const count = 200_000;
    const random = new Random(2);
    const values = Array.from({ length: count }, () => random.normal());
    const mean = (f: (x: number) => number) => values.reduce((sum, x) => sum + f(x), 0) / count;
    // Four standard errors of each estimate: √(Var/n) with Var x = 1, x² 2, x³ 15, x⁴ 96, indicator p(1−p).
    const four = 4 / Math.sqrt(count);
    expect(mean((x) => x)).to.be.closeTo(0, four);
    expect(mean((x) => x ** 2)).to.be.closeTo(1, four * Math.sqrt(2));
    expect(mean((x) => x ** 3)).to.be.closeTo(0, four * Math.sqrt(15));
    expect(mean((x) => x ** 4)).to.be.closeTo(3, four * Math.sqrt(96));
    expect(mean((x) => Number(Math.abs(x) < 1))).to.be.closeTo(0.682689, four * 0.4655);
    expect(mean((x) => Number(Math.abs(x) < 2))).to.be.closeTo(0.9545, four * 0.2084);
  });

  it('int(n) covers 0 … n−1 and nothing else', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 9 }), (seed, n) => {
        const random = new Random(seed);
        const seen = new Set(Array.from({ length: 60 * n }, () => random.int(n)));
        expect([...seen].sort()).to.deep.equal(Array.from({ length: n }, (_, i) => i));
      }),
      { numRuns: 50 },
    );
  });

  it('shuffles to a permutation and reaches every order', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(200), (seed, n) => {
        const order = new Random(seed).permutation(n);
        expect([...order].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: n }, (_, i) => i));
      }),
    );
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2400; seed++) {
      const order = new Random(seed).shuffle(['a', 'b', 'c', 'd']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).to.equal(24);
    // 100 expected of each; five standard deviations (√(100·23/24) = 9.8).
    for (const count of counts.values()) expect(count).to.be.within(51, 149);
  });

  it('refuses what is no whole number', () => {
    for (const make of [() => new Random(0.5), () => new Random(NaN), () => new Random(1, 2 ** 53)]) {
      expect(make).to.throw(KitError).with.property('code', 'invalid-argument');
    }
    for (const n of [0, -1, 1.5, 2 ** 32 + 1]) {
      expect(() => new Random(1).int(n))
        .to.throw(KitError)
        .with.property('code', 'invalid-argument');
    }
  });
});
