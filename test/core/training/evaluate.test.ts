/** Evaluation: agrees with single predictions, covers every image once, breathes, and can be ended. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { Network } from '../../../core/models/network.js';
import { predict } from '../../../core/models/predict.js';
import { evaluate, type EvaluationSource } from '../../../core/training/evaluate.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { randomArray } from '../../helpers/tensors.js';

const COUNT = 25;
const PIXELS = 8 * 8 * 3;
const pixels = randomArray(COUNT * PIXELS, 5);
const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % 4);
const source: EvaluationSource = {
  labels,
  images: (start, end) => tf.tensor4d(pixels.slice(start * PIXELS, end * PIXELS), [end - start, 8, 8, 3]),
};
const breathe = () => Promise.resolve();

async function withNetwork(use: (network: Network) => Promise<void>): Promise<void> {
  const network = new Network(baseline({ width: 0.05, inputSize: 8, classes: 5 }), { seed: 2 });
  try {
    await use(network);
  } finally {
    network.dispose();
  }
}

describeOnBackends(['cpu', 'wasm', 'webgpu'], 'evaluate', () => {
  it('agrees with the probabilities of the images, whatever the batch size', async () => {
    await withNetwork(async (network) => {
      const images = source.images(0, COUNT);
      const { data } = await predict(network, images);
      images.dispose();
      const rows = Array.from({ length: COUNT }, (_, i) => [...data.slice(5 * i, 5 * i + 5)]);
      const predicted = rows.map((row) => row.indexOf(Math.max(...row)));
      const loss = rows.reduce((sum, row, i) => sum - Math.log(row[labels[i]!]!), 0) / COUNT;
      for (const batchSize of [7, 100]) {
        const evaluation = await evaluate(network, source, { step: 9, breathe, batchSize });
        expect(evaluation.step).to.equal(9);
        expect(evaluation.count).to.equal(COUNT);
        expect(evaluation.loss).to.be.closeTo(loss, 1e-4);
        const { confusion } = evaluation;
        expect(confusion.flat().reduce((sum, n) => sum + n, 0)).to.equal(COUNT);
        predicted.forEach((guess, i) => expect(confusion[labels[i]!]![guess]).to.be.greaterThan(0));
        const correct = predicted.filter((guess, i) => guess === labels[i]).length;
        expect(evaluation.accuracy).to.equal(correct / COUNT);
        expect(evaluation.perClass[0]).to.equal(confusion[0]![0]! / 7);
        expect(evaluation.perClass[4], 'a class without images').to.be.NaN;
      }
    });
  });

  it('breathes between batches and ends where breathing throws', async () => {
    await withNetwork(async (network) => {
      let breaths = 0;
      const count = () => {
        breaths++;
        return Promise.resolve();
      };
      await evaluate(network, source, { step: 0, breathe: count, batchSize: 10 });
      expect(breaths).to.equal(2);
      const stop = () => Promise.reject(new KitError('aborted', 'Stopped.'));
      expect(await codeOf(evaluate(network, source, { step: 0, breathe: stop, batchSize: 10 }))).to.equal('aborted');
    });
  });

  it('ends when its signal says so', async () => {
    await withNetwork(async (network) => {
      const controller = new AbortController();
      const abort = () => {
        controller.abort();
        return Promise.resolve();
      };
      const options = { step: 0, breathe: abort, signal: controller.signal, batchSize: 10 };
      expect(await codeOf(evaluate(network, source, options))).to.equal('aborted');
    });
  });

  it('refuses no images, unknown labels, and images that do not fit', async () => {
    await withNetwork(async (network) => {
      const options = { step: 0, breathe };
      expect(await codeOf(evaluate(network, { ...source, labels: [] }, options))).to.equal('bad-data');
      expect(await codeOf(evaluate(network, { ...source, labels: [5] }, options))).to.equal('bad-data');
      const grey = { labels: [0], images: () => tf.zeros<tf.Rank.R4>([1, 8, 8, 1]) };
      expect(await codeOf(evaluate(network, grey, options))).to.equal('invalid-argument');
    });
  });
});

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof KitError ? error.code : String(error)),
  );
}
