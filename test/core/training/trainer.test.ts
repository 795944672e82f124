/** The trainer: the reference's three steps, determinism, frozen layers, going back, snapshots, and no leaks. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { mobilenet } from '../../../core/models/architectures/mobilenet.js';
import { Network } from '../../../core/models/network.js';
import { Trainer } from '../../../core/training/trainer.js';
import type { ArchitectureSpec, LayerSpec, StepPoint, TrainingConfig, WeightMap } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { expectClose, randomArray } from '../../helpers/tensors.js';
import { loadReference, REFERENCE_TOLERANCE } from '../models/reference.js';

const cases = await loadReference();

const CONFIG: TrainingConfig = {
  recipe: 'tmlss',
  optimizer: 'momentum',
  learningRate: 0.05,
  momentum: 0.9,
  schedule: 'constant',
  weightDecay: 0,
  labelSmoothing: 0,
  batchSize: 8,
  epochs: 1,
  augment: 'none',
  cropSize: 12,
  seed: 0,
  evaluateEvery: 100,
};
const NARROW = baseline({ width: 0.05, inputSize: 8 });

/** The step's batch of eight random 8×8 images, whose classes can be learnt: each has a brightness of its own. */
function batch(step: number): { images: tf.Tensor4D; labels: Uint8Array } {
  const labels = Uint8Array.from({ length: 8 }, (_, i) => (i + step) % 10);
  const pixels = randomArray(8 * 8 * 8 * 3, 1000 + step);
  const data = pixels.map((value, i) => 0.3 * value + labels[Math.floor(i / 192)]! / 5 - 1);
  return { images: tf.tensor4d(data, [8, 8, 8, 3]), labels };
}

async function run(trainer: Trainer, steps: number): Promise<StepPoint[]> {
  const points: StepPoint[] = [];
  for (let i = 0; i < steps; i++) {
    const { images, labels } = batch(trainer.step);
    try {
      points.push(await trainer.trainStep(images, labels));
    } finally {
      images.dispose();
    }
  }
  return points;
}

interface Options {
  readonly spec?: ArchitectureSpec;
  readonly config?: Partial<TrainingConfig>;
  readonly seed?: number;
  readonly totalSteps?: number;
}

async function withTrainer<T>(options: Options, use: (trainer: Trainer, network: Network) => Promise<T>): Promise<T> {
  const { spec = NARROW, config, seed = 1, totalSteps = 100 } = options;
  const network = new Network(spec, { seed });
  const trainer = new Trainer(network, { ...CONFIG, ...config }, { totalSteps });
  try {
    return await use(trainer, network);
  } finally {
    trainer.dispose();
    network.dispose();
  }
}

async function rejection(promise: Promise<unknown>): Promise<KitError> {
  try {
    await promise;
  } catch (error) {
    expect(error).to.be.instanceOf(KitError);
    return error as KitError;
  }
  throw new Error('nothing was thrown');
}

function expectSame(actual: WeightMap, expected: WeightMap, only = (_name: string) => true): void {
  for (const name of Object.keys(expected).filter(only)) {
    expect(actual[name]!.data, name).to.deep.equal(expected[name]!.data);
  }
}

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'Trainer on the reference', () => {
  for (const { kind, spec, weights, images: pixels, training } of cases) {
    it(`takes the three steps of ${kind}: losses, weights and moving averages`, async () => {
      const { learningRate, momentum } = training.optimizer;
      await withTrainer({ spec, config: { learningRate, momentum }, totalSteps: 3 }, async (trainer, network) => {
        network.setWeights(weights);
        const images = tf.tensor<tf.Rank.R4>(pixels.data, pixels.shape as [number, number, number, number]);
        const losses: number[] = [];
        for (let step = 0; step < 3; step++) losses.push((await trainer.trainStep(images, training.labels)).loss);
        expectClose(losses, training.losses, REFERENCE_TOLERANCE);
        const after = await network.weights();
        expect(Object.keys(after).sort()).to.deep.equal(Object.keys(training.weightsAfter).sort());
        for (const [name, { data }] of Object.entries(training.weightsAfter)) {
          expectClose(after[name]!.data, data, REFERENCE_TOLERANCE, name);
        }
        images.dispose();
      });
    });
  }
});

describeOnBackends(['wasm'], 'Trainer', () => {
  it('gives the same losses and weights for 20 steps from the same seed, others from another', async () => {
    const runs = await Promise.all(
      [4, 4, 5].map((seed) =>
        withTrainer({ seed }, async (trainer, network) => ({
          losses: (await run(trainer, 20)).map(({ loss }) => loss),
          weights: await network.weights(),
        })),
      ),
    );
    expect(runs[1]!.losses).to.deep.equal(runs[0]!.losses);
    expectSame(runs[1]!.weights, runs[0]!.weights);
    expect(runs[2]!.losses).not.to.deep.equal(runs[0]!.losses);
  });

  it('learns, and says step, accuracy and learning rate', async () => {
    const points = await withTrainer({ config: { schedule: 'cosine' }, totalSteps: 60 }, (trainer) => run(trainer, 60));
    const mean = (part: readonly StepPoint[]) => part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    expect(mean(points.slice(-10))).to.be.below(0.75 * mean(points.slice(0, 10)));
    expect(points.map(({ step }) => step)).to.deep.equal(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(points[30]!.learningRate).to.be.closeTo(0.025, 1e-12);
    for (const { accuracy } of points) expect(accuracy * 8).to.be.closeTo(Math.round(accuracy * 8), 1e-12);
    expect(points.some(({ accuracy }) => accuracy > 0.3)).to.equal(true);
  });

  it('trains the separable net too', async () => {
    const spec = mobilenet({ width: 0.1, inputSize: 8 });
    const points = await withTrainer({ spec }, (trainer) => run(trainer, 30));
    expect(Math.min(...points.slice(-5).map(({ loss }) => loss))).to.be.below(points[0]!.loss);
  });

  it('decays kernels and nothing else', async () => {
    const [plain, decayed] = await Promise.all(
      [0, 0.5].map((weightDecay) =>
        withTrainer({ config: { weightDecay } }, async (trainer, network) => {
          await run(trainer, 1);
          return network.weights();
        }),
      ),
    );
    const before = await withTrainer({}, (_trainer, network) => network.weights());
    for (const [name, { data }] of Object.entries(plain!)) {
      // One step of momentum SGD: the decay's share of the update is −lr · wd · w.
      const share = name.endsWith('kernel') ? CONFIG.learningRate * 0.5 : 0;
      expectClose(
        decayed![name]!.data,
        data.map((value, i) => value - share * before[name]!.data[i]!),
        1e-5,
        name,
      );
    }
  });

  it('smooths the labels it learns from, but reports the plain loss', async () => {
    const [plain, smoothed] = await Promise.all(
      [0, 0.3].map((labelSmoothing) => withTrainer({ config: { labelSmoothing } }, (trainer) => run(trainer, 2))),
    );
    expect(smoothed![0]!.loss).to.equal(plain![0]!.loss);
    expect(smoothed![1]!.loss).not.to.equal(plain![1]!.loss);
  });

  it("takes the run's momentum for moving averages in place of the layers' own", async () => {
    const mean = (bnMomentum?: number) =>
      withTrainer({ config: bnMomentum === undefined ? {} : { bnMomentum } }, async (trainer, network) => {
        await run(trainer, 1);
        return (await network.weights())['bn0/movingMean']!.data;
      });
    // From zero, one step moves by (1 − momentum) · batch mean; the architecture's own is 0.999.
    expectClose(
      await mean(0.9),
      (await mean()).map((value) => value * 100),
      1e-4,
    );
  });

  it('leaves frozen layers alone to the last bit, statistics too', async () => {
    const frozen = ['conv2', 'bn2', 'bn4', 'logits'];
    const layers = NARROW.layers.map((layer): LayerSpec =>
      frozen.includes(layer.name) ? { ...layer, trainable: false } : layer,
    );
    await withTrainer({ spec: { ...NARROW, layers } }, async (trainer, network) => {
      const before = await network.weights();
      await run(trainer, 5);
      const after = await network.weights();
      expectSame(after, before, (name) => frozen.includes(name.split('/')[0]!));
      for (const name of ['conv3/kernel', 'bn3/beta', 'bn3/movingMean']) {
        expect(after[name]!.data, name).not.to.deep.equal(before[name]!.data);
      }
    });
  });

  it('refuses a network with nothing to train', () => {
    const layers = NARROW.layers.map((layer): LayerSpec => ({ ...layer, trainable: false }));
    const network = new Network({ ...NARROW, layers }, { seed: 0 });
    expect(() => new Trainer(network, CONFIG, { totalSteps: 1 })).to.throw('nothing to train');
    network.dispose();
  });

  for (const optimizer of ['sgd', 'momentum', 'nesterov', 'adam'] as const) {
    it(`goes on from a snapshot of ${optimizer} as if never interrupted, to the last bit`, async () => {
      const config = { optimizer, schedule: 'one-cycle', learningRate: 0.01 } as const;
      const straight = await withTrainer({ config }, async (trainer, network) => {
        const points = await run(trainer, 12);
        return { points, weights: await network.weights() };
      });
      const snapshot = await withTrainer({ config }, async (trainer) => {
        await run(trainer, 7);
        return trainer.snapshot();
      });
      expect(structuredClone(snapshot)).to.deep.equal(snapshot);
      await withTrainer({ config, seed: 99 }, async (trainer, network) => {
        trainer.restore(snapshot);
        expect(trainer.step).to.equal(7);
        expect(await run(trainer, 5)).to.deep.equal(straight.points.slice(7));
        expectSame(await network.weights(), straight.weights);
      });
    });
  }

  it('takes a snapshot of the moment it is asked, whatever happens while it reads', async () => {
    await withTrainer({}, async (trainer) => {
      await run(trainer, 2);
      const before = await trainer.snapshot();
      const reading = trainer.snapshot();
      await run(trainer, 1);
      const { weights, slots, step } = await reading;
      expect(step).to.equal(2);
      expectSame(weights, before.weights);
      expectSame(slots, before.slots);
    });
  });

  it('goes back to the last good state when the loss is no number, and says so', async () => {
    await withTrainer({}, async (trainer, network) => {
      await run(trainer, 40);
      const good = await trainer.snapshot();
      await run(trainer, 3);
      const { images, labels } = batch(0);
      const poison = tf.mul(images, NaN) as tf.Tensor4D;
      const error = await rejection(trainer.trainStep(poison, labels));
      tf.dispose([images, poison]);
      expect(error.code).to.equal('diverged');
      expect(error.message).to.contain('at step 44').and.contain('after step 40').and.contain('learning rate of 0.05');
      const back = await trainer.snapshot();
      expect(back).to.deep.equal(good);
      expect((await run(trainer, 1))[0]!.step, 'and it goes on from there').to.equal(41);
      expect((await network.weights())['conv0/kernel']!.data.every(Number.isFinite)).to.equal(true);
    });
  });

  it('finds weights that are lost even where the loss stays a number', async () => {
    await withTrainer({}, async (trainer, network) => {
      await run(trainer, 25);
      const kernel = network.variables.get('conv3/kernel')!;
      const lost = tf.fill(kernel.shape, NaN);
      kernel.assign(lost);
      lost.dispose();
      expect((await rejection(run(trainer, 20))).code).to.equal('diverged');
      expect(trainer.step).to.equal(20);
      expect((await network.weights())['conv3/kernel']!.data.every(Number.isFinite)).to.equal(true);
    });
  });

  it('goes back to the start when a learning rate is absurd from the first step', async () => {
    await withTrainer({ config: { learningRate: 1e25 } }, async (trainer, network) => {
      const start = await network.weights();
      const error = await rejection(run(trainer, 20));
      expect(error.code).to.equal('diverged');
      expect(error.message).to.contain('before the first step').and.contain('1e+25');
      expect(trainer.step).to.equal(0);
      expectSame(await network.weights(), start);
      trainer.setConfig({ ...CONFIG, learningRate: 0.01 });
      expect((await run(trainer, 3)).every(({ loss }) => Number.isFinite(loss))).to.equal(true);
    });
  });

  it('does not take a state for good whose loss is far above that of guessing', async () => {
    await withTrainer({ config: { learningRate: 20 } }, async (trainer) => {
      const points = await run(trainer, 21);
      expect(points[20]!.loss, 'this test needs a bad state').to.be.above(2 * Math.log(10));
      const { images, labels } = batch(0);
      const poison = tf.mul(images, NaN) as tf.Tensor4D;
      await rejection(trainer.trainStep(poison, labels));
      tf.dispose([images, poison]);
      expect(trainer.step).to.equal(0);
    });
  });

  it('lets steps overlap: queued in order, read later', async () => {
    const inTurn = await withTrainer({}, (trainer) => run(trainer, 4));
    const overlapping = await withTrainer({}, async (trainer) => {
      const batches = [0, 1, 2, 3].map(batch);
      const points = await Promise.all(batches.map(({ images, labels }) => trainer.trainStep(images, labels)));
      batches.forEach(({ images }) => images.dispose());
      return points;
    });
    expect(overlapping).to.deep.equal(inTurn);
  });

  it('gives up steps in flight when the state is replaced', async () => {
    await withTrainer({}, async (trainer) => {
      const snapshot = await trainer.snapshot();
      const { images, labels } = batch(0);
      const flying = trainer.trainStep(images, labels);
      trainer.restore(snapshot);
      expect((await rejection(flying)).code).to.equal('aborted');
      images.dispose();
      expect(trainer.step).to.equal(0);
    });
  });

  it('takes other settings from the next step on, and keeps the velocity between momentum and Nesterov', async () => {
    await withTrainer({}, async (trainer) => {
      await run(trainer, 3);
      const { slots } = await trainer.snapshot();
      trainer.setConfig({ ...CONFIG, optimizer: 'nesterov', learningRate: 0.02 });
      expectSame((await trainer.snapshot()).slots, slots);
      expect((await run(trainer, 1))[0]!.learningRate).to.equal(0.02);
      trainer.setConfig({ ...CONFIG, optimizer: 'adam', learningRate: 0.001 });
      expect((await trainer.snapshot()).updates).to.equal(0);
      trainer.setConfig({ ...CONFIG, schedule: 'cosine' }, { totalSteps: 8 });
      expect((await run(trainer, 1))[0]!.learningRate).to.be.closeTo(CONFIG.learningRate / 2, 1e-12);
    });
  });

  it('refuses a batch that does not fit, and changes nothing', async () => {
    await withTrainer({}, async (trainer) => {
      const before = await trainer.snapshot();
      const { images } = batch(0);
      const grey = tf.zeros<tf.Rank.R4>([8, 8, 8, 1]);
      const wrong = [
        await rejection(trainer.trainStep(images, [0, 1])),
        await rejection(trainer.trainStep(images, new Array(8).fill(10))),
        await rejection(trainer.trainStep(grey, new Array(8).fill(0))),
      ];
      tf.dispose([images, grey]);
      expect(wrong.map(({ code }) => code)).to.deep.equal(['invalid-argument', 'bad-data', 'invalid-argument']);
      expect(await trainer.snapshot()).to.deep.equal(before);
    });
  });

  it('keeps a constant number of tensors while it trains', async () => {
    const before = tf.memory().numTensors;
    await withTrainer({ config: { weightDecay: 1e-3, labelSmoothing: 0.1 } }, async (trainer, network) => {
      await run(trainer, 1);
      expect(tf.memory().numTensors - before).to.equal(network.variables.size + trainer.ownedTensors);
      const { numTensors } = tf.memory();
      await run(trainer, 60);
      expect(tf.memory().numTensors).to.equal(numTensors);
    });
  });
});
