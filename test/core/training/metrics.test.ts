/** Batch metrics and target distributions: plain arithmetic with known answers. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { batchMetrics } from '../../../core/training/metrics.js';
import { targetDistributions } from '../../../core/training/targets.js';

describe('batchMetrics', () => {
  it('gives ln(classes) per image for equal logits', () => {
    const { lossSum } = batchMetrics([0, 0, 0, 0, 5, 5, 5, 5], [1, 3], 4);
    expect(lossSum).to.be.closeTo(2 * Math.log(4), 1e-12);
  });

  it('counts what is right and says what was predicted', () => {
    const { correct, predicted } = batchMetrics([3, 1, 2, 1, 3, 2, 1, 2, 3], [0, 1, 0], 3);
    expect(correct).to.equal(2);
    expect([...predicted]).to.deep.equal([0, 1, 2]);
  });

  it('stands logits of any size', () => {
    expect(batchMetrics([1000, 0], [0], 2).lossSum).to.equal(0);
    expect(batchMetrics([1000, 0], [1], 2).lossSum).to.equal(1000);
    expect(batchMetrics([-1e30, -1e30], [1], 2).lossSum).to.be.closeTo(Math.log(2), 1e-12);
  });

  it('lets NaN and infinity through to the loss, and counts them as wrong', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      const { lossSum, correct } = batchMetrics([bad, 1, 0, 1], [0, 1], 2);
      expect(Number.isFinite(lossSum), String(bad)).to.equal(false);
      expect(correct).to.equal(1);
    }
  });
});

describe('targetDistributions', () => {
  it('smooths one-hot rows', () => {
    const targets = targetDistributions([2, 0], 4, 0.2);
    [0.05, 0.05, 0.85, 0.05, 0.85, 0.05, 0.05, 0.05].forEach((p, i) => expect(targets[i]).to.be.closeTo(p, 1e-7));
  });

  it('gives rows that sum to one and peak at the label', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.nat(),
        (classes, smoothing, any) => {
          const label = any % classes;
          const row = targetDistributions([label], classes, smoothing);
          expect(row.reduce((sum, p) => sum + p, 0)).to.be.closeTo(1, 1e-5);
          expect(row.indexOf(Math.max(...row))).to.equal(label);
        },
      ),
    );
  });

  it('refuses labels that are no class', () => {
    for (const label of [-1, 10, 0.5, NaN]) {
      expect(() => targetDistributions([label], 10, 0))
        .to.throw('label')
        .with.property('code', 'bad-data');
    }
  });
});
