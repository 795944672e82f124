/** Bootstrap intervals: how often they hold the truth, that pairs stay pairs, that a seed decides, and what is refused. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { bootstrapDifference, bootstrapMean, bootstrapMeans } from '../../../core/analysis/bootstrap.js';
import { Random } from '../../../core/data/random.js';
import { KitError } from '../../../core/errors.js';

/** `count` draws that are 1 with probability `p`. */
function bernoulli(p: number, count: number, seed: number): number[] {
  const random = new Random(seed, 99);
  return Array.from({ length: count }, () => (random.uniform() < p ? 1 : 0));
}

describe('bootstrap', function () {
  this.timeout(60_000);

  it('covers the truth of Bernoulli samples at the nominal rate', () => {
    const trials = 600;
    for (const [p, level] of [
      [0.3, 0.95],
      [0.5, 0.8],
    ] as const) {
      let covered = 0;
      for (let trial = 0; trial < trials; trial++) {
        const { low, high } = bootstrapMean(bernoulli(p, 150, trial), { seed: trial, resamples: 400, level });
        if (low <= p && p <= high) covered++;
      }
      // Three standard deviations of the count of covered trials, and one percent of the method's own at 150 values.
      const slack = 3 * Math.sqrt((level * (1 - level)) / trials) + 0.01;
      expect(covered / trials, `p = ${p}, level ${level}`).to.be.within(level - slack, level + slack);
    }
  });

  it('is as wide as the normal interval where that holds', () => {
    const values = bernoulli(0.4, 2000, 5);
    const { mean, low, high, count } = bootstrapMean(values, { resamples: 4000 });
    const half = 1.96 * Math.sqrt((mean * (1 - mean)) / count);
    expect(high - low).to.be.closeTo(2 * half, 0.06 * 2 * half);
    expect((high + low) / 2).to.be.closeTo(mean, 0.06 * half);
  });

  it('gives the same for the same seed and another for another', () => {
    const values = bernoulli(0.4, 90, 2);
    expect(bootstrapMean(values, { seed: 3 })).to.deep.equal(bootstrapMean(values, { seed: 3 }));
    expect(bootstrapMean(values, { seed: 3 })).not.to.deep.equal(bootstrapMean(values, { seed: 4 }));
  });

  it('holds the mean, and moves and stretches with the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (values, shift, factor) => {
          const one = bootstrapMean(values, { resamples: 200 });
          const other = bootstrapMean(
            values.map((value) => factor * value + shift),
            { resamples: 200 },
          );
          expect(one.low).to.be.at.most(one.mean + 1e-9);
          expect(one.high).to.be.at.least(one.mean - 1e-9);
          expect(one.low).to.be.at.least(Math.min(...values) - 1e-9);
          expect(one.high).to.be.at.most(Math.max(...values) + 1e-9);
          for (const end of ['mean', 'low', 'high'] as const) {
            expect(other[end]).to.be.closeTo(factor * one[end] + shift, 1e-8);
          }
        },
      ),
      { numRuns: 40, examples: [[[1, 1, 1, 0], 0, 1]] },
    );
  });

  it('keeps pairs: a constant difference has no width, however much both vary', () => {
    const a = Array.from({ length: 50 }, (_, i) => Math.sin(i) * 10);
    const b = a.map((value) => value - 0.25);
    const { mean, low, high } = bootstrapDifference(a, b);
    for (const end of [mean, low, high]) expect(end).to.be.closeTo(0.25, 1e-12);
    const [first, second] = bootstrapMeans([a, b]);
    expect(first!.low - second!.low).to.be.closeTo(0.25, 1e-12);
  });

  it('refuses what it can’t draw from', () => {
    const refused = (run: () => unknown) => expect(run).to.throw(KitError).with.property('code', 'invalid-argument');
    refused(() => bootstrapMean([]));
    refused(() => bootstrapMeans([]));
    refused(() => bootstrapMeans([[1, 2], [1]]));
    refused(() => bootstrapDifference([1], [1, 2]));
    refused(() => bootstrapMean([1], { resamples: 0 }));
    refused(() => bootstrapMean([1], { level: 1 }));
  });
});
