/** Recipes: the practical's figures, what overrides do, and worded refusals. */
import { expect } from '@open-wc/testing';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { mobilenet } from '../../../core/models/architectures/mobilenet.js';
import { RECIPES, resolveConfig, totalSteps, type TrainingOverrides } from '../../../core/training/recipes.js';
import type { RecipeName } from '../../../core/types.js';

const FULL = { architecture: 'baseline', trainSize: 50_000 } as const;
const MINI = { architecture: 'baseline', trainSize: 5000 } as const;

describe('resolveConfig', () => {
  it('makes one batch of a data set that is smaller than the recipe’s', () => {
    for (const recipe of ['quick', 'tmlss'] as const) {
      const config = resolveConfig(recipe, {}, { architecture: 'baseline', trainSize: 7 });
      expect(config.batchSize).to.equal(7);
      expect(totalSteps(config, 7)).to.be.at.least(1);
    }
  });

  it('tmlss is part I of the practical on the full data set', () => {
    const config = resolveConfig('tmlss', {}, FULL);
    expect(config).to.include({
      recipe: 'tmlss',
      optimizer: 'momentum',
      momentum: 0.9,
      learningRate: 0.1,
      schedule: 'step',
      batchSize: 32,
      cropSize: 24,
      augment: 'crop-mirror',
      weightDecay: 0,
      labelSmoothing: 0,
    });
    expect(config.bnMomentum, "the architecture's own").to.equal(undefined);
    expect(totalSteps(config, FULL.trainSize)).to.equal(90_000);
  });

  it('tmlss takes batches of 64 for separable nets, by name or by description', () => {
    for (const architecture of ['mobilenet', mobilenet({ width: 0.25 })]) {
      const config = resolveConfig('tmlss', {}, { ...FULL, architecture });
      expect(config.batchSize).to.equal(64);
      expect(totalSteps(config, FULL.trainSize)).to.equal(90_000);
    }
    expect(resolveConfig('tmlss', {}, { ...FULL, architecture: baseline() }).batchSize).to.equal(32);
  });

  it('tmlss-as-published differs from tmlss in the augmentation only', () => {
    const { recipe, augment, ...rest } = resolveConfig('tmlss-as-published', {}, FULL);
    const { recipe: corrected, augment: mended, ...same } = resolveConfig('tmlss', {}, FULL);
    expect([recipe, augment, corrected, mended]).to.deep.equal([
      'tmlss-as-published',
      'as-published',
      'tmlss',
      'crop-mirror',
    ]);
    expect(rest).to.deep.equal(same);
  });

  it('quick is one-cycle with label smoothing, for minutes', () => {
    const config = resolveConfig('quick', {}, MINI);
    expect(config.schedule).to.equal('one-cycle');
    expect(config.labelSmoothing).to.be.greaterThan(0);
    expect(totalSteps(config, MINI.trainSize)).to.be.within(300, 3000);
  });

  it('overrides win, undefined ones do not', () => {
    const config = resolveConfig('quick', { epochs: 2, learningRate: undefined, seed: 5, evaluateEvery: 7 }, MINI);
    expect(config).to.include({ epochs: 2, seed: 5, evaluateEvery: 7 });
    expect(config.learningRate).to.equal(resolveConfig('quick', {}, MINI).learningRate);
  });

  it('adam without a learning rate gets one that suits it', () => {
    expect(resolveConfig('quick', { optimizer: 'adam' }, MINI).learningRate).to.be.within(1e-4, 1e-2);
    expect(resolveConfig('quick', { optimizer: 'adam', learningRate: 0.5 }, MINI).learningRate).to.equal(0.5);
  });

  it('evaluates about once an epoch, and not more than some dozens of times a run', () => {
    for (const recipe of RECIPES) {
      for (const context of [FULL, MINI]) {
        const config = resolveConfig(recipe, {}, context);
        expect(totalSteps(config, context.trainSize) / config.evaluateEvery).to.be.within(4, 60);
      }
    }
  });

  const refusals: readonly (readonly [TrainingOverrides, string])[] = [
    [{ learningRate: -1 }, 'learning rate must be a number above 0; it is -1'],
    [{ learningRate: 0 }, 'learning rate'],
    [{ learningRate: NaN }, 'it is NaN'],
    [{ learningRate: Infinity }, 'it is Infinity'],
    [{ learningRate: 'abc' as never }, 'learning rate must be a number above 0; it is “abc”'],
    [{ batchSize: 5001 }, 'batch size is 5001, but there are only 5000 training images'],
    [{ batchSize: 0 }, 'batch size must be a whole number from 1 on; it is 0'],
    [{ batchSize: 2.5 }, 'it is 2.5'],
    [{ epochs: 0 }, 'number of epochs must be a number above 0; it is 0'],
    [{ epochs: -3 }, 'it is -3'],
    [{ momentum: 1 }, 'momentum'],
    [{ weightDecay: -0.1 }, 'weight decay'],
    [{ labelSmoothing: 1 }, 'label smoothing'],
    [{ bnMomentum: 1 }, 'batch-norm momentum'],
    [{ cropSize: 0 }, 'crop size'],
    [{ evaluateEvery: 0 }, 'evaluation interval'],
    [{ seed: 1.5 }, 'seed must be a whole number; it is 1.5'],
    [{ optimizer: 'lion' as never }, 'optimizer must be one of sgd, momentum, nesterov, adam; it is “lion”'],
    [{ schedule: 'linear' as never }, 'schedule must be one of'],
    [{ augment: 'cutout' as never }, 'augmentation must be one of'],
  ];
  for (const [overrides, words] of refusals) {
    it(`refuses ${Object.entries(overrides).flat().join(' ')}`, () => {
      expect(() => resolveConfig('quick', overrides, MINI))
        .to.throw(words)
        .with.property('code', 'invalid-argument');
    });
  }

  it('refuses an unknown recipe', () => {
    expect(() => resolveConfig('slow' as RecipeName, {}, MINI)).to.throw('recipe must be one of quick, tmlss');
  });
});

describe('totalSteps', () => {
  it('counts whole batches of an epoch, and at least one step', () => {
    expect(totalSteps({ epochs: 2, batchSize: 32 }, 100)).to.equal(6);
    expect(totalSteps({ epochs: 0.5, batchSize: 10 }, 100)).to.equal(5);
    expect(totalSteps({ epochs: 0.001, batchSize: 10 }, 100)).to.equal(1);
  });
});
