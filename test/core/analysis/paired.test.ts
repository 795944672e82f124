/** Comparing classifiers on the same images: intervals against the likelihood that defines them, McNemar, calibration. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { calibrate } from '../../../core/analysis/calibration.js';
import { agreement, comparePaired, rightAnswers, unpackRight } from '../../../core/analysis/paired.js';
import { wilsonInterval } from '../../../core/analysis/wilson.js';

const Z95 = 1.959963984540054;

/** Answers of two classifiers with the given numbers of images that only one of them names right. */
function answers(onlyFirst: number, onlySecond: number, count: number): [boolean[], boolean[]] {
  const first = Array.from({ length: count }, (_, i) => i < onlyFirst || i >= onlyFirst + onlySecond);
  const second = Array.from({ length: count }, (_, i) => i >= onlyFirst);
  return [first, second];
}

/** The share of images that only the second names right that makes the counts most likely, given the difference. */
function mostLikelyShare(b: number, c: number, n: number, d: number): number {
  let [low, high] = [Math.max(0, -d) + 1e-15, (1 - d) / 2 - 1e-15];
  const slope = (q: number) =>
    (b === 0 ? 0 : b / (q + d)) + (c === 0 ? 0 : c / q) - (2 * (n - b - c)) / (1 - 2 * q - d);
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
  return low;
}

const counts = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 200 }))
  .map(([b, c, both]) => ({ b, c, n: b + c + both }));

describe('the paired difference', () => {
  it('has the ends at which the score test just rejects, with the likelihood maximised by search', () => {
    fc.assert(
      fc.property(counts, ({ b, c, n }) => {
        const { difference, interval } = comparePaired(...answers(b, c, n));
        expect(difference).to.be.closeTo((b - c) / n, 1e-15);
        interval.forEach((end, i) => {
          const q = mostLikelyShare(b, c, n, end);
          const score = (b - c - n * end) / Math.sqrt(n * (2 * q + end - end * end));
          expect(score).to.be.closeTo(i === 0 ? Z95 : -Z95, 1e-5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('holds zero exactly where McNemar’s test finds nothing, and turns round with the order', () => {
    fc.assert(
      fc.property(counts, ({ b, c, n }) => {
        const [first, second] = answers(b, c, n);
        const there = comparePaired(first, second);
        const back = comparePaired(second, first);
        expect(there.distinguishable).to.equal(b + c > 0 && Math.abs(b - c) / Math.sqrt(b + c) > Z95);
        expect(back.interval[0]).to.be.closeTo(-there.interval[1], 1e-9);
        expect(back.interval[1]).to.be.closeTo(-there.interval[0], 1e-9);
      }),
    );
  });

  it('is sure of little where two classifiers never differ, and never beyond ±1', () => {
    const same = comparePaired(...answers(0, 0, 1000));
    // Tango's interval then has the closed form ± z²/(n + z²).
    expect(same.interval[1]).to.be.closeTo(Z95 ** 2 / (1000 + Z95 ** 2), 1e-9);
    expect(same.distinguishable).to.equal(false);
    const opposite = comparePaired(...answers(20, 0, 20));
    expect(opposite.interval[1]).to.be.closeTo(1, 1e-12);
    expect(opposite.interval[0]).to.be.within(0.6, 0.8);
  });

  it('covers the truth about 95 times in 100', () => {
    let state = 7;
    const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const [truth, n, runs] = [0.04, 200, 2000];
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      // 10 % of the images only the first knows, 6 % only the second.
      const first: boolean[] = [];
      const second: boolean[] = [];
      for (let i = 0; i < n; i++) {
        const u = uniform();
        first.push(u < 0.1 || u >= 0.16);
        second.push(u >= 0.1);
      }
      const [low, high] = comparePaired(first, second).interval;
      if (low <= truth && truth <= high) covered++;
    }
    // Four standard errors of 2,000 trials are 2 %.
    expect(covered / runs).to.be.within(0.93, 0.97);
  });
});

describe('shares of answers', () => {
  it('agree, are right, and come out of packed bits', () => {
    expect(agreement([1, 2, 3, 4], [1, 2, 0, 4])).to.equal(0.75);
    expect(rightAnswers([1, 2, 3], [1, 0, 3])).to.deep.equal([true, false, true]);
    // 1010 0000, 11: the highest bit first.
    const packed = btoa(String.fromCharCode(0b10100000, 0b11000000));
    expect(unpackRight(packed, 10)).to.deep.equal([1, 0, 1, 0, 0, 0, 0, 0, 1, 1].map(Boolean));
    expect(unpackRight(packed, 17)).to.equal(undefined);
    expect(unpackRight('not base64!', 10)).to.equal(undefined);
  });

  it('have Wilson intervals inside [0, 1] that solve their equation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        for (const bound of wilsonInterval(share, n)) {
          expect(bound).to.be.within(-1e-12, 1 + 1e-12);
          expect(Math.abs(share - bound)).to.be.closeTo(Z95 * Math.sqrt(Math.max(0, bound * (1 - bound)) / n), 1e-7);
        }
      }),
    );
  });
});

describe('calibration', () => {
  it('is the distance of accuracy from confidence, bin by bin', () => {
    // Two bins of half the range: 0.4 sure and never right; 0.8 sure and right three times in four.
    const confidence = [0.4, 0.8, 0.8, 0.8, 0.8];
    const { bins, error } = calibrate(confidence, [false, true, true, true, false], 2);
    expect(bins.map(({ count }) => count)).to.deep.equal([1, 4]);
    expect(bins[1]!.accuracy).to.equal(0.75);
    expect(error).to.be.closeTo((0.4 * 1 + 0.05 * 4) / 5, 1e-12);
    expect(bins[0]).to.include({ low: 0, high: 0.5 });
  });

  it('has no error where a network is right as often as it is sure, and takes certainty into the last bin', () => {
    const right = Array.from({ length: 100 }, (_, i) => i < 70);
    expect(calibrate(new Array<number>(100).fill(0.7), right).error).to.be.closeTo(0, 1e-12);
    const sure = calibrate([1, 1], [true, true]);
    expect(sure.bins.at(-1)!.count).to.equal(2);
    expect(sure.bins[0]!.accuracy).to.be.NaN;
    expect(sure.error).to.equal(0);
  });
});
