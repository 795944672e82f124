/** The numbers of a sweep against ones counted by hand, averaging over neighbours, and summaries over images. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { KitError } from '../../../core/errors.js';
import { averagedViews, innerGrid, innerViews } from '../../../core/robustness/averaging.js';
import { marginOf, stabilityOf } from '../../../core/robustness/stability.js';
import { summarise, sweptImage } from '../../../core/robustness/summary.js';
import { randomArray } from '../../helpers/tensors.js';

/** Rows of two classes: 0 stands for [0.9, 0.1], 1 for [0.2, 0.8]. */
const rows = (...names: number[]): Float32Array =>
  Float32Array.from(names.flatMap((name) => (name === 0 ? [0.9, 0.1] : [0.2, 0.8])));
const WHOLE = [0.7, 0.3];

/** [views, 3] random probabilities. */
function random(views: number, seed: number): Float32Array {
  const raw = randomArray(views * 3, seed, 0.01, 1);
  return raw.map((value, i) => value / (raw[i - (i % 3)]! + raw[i - (i % 3) + 1]! + raw[i - (i % 3) + 2]!));
}

describe('stability', () => {
  it('counts agreement, flips and names by hand', () => {
    // 0 0 1
    // 0 1 1
    const found = stabilityOf(WHOLE, rows(0, 0, 1, 0, 1, 1), { rows: 2, columns: 3 });
    expect(found.agreement).to.equal(0.5);
    // Pairs: 4 along rows (1 and 1 differ), 3 down (the middle one differs).
    expect(found.flips).to.be.closeTo(3 / 7, 1e-12);
    // The middle is the second of the first row; its right and lower neighbour differ.
    expect(found.moved).to.equal(1);
    expect(found.entropy).to.be.closeTo(1, 1e-12);
    expect(found.jump).to.be.closeTo(0.7, 1e-6);
  });

  it('of one constant answer is perfect, and of one view has no neighbours', () => {
    expect(stabilityOf(WHOLE, rows(0, 0, 0, 0), { rows: 2, columns: 2 })).to.deep.equal({
      agreement: 1,
      flips: 0,
      moved: 0,
      entropy: 0,
      jump: 0,
    });
    const one = stabilityOf(WHOLE, rows(1), { rows: 1, columns: 1 });
    expect(one.agreement).to.equal(0);
    expect([one.flips, one.moved, one.jump].every(Number.isNaN)).to.equal(true);
  });

  it('stays within its bounds whatever the answers, and does not mind classes renamed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.nat(1e6), (r, c, seed) => {
        const [whole, all] = [random(1, seed), random(r * c, seed + 1)];
        const found = stabilityOf(whole, all, { rows: r, columns: c });
        expect(found.agreement).to.be.within(0, 1);
        expect(found.entropy).to.be.within(0, Math.log2(3) + 1e-12);
        if (r * c > 1) for (const value of [found.flips, found.moved, found.jump]) expect(value).to.be.within(0, 1);
        const turned = (values: Float32Array) => values.map((_, i) => values[i - (i % 3) + ((i + 1) % 3)]!);
        const renamed = stabilityOf(turned(whole), turned(all), { rows: r, columns: c });
        expect({ ...renamed, entropy: 0 }).to.deep.equal({ ...found, entropy: 0 });
        expect(renamed.entropy).to.be.closeTo(found.entropy, 1e-12);
      }),
      { numRuns: 60 },
    );
  });

  it('averages a view with those around it', () => {
    expect(innerGrid({ rows: 9, columns: 9 })).to.deep.equal({ rows: 7, columns: 7 });
    expect(innerGrid({ rows: 1, columns: 31 })).to.deep.equal({ rows: 1, columns: 29 });
    for (const [r, c] of [
      [1, 1],
      [1, 2],
      [2, 9],
    ] as const)
      expect(innerGrid({ rows: r, columns: c })).to.equal(undefined);
    const grid = { rows: 3, columns: 4 };
    const all = random(12, 4);
    const mean = averagedViews(all, grid, 3);
    for (const [column, views] of [
      [0, [0, 1, 2, 4, 5, 6, 8, 9, 10]],
      [1, [1, 2, 3, 5, 6, 7, 9, 10, 11]],
    ] as const) {
      for (let k = 0; k < 3; k++) {
        const expected = views.reduce<number>((sum, view) => sum + all[view * 3 + k]!, 0) / 9;
        expect(mean[column * 3 + k]).to.be.closeTo(expected, 1e-6);
      }
    }
    expect([...innerViews(all, grid, 3)]).to.deep.equal([...all.subarray(15, 21)]);
    const line = random(5, 8);
    const [first] = averagedViews(line, { rows: 1, columns: 5 }, 3);
    expect(first).to.be.closeTo((line[0]! + line[3]! + line[6]!) / 3, 1e-6);
  });

  it('a margin is the first minus the second', () => {
    expect(marginOf([0.2, 0.5, 0.3])).to.be.closeTo(0.2, 1e-12);
    expect(marginOf([0.5, 0.5])).to.equal(0);
  });
});

describe('summaries of sweeps', () => {
  const grid = { rows: 3, columns: 3 };
  const images = Array.from({ length: 40 }, (_, i) => sweptImage(random(1, i), random(9, 100 + i), grid));
  const truths = images.map((_, i) => i % 3);

  it('are the means of the images’ own numbers, with intervals round them', () => {
    const { all, averaged, byMargin, perClass, accuracy } = summarise(images, truths, grid, 1);
    const mean = images.reduce((sum, { stability }) => sum + stability.flips, 0) / 40;
    expect(all.flips.mean).to.be.closeTo(mean, 1e-12);
    expect(all.flips.low).to.be.below(mean);
    expect(all.flips.high).to.be.above(mean);
    expect(perClass.map((one) => one?.agreement.count)).to.deep.equal([14, 13, 13]);
    expect(byMargin.map(({ means }) => means.agreement.count)).to.deep.equal([8, 8, 8, 8, 8]);
    byMargin.forEach(({ from, to }, i) => {
      expect(from).to.be.at.most(to);
      if (i > 0) expect(from).to.be.at.least(byMargin[i - 1]!.to);
    });
    expect(averaged!.with.agreement.count).to.equal(40);
    // One view is left of 3 × 3: nothing to flip to.
    expect(averaged!.without.flips.mean).to.be.NaN;
    const right = images.filter(({ whole }, i) => whole.indexOf(Math.max(...whole)) === truths[i]).length / 40;
    expect(accuracy!.whole.mean).to.be.closeTo(right, 1e-12);
  });

  it('do without truths, and refuse what does not fit', () => {
    const { accuracy, perClass } = summarise(images, undefined, grid, 1);
    expect(accuracy).to.equal(undefined);
    expect(perClass.every((one) => one === undefined)).to.equal(true);
    expect(() => summarise([], [], grid, 1)).to.throw(KitError);
    expect(() => summarise(images, [1], grid, 1)).to.throw(KitError);
  });

  it('averaging calms a checkerboard of doubt', () => {
    const board = { rows: 5, columns: 5 };
    const answers = Float32Array.from(
      Array.from({ length: 25 }, (_, i) => (i % 2 === 0 ? [0.9, 0.1] : [0.4, 0.6])).flat(),
    );
    const { stability, averaged } = sweptImage(Float32Array.from([0.8, 0.2]), answers, board);
    expect(stability.flips).to.equal(1);
    expect(averaged!.flips).to.equal(0);
    expect(averaged!.agreement).to.equal(1);
  });
});
