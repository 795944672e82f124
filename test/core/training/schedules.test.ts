/** Learning-rate schedules: their exact values at marked points, and what holds for any length of run. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { SCHEDULES } from '../../../core/training/recipes.js';
import { learningRateAt, ONE_CYCLE_WARM_UP, scheduleFactor } from '../../../core/training/schedules.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('schedules', () => {
  it('step follows the practical: ×0.1 at 40k, 60k and 80k of 90k iterations', () => {
    const config = { learningRate: 0.1, schedule: 'step' } as const;
    const rates = [0, 39_999, 40_000, 59_999, 60_000, 79_999, 80_000, 89_999].map((step) =>
      learningRateAt(config, step, 90_000),
    );
    const expected = [0.1, 0.1, 0.01, 0.01, 0.001, 0.001, 0.0001, 0.0001];
    rates.forEach((rate, i) => expect(rate).to.be.closeTo(expected[i]!, 1e-12));
  });

  it('cosine goes from the peak through half of it to nothing', () => {
    expect(scheduleFactor('cosine', 0)).to.equal(1);
    expect(scheduleFactor('cosine', 0.5)).to.be.closeTo(0.5, 1e-12);
    expect(scheduleFactor('cosine', 1)).to.be.closeTo(0, 1e-12);
  });

  it('one-cycle rises to its one peak at the end of the warm-up and falls to nothing', () => {
    const { length } = Array.from({ length: 1001 });
    const factors = Array.from({ length }, (_, i) => scheduleFactor('one-cycle', i / 1000));
    const peak = Math.round(ONE_CYCLE_WARM_UP * 1000);
    expect(factors[peak]).to.equal(1);
    for (let i = 1; i < length; i++) {
      const rise = factors[i]! - factors[i - 1]!;
      expect(i <= peak ? rise > 0 : rise < 0, `between ${i - 1} and ${i} ‰`).to.equal(true);
    }
    expect(factors[0]).to.be.within(0.01, 0.5);
    expect(factors[1000]).to.be.closeTo(0, 1e-12);
  });

  it('constant stays', () => {
    fc.assert(fc.property(share, (done) => scheduleFactor('constant', done) === 1));
  });

  it('never exceed the peak or fall below zero', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SCHEDULES), share, (schedule, done) => {
        const factor = scheduleFactor(schedule, done);
        return factor >= 0 && factor <= 1;
      }),
    );
  });

  it('stretch with the run: the same share done gives the same rate, and every step learns', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCHEDULES),
        fc.integer({ min: 1, max: 5000 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        (schedule, total, times, at) => {
          const config = { learningRate: 0.3, schedule };
          const step = at % total;
          const rate = learningRateAt(config, step, total);
          expect(learningRateAt(config, step * times, total * times)).to.be.closeTo(rate, 1e-12);
          expect(rate).to.be.greaterThan(0);
        },
      ),
    );
  });

  it('hold the last rate past the end', () => {
    const config = { learningRate: 1, schedule: 'one-cycle' } as const;
    expect(learningRateAt(config, 500, 100)).to.equal(learningRateAt(config, 99, 100));
  });
});
