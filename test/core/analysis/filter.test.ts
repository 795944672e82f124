/** The filter calculator, by the lectures' own examples and by counting. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { placeFilter } from '../../../core/analysis/index.js';
import { KitError } from '../../../core/errors.js';
import { describeOnBackends } from '../../helpers/backends.js';

const ask = (width: number, filter: number, stride: number, padding = 0, dilation = 1) =>
  placeFilter({ width, filter, stride, padding, dilation });

describe('filter calculator', () => {
  it('says that (10, 3, 2, 0) does not fit: half a step is left over', () => {
    const answer = ask(10, 3, 2);
    expect(answer).to.include({ fits: false, positions: 4.5 });
    expect(answer.asked.covered).to.deep.equal([
      [0, 1, 2],
      [2, 3, 4],
      [4, 5, 6],
      [6, 7, 8],
    ]);
    expect(answer.valid).to.deep.include({ out: 4, missed: [9] });
    expect(answer.same).to.deep.include({ out: 5, padBefore: 0, padAfter: 1, missed: [] });
  });

  it('gives 55 for AlexNet’s first layer, (227, 11, 4, 0)', () => {
    expect(ask(227, 11, 4)).to.include({ fits: true, positions: 55 });
    expect(ask(224, 11, 4).fits).to.equal(false);
  });

  it('pads 0 and 1 for SAME at W = 32, F = 3, S = 2', () => {
    expect(ask(32, 3, 2).same).to.deep.include({ padBefore: 0, padAfter: 1, out: 16 });
  });

  it('knows the lectures’ other examples', () => {
    expect(ask(7, 3, 1)).to.include({ fits: true, positions: 5 });
    expect(ask(7, 3, 2)).to.include({ fits: true, positions: 3 });
    expect(ask(7, 3, 3).fits).to.equal(false);
    expect(ask(7, 3, 1, 1)).to.include({ fits: true, positions: 7 });
    expect(ask(32, 5, 1, 2)).to.include({ fits: true, positions: 32 });
  });

  it('counts no position for a filter larger than the axis', () => {
    const answer = ask(3, 5, 1);
    expect(answer).to.include({ fits: false, positions: -1 });
    expect(answer.asked).to.deep.include({ out: 0, covered: [], missed: [0, 1, 2] });
  });

  it('skips pixels under a dilated filter', () => {
    const answer = ask(7, 3, 1, 0, 2);
    expect(answer).to.include({ span: 5, positions: 3 });
    expect(answer.asked.covered[0]).to.deep.equal([0, 2, 4]);
  });

  it('refuses numbers that are no sizes, by name', () => {
    expect(() => ask(10, 0, 1)).to.throw(KitError, 'F must be a whole number from 1 to 512.');
    expect(() => ask(10, 3, 1.5)).to.throw(KitError, /^S must/);
    expect(() => ask(10, 3, 1, -1)).to.throw(KitError, /^P must/);
    expect(() => ask(NaN, 3, 1)).to.throw(KitError, /^W must/);
  });
});

describeOnBackends(['cpu'], 'filter calculator and TensorFlow.js', () => {
  it('agree on VALID and SAME: positions, and which pixels each of them covers', () => {
    const whole = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(whole(24), whole(6), whole(4), (width, filter, stride) => {
        const answer = ask(width, filter, stride);
        for (const padding of ['valid', 'same'] as const) {
          const { covered, out } = answer[padding];
          if (out === 0) continue;
          // One image for each pixel, with a one there: column i of the result tells which positions see pixel i.
          const seen = tf.tidy(() => {
            const images = tf.reshape(tf.eye(width), [width, 1, width, 1]) as tf.Tensor4D;
            const kernel = tf.ones([1, filter, 1, 1]) as tf.Tensor4D;
            return tf.reshape(tf.conv2d(images, kernel, [1, stride], padding), [width, -1]).arraySync() as number[][];
          });
          expect(seen[0]!.length, padding).to.equal(out);
          covered.forEach((pixels, position) => {
            const inside = pixels.filter((pixel) => pixel >= 0 && pixel < width);
            expect(inside).to.deep.equal([...seen.keys()].filter((pixel) => seen[pixel]![position] === 1));
          });
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
