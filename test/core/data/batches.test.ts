/** Which images make up which step: permutations, arrival order, purity. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { BatchPlan } from '../../../core/data/batches.js';
import { KitError } from '../../../core/errors.js';

const shardSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
/** Options whose batch fits the data. */
const options = shardSizes.chain((sizes) =>
  fc.record({
    shardSizes: fc.constant(sizes),
    batchSize: fc.integer({ min: 1, max: sizes.reduce((a, b) => a + b) }),
    seed: fc.maxSafeInteger(),
  }),
);
const epochImages = (plan: BatchPlan, epoch: number) =>
  Array.from({ length: plan.stepsPerEpoch }, (_, i) => [...plan.indices(epoch * plan.stepsPerEpoch + i)]).flat();

describe('BatchPlan', () => {
  it('uses each image at most once an epoch and leaves out fewer than a batch', () => {
    fc.assert(
      fc.property(options, fc.nat(3), (given, epoch) => {
        const plan = new BatchPlan(given);
        const images = epochImages(plan, epoch);
        expect(new Set(images).size).to.equal(images.length);
        expect(plan.trainSize - images.length).to.be.within(0, plan.batchSize - 1);
        for (const index of images) expect(index).to.be.within(0, plan.trainSize - 1);
      }),
    );
  });

  it('makes every epoch a permutation where the batch divides the data', () => {
    const plan = new BatchPlan({ shardSizes: [1000, 1000, 1000, 1000, 1000], batchSize: 50, seed: 3 });
    const all = Array.from({ length: 5000 }, (_, i) => i);
    const orders = [0, 1, 2].map((epoch) => epochImages(plan, epoch));
    for (const order of orders) expect([...order].sort((a, b) => a - b)).to.deep.equal(all);
    expect(orders[1]).to.not.deep.equal(orders[2]);
    expect(orders[1]).to.not.deep.equal(all);
  });

  it('epoch 0 uses only images of files that must have arrived, and asks for no file too early', () => {
    fc.assert(
      fc.property(options, (given) => {
        const plan = new BatchPlan(given);
        const arrivals = given.shardSizes.map((_, i) => given.shardSizes.slice(0, i + 1).reduce((a, b) => a + b));
        for (let step = 0; step < plan.stepsPerEpoch; step++) {
          const largest = Math.max(...plan.indices(step));
          expect(plan.needs(step)).to.equal(arrivals.find((arrived) => arrived > largest));
        }
        expect(plan.needs(plan.stepsPerEpoch)).to.equal(plan.trainSize);
      }),
    );
  });

  it('shuffles epoch 0 within each file', () => {
    const plan = new BatchPlan({ shardSizes: [100, 100], batchSize: 100, seed: 1 });
    const first = [...plan.indices(0)];
    expect([...first].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 100 }, (_, i) => i));
    expect(first).to.not.deep.equal([...first].sort((a, b) => a - b));
  });

  it('is a pure function of seed and step', () => {
    fc.assert(
      fc.property(options, fc.array(fc.nat(60), { maxLength: 12 }), (given, steps) => {
        const used = new BatchPlan(given);
        for (const step of steps) expect(used.indices(step)).to.deep.equal(new BatchPlan(given).indices(step));
      }),
    );
    const first = (seed: number) => [...new BatchPlan({ shardSizes: [1000], batchSize: 32, seed }).indices(0)];
    expect(first(1)).to.not.deep.equal(first(2));
  });

  it('hands out copies', () => {
    const plan = new BatchPlan({ shardSizes: [10], batchSize: 5, seed: 1 });
    const before = [...plan.indices(0)];
    plan.indices(0).fill(0);
    expect([...plan.indices(0)]).to.deep.equal(before);
  });

  it('refuses batches that do not fit, in words', () => {
    expect(() => new BatchPlan({ shardSizes: [1000, 1000], batchSize: 2001, seed: 1 }))
      .to.throw(KitError, 'A batch of 2001 images is larger than the training set, which has 2000.')
      .with.property('code', 'invalid-argument');
    for (const batchSize of [0, -1, 1.5, NaN]) {
      expect(() => new BatchPlan({ shardSizes: [1000], batchSize, seed: 1 }))
        .to.throw(KitError)
        .with.property('code', 'invalid-argument');
    }
  });
});
