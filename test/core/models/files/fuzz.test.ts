/**
 * Damaged model files by the thousand: whatever is in them, the importer answers with a network or a KitError, soon, and
 * leaves no tensor. Seeds are fixed; a failure names its own.
 */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { KitError } from '../../../../core/errors.js';
import { readModel } from '../../../../core/models/files/read.js';
import { filesAmong, type ModelFiles } from '../../../../core/models/files/sources.js';
import { writeModelZip } from '../../../../core/models/files/write.js';
import { mobilenet } from '../../../../core/models/architectures/mobilenet.js';
import { Network } from '../../../../core/models/network.js';
import { useBackend } from '../../../helpers/backends.js';
import { mutateBytes, mutateJson } from '../../../helpers/mutate.js';
import { fillWeights, layers, saveStock, type SavedModel } from './stock.js';

const limits = { maxBytes: 4 * 1024 * 1024 };
/** No file may keep a reader waiting longer, in ms. */
const PATIENCE = 2_000;

interface Tally {
  accepted: number;
  refused: number;
  slowest: number;
}

/** Reads and, where that succeeds, builds the network; anything thrown but a KitError fails. */
async function judge(open: () => Promise<ModelFiles> | ModelFiles, seed: number, tally: Tally): Promise<void> {
  const begin = performance.now();
  try {
    const { spec, weights, problems } = await readModel(await open(), limits);
    if (!weights) throw problems[0]!;
    const network = new Network(spec, { seed: 1 });
    try {
      network.setWeights(weights);
    } finally {
      network.dispose();
    }
    tally.accepted += 1;
  } catch (thrown) {
    if (!(thrown instanceof KitError)) throw new Error(`seed ${seed}: ${String(thrown)}`, { cause: thrown });
    expect(thrown.message, `seed ${seed}`).to.match(/^.{10,600}$/s);
    expect(['bad-spec', 'bad-weights', 'bad-data', 'unsupported-layer'], `seed ${seed}`).to.include(thrown.code);
    tally.refused += 1;
  }
  tally.slowest = Math.max(tally.slowest, performance.now() - begin);
}

function check({ accepted, refused, slowest }: Tally, runs: number): void {
  expect(accepted + refused).to.equal(runs);
  expect(slowest).to.be.below(PATIENCE);
  // A fuzzer whose files are all good, or all beyond recognition, tests nothing.
  expect(refused).to.be.above(runs / 4);
  expect(accepted).to.be.above(runs / 200);
}

async function functional(): Promise<SavedModel> {
  const L = layers.layers;
  const input = layers.input({ shape: [6, 6, 3] });
  const apply = (layer: object, x: unknown) => (layer as { apply(x: unknown): layers.SymbolicTensor }).apply(x);
  const left = apply(L.conv2d({ filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' }), input);
  const right = apply(L.separableConv2d({ filters: 2, kernelSize: 3, padding: 'same' }), input);
  const sum = apply(L.batchNormalization(), apply(L.add(), [left, right]));
  const pooled = apply(L.maxPooling2d({ poolSize: 2 }), apply(L.concatenate(), [sum, left]));
  const output = apply(L.dense({ units: 3, activation: 'softmax' }), apply(L.flatten(), pooled));
  const model = layers.model({ inputs: input, outputs: output });
  fillWeights(model, 1);
  const saved = await saveStock(model, 200);
  model.dispose();
  return saved;
}

describe('damaged model files', () => {
  let tensors = 0;
  before(() => useBackend('cpu'));
  beforeEach(() => (tensors = tf.memory().numTensors));
  afterEach(() => expect(tf.memory().numTensors).to.equal(tensors));

  it('with other values in the description: 1,000', async () => {
    const { json, shards } = await functional();
    const tally: Tally = { accepted: 0, refused: 0, slowest: 0 };
    for (let seed = 0; seed < 1_000; seed++) {
      const text = JSON.stringify(mutateJson(json, seed));
      await judge(() => memory(text, shards), seed, tally);
    }
    check(tally, 1_000);
  });

  it('of Keras 3, with other values in the description: 300', async () => {
    const response = await fetch(new URL('../../../fixtures/models/keras3-functional.json', import.meta.url));
    const { model, weights } = (await response.json()) as { model: unknown; weights: string };
    const shards = { 'weights.bin': Uint8Array.from(atob(weights), (letter) => letter.charCodeAt(0)) };
    const tally: Tally = { accepted: 0, refused: 0, slowest: 0 };
    for (let seed = 0; seed < 300; seed++) {
      await judge(() => memory(JSON.stringify(mutateJson(model, seed)), shards), seed, tally);
    }
    check(tally, 300);
  });

  it('with other bytes in the description or the weights: 400', async () => {
    const { json, shards } = await functional();
    const good = new TextEncoder().encode(JSON.stringify(json));
    const [first] = Object.keys(shards);
    const tally: Tally = { accepted: 0, refused: 0, slowest: 0 };
    for (let seed = 0; seed < 400; seed++) {
      const files =
        seed % 2 === 0
          ? memory(mutateBytes(good, seed), shards)
          : memory(good, { ...shards, [first!]: mutateBytes(shards[first!]!, seed) });
      await judge(() => files, seed, tally);
    }
    check(tally, 400);
  });

  it('as damaged zip archives: 600', async () => {
    const spec = mobilenet({ width: 1 / 64 });
    const network = new Network(spec, { seed: 1 });
    const weights = await network.weights();
    network.dispose();
    const whole = writeModelZip(spec, weights);
    const tally: Tally = { accepted: 0, refused: 0, slowest: 0 };
    for (let seed = 0; seed < 600; seed++) {
      // The directory at the end is a small part of the file; half of the faults go there.
      const tail = seed % 2 === 0 ? 400 : whole.length;
      const damaged = new Uint8Array([...whole.slice(0, -tail), ...mutateBytes(whole.slice(-tail), seed)]);
      await judge(() => filesAmong([{ path: 'model.zip', blob: new Blob([damaged]) }], limits), seed, tally);
    }
    check(tally, 600);
  });
});

function memory(json: string | Uint8Array, shards: Readonly<Record<string, Uint8Array>>): ModelFiles {
  return {
    name: 'model.json',
    readModel: () => Promise.resolve(typeof json === 'string' ? new TextEncoder().encode(json) : json),
    readWeights: (path) =>
      Object.hasOwn(shards, path)
        ? Promise.resolve(shards[path]!)
        : Promise.reject(new KitError('bad-weights', `There is no file ${path}.`)),
  };
}
