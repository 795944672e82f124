/** The arithmetic of distillation on one image: the reference's numbers, identities, limits, finite differences. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  checkRule,
  entropyBits,
  gradientLimit,
  lossGradients,
  lossParts,
  lossWeights,
  softened,
  teacherDistance,
} from '../../../core/analysis/distillation.js';
import { KitError } from '../../../core/errors.js';
import type { DistillationRule } from '../../../core/types.js';
import { expectClose, finiteDifferences } from '../../helpers/tensors.js';
import { loadReference } from '../models/reference.js';

const cases = await loadReference();
const MODES = ['cross-entropy', 'kl', 'weighted', 'logits'] as const;
const CLASSES = 10;

const rule = (temperature: number, mode: DistillationRule['mode'] = 'cross-entropy', weight?: number) =>
  ({ mode, temperature, weight }) satisfies DistillationRule;
const oneHot = (label: number) => Array.from({ length: CLASSES }, (_, i) => Number(i === label));
const row = ({ data }: { data: readonly number[] }, i: number) => data.slice(i * CLASSES, (i + 1) * CLASSES);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Entropy in nats of what a teacher says at T. */
const entropy = (logits: readonly number[], temperature: number) =>
  entropyBits(softened(logits, temperature)) * Math.LN2;

const logits = fc.array(fc.double({ min: -12, max: 12, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES });
const temperature = fc.double({ min: 0.5, max: 30, noNaN: true });

describe('distillation, an image', () => {
  for (const { kind, distillation } of cases) {
    for (const expected of distillation.values) {
      it(`gives the reference's loss and gradient for ${kind} at T = ${expected.temperature}`, () => {
        const { labels, studentLogits, teacherLogits } = distillation;
        const images = labels.map((label, i) => {
          const about = [oneHot(label), row(studentLogits, i), row(teacherLogits, i)] as const;
          return {
            parts: lossParts(rule(expected.temperature), ...about),
            gradients: lossGradients(rule(expected.temperature), ...about),
          };
        });
        const part = (name: 'hard' | 'crossEntropy' | 'kl' | 'total') => mean(images.map(({ parts }) => parts[name]));
        // The file has nine digits of each logit.
        expect(part('hard')).to.be.closeTo(expected.crossEntropy, 1e-7);
        expect(part('crossEntropy')).to.be.closeTo(expected.softCrossEntropy, 1e-7);
        expect(part('kl')).to.be.closeTo(expected.kl, 1e-7);
        expect(part('total') / expected.loss).to.be.closeTo(1, 1e-8);
        expectClose(
          images.flatMap(({ gradients }) => gradients.total.map((g) => g / labels.length)),
          expected.gradient.data,
          1e-7,
        );
      });
    }
  }

  it('is KL up to the teacher’s entropy, which no student changes', () => {
    fc.assert(
      fc.property(logits, logits, temperature, (student, teacher, t) => {
        const { crossEntropy, kl } = lossParts(rule(t), oneHot(0), student, teacher);
        expect(crossEntropy - kl).to.be.closeTo(entropy(teacher, t), 1e-9);
        expect(kl).to.be.at.least(-1e-12);
        const [ce, divergence] = (['cross-entropy', 'kl'] as const).map((mode) =>
          lossGradients(rule(t, mode), oneHot(0), student, teacher),
        );
        expect(ce!.total).to.deep.equal(divergence!.total);
      }),
    );
  });

  it('asks nothing of a student that says what its teacher says, up to a constant in the logits', () => {
    fc.assert(
      fc.property(logits, temperature, fc.double({ min: -5, max: 5, noNaN: true }), (teacher, t, shift) => {
        const student = teacher.map((v) => v + shift);
        for (const mode of MODES) {
          expect(teacherDistance(rule(t, mode), student, teacher)).to.be.closeTo(0, 1e-12);
          for (const g of lossGradients(rule(t, mode), oneHot(1), student, teacher).soft) {
            expect(g).to.be.closeTo(0, 1e-11);
          }
        }
      }),
    );
  });

  it('is differentiated rightly in every form', () => {
    fc.assert(
      fc.property(logits, logits, temperature, fc.constantFrom(...MODES), (student, teacher, t, mode) => {
        const target = softened(teacher.toReversed(), 3);
        const numeric = finiteDifferences((z) => lossParts(rule(t, mode), target, z, teacher).total, student);
        const { total, hard, soft } = lossGradients(rule(t, mode), target, student, teacher);
        // Central differences of a loss of some hundreds leave about seven digits.
        const scale = Math.max(1, lossWeights(rule(t, mode)).soft);
        total.forEach((g, i) => expect(g).to.be.closeTo(numeric[i]!, 1e-6 * scale));
        total.forEach((g, i) => expect(g).to.equal(hard[i]! + soft[i]!));
      }),
      { numRuns: 50 },
    );
  });

  it('tends to (z − v)/N on centred logits for a large T', () => {
    const z = [2, -1, 0.5, 0.3, -1.8];
    const v = [1, 0.2, -0.7, 0.1, -0.6];
    const { soft } = lossGradients(rule(1000), [1, 0, 0, 0, 0], z, v);
    // Computed with 40 digits.
    const exact = [0.2001663222, -0.2400374602, 0.2398422975, 0.0398743475, -0.239845507];
    soft.forEach((g, i) => expect(g).to.be.closeTo(exact[i]!, 1e-9));
    const limit = gradientLimit(z, v);
    soft.forEach((g, i) => expect(g).to.be.closeTo(limit[i]!, 5e-4));
    // A thousand times hotter, a thousand times closer.
    const hotter = lossGradients(rule(1e6), [1, 0, 0, 0, 0], z, v).soft;
    hotter.forEach((g, i) => expect(g).to.be.closeTo(limit[i]!, 5e-7));
  });

  it('weighs the teacher by T² unless told otherwise', () => {
    expect(lossWeights(rule(5))).to.deep.equal({ hard: 1, soft: 25 });
    expect(lossWeights(rule(5, 'kl', 0))).to.deep.equal({ hard: 1, soft: 0 });
    expect(lossWeights(rule(2, 'weighted', 0.75))).to.deep.equal({ hard: 0.25, soft: 3 });
    expect(lossWeights(rule(5, 'logits'))).to.deep.equal({ hard: 1, soft: 1 });
  });

  it('flattens to the uniform distribution and sharpens to one class', () => {
    const [hot, cold] = [softened([3, 1, -2, 0], 1e9), softened([3, 1, -2, 0], 0.01)];
    hot.forEach((p) => expect(p).to.be.closeTo(0.25, 1e-8));
    expect(entropyBits(hot)).to.be.closeTo(2, 1e-8);
    expect(cold[0]).to.equal(1);
    expect(entropyBits(cold)).to.be.closeTo(0, 1e-12);
    // Logits that would overflow an exponential.
    expect(softened([1000, 0], 1)).to.deep.equal([1, 0]);
  });

  it('refuses rules that mean nothing, by name', () => {
    const problems: [DistillationRule, RegExp][] = [
      [rule(0), /temperature must be a number above 0; it is 0/],
      [rule(NaN), /temperature/],
      [rule(2, 'kl', -1), /weight of the teacher must be a number from 0 on; it is -1/],
      [rule(2, 'weighted', 1.5), /between 0 and 1; it is 1.5/],
      [rule(2, 'hints' as 'kl'), /one of cross-entropy, kl, weighted, logits; it is “hints”/],
    ];
    for (const [wrong, words] of problems) {
      expect(() => checkRule(wrong)).to.throw(KitError, words);
    }
    for (const mode of MODES) checkRule(rule(4, mode, 1));
  });
});
