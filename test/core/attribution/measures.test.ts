/** Arithmetic on maps: rank correlation, structural similarity, orders of pixels, areas. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  areaUnder,
  deletionOrder,
  insertionOrder,
  randomOrder,
} from '../../../core/attribution/perturbation-curves.js';
import { rankCorrelation, ranks } from '../../../core/attribution/rank-correlation.js';
import { structuralSimilarity } from '../../../core/attribution/structural-similarity.js';
import { randomArray } from '../../helpers/tensors.js';

const numbers = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 40 });

describe('rank correlation', () => {
  it('gives equal values the mean of their ranks', () => {
    expect([...ranks([3, 1, 3, 2])]).to.deep.equal([2.5, 0, 2.5, 1]);
  });

  it('agrees with a value worked by hand', () => {
    // Ranks 1 2 3 4 5 and 2 1 4 3 5 differ by 1 1 1 1 0: 1 − 6·4 / (5·24).
    expect(rankCorrelation([10, 20, 30, 40, 50], [2, 1, 40, 30, 500])).to.be.closeTo(0.8, 1e-12);
  });

  it('is 1 with itself, −1 with its mirror, and never not a number', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const varies = new Set(a).size > 1;
        expect(rankCorrelation(a, a)).to.be.closeTo(varies ? 1 : 0, 1e-12);
        expect(
          rankCorrelation(
            a,
            a.map((value) => -value),
          ),
        ).to.be.closeTo(varies ? -1 : 0, 1e-12);
        const other = a.map((_, i) => b[i % b.length]!);
        expect(Math.abs(rankCorrelation(a, other))).to.be.at.most(1 + 1e-12);
        expect(rankCorrelation(a, other)).to.be.closeTo(rankCorrelation(other, a), 1e-12);
      }),
    );
  });

  it('depends on the order alone', () => {
    const a = randomArray(50, 1);
    const b = randomArray(50, 2);
    expect(
      rankCorrelation(
        a.map((x) => Math.exp(3 * x)),
        b,
      ),
    ).to.be.closeTo(rankCorrelation(a, b), 1e-12);
  });
});

describe('structural similarity', () => {
  const map = (seed: number) => randomArray(64, seed, 0, 1);

  it('is 1 for the same map at any scale', () => {
    expect(structuralSimilarity(map(1), map(1), 8, 8)).to.be.closeTo(1, 1e-12);
    expect(
      structuralSimilarity(
        map(1),
        map(1).map((x) => 7 * x),
        8,
        8,
      ),
    ).to.be.closeTo(1, 1e-6);
  });

  it('is symmetric, and small for maps that have nothing in common', () => {
    const value = structuralSimilarity(map(1), map(2), 8, 8);
    expect(value).to.be.closeTo(structuralSimilarity(map(2), map(1), 8, 8), 1e-12);
    expect(value).to.be.below(0.5);
  });

  it('is negative for the mirror of a signed map', () => {
    const signed = randomArray(64, 3, -1, 1);
    expect(
      structuralSimilarity(
        signed,
        signed.map((x) => -x),
        8,
        8,
      ),
    ).to.be.below(0);
  });

  it('gives a number for constant maps', () => {
    const [zeros, ones] = [new Float32Array(64), new Float32Array(64).fill(1)];
    expect(structuralSimilarity(zeros, zeros, 8, 8)).to.be.closeTo(1, 1e-12);
    expect(structuralSimilarity(zeros, ones, 8, 8)).to.be.within(0, 0.01);
    expect(structuralSimilarity(map(1), zeros, 8, 8)).to.be.within(-1, 1);
  });

  it('agrees with the definition where one window covers all with equal weights', () => {
    // A single pixel: mean x, no variance; (2xy + c1)(c2) / ((x² + y² + c1)(c2)) with x = y = 1 after scaling.
    expect(structuralSimilarity([4], [9], 1, 1)).to.be.closeTo(1, 1e-12);
    // Against nothing: c1 / (1 + c1).
    expect(structuralSimilarity([4], [0], 1, 1)).to.be.closeTo(1e-4 / (1 + 1e-4), 1e-12);
  });
});

describe('orders of pixels', () => {
  it('go from the largest to the smallest, equal ones in reading order', () => {
    expect([...deletionOrder([0, 2, 1, 2])]).to.deep.equal([1, 3, 2, 0]);
  });

  it('inserting by the mirrored map runs the other way, ties or not', () => {
    fc.assert(
      fc.property(numbers, (map) => {
        const mirrored = map.map((value) => -value);
        expect([...insertionOrder(mirrored)]).to.deep.equal([...deletionOrder(map)].reverse());
      }),
    );
  });

  it('at random are permutations that the seed decides', () => {
    const order = [...randomOrder(20, 1, 0)];
    expect(order.toSorted((a, b) => a - b)).to.deep.equal(Array.from({ length: 20 }, (_, i) => i));
    expect([...randomOrder(20, 1, 0)]).to.deep.equal(order);
    expect([...randomOrder(20, 1, 1)]).not.to.deep.equal(order);
    expect([...randomOrder(20, 2, 0)]).not.to.deep.equal(order);
  });
});

describe('area under a curve', () => {
  it('is the mean of a straight line', () => {
    expect(areaUnder([0, 0.5, 1])).to.equal(0.5);
    expect(areaUnder([1, 1])).to.equal(1);
    expect(areaUnder([1, 0, 0, 0, 0])).to.equal(0.125);
  });
});
