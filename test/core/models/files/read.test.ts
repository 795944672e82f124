/** Models made by the stock package, read by the importer: the same numbers come out. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { DEFAULT_MAX_BYTES } from '../../../../core/models/files/limits.js';
import { type ReadModel, readModel } from '../../../../core/models/files/read.js';
import { Network } from '../../../../core/models/network.js';
import { describeOnBackends } from '../../../helpers/backends.js';
import { randomTensor, relativeError } from '../../../helpers/tensors.js';
import { fillWeights, layers, modelFiles, saveStock } from './stock.js';

type Size = readonly [number, number, number];

/** Reads it, runs it on the same random images and compares; gives back what was read. */
async function expectSameOutputs(model: layers.LayersModel, [h, w, c]: Size, batch = 2): Promise<ReadModel> {
  fillWeights(model, 7);
  const read = await readModel(modelFiles(await saveStock(model, 1000)), { maxBytes: DEFAULT_MAX_BYTES });
  expect(read.problems.map(({ message }) => message)).to.deep.equal([]);
  const network = new Network(read.spec, { seed: 0 });
  network.setWeights(read.weights!);
  const images = randomTensor<tf.Rank.R4>([batch, h, w, c], 3);
  const expected = model.predict(images) as tf.Tensor;
  const { logits } = network.apply(images);
  const actual = read.softmax ? tf.softmax(logits) : logits;
  expect(relativeError(await actual.data(), await expected.data())).to.be.at.most(1e-5);
  tf.dispose([images, expected, logits, actual]);
  network.dispose();
  model.dispose();
  return read;
}

const { layers: make } = { layers };
const L = make.layers;

describeOnBackends(['cpu'], 'models of the stock package', () => {
  it('reads a Sequential model with activations inside its layers, and its softmax', async () => {
    const model = layers.sequential({
      name: 'small',
      layers: [
        L.conv2d({ inputShape: [9, 8, 3], filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
        L.batchNormalization({ scale: false, momentum: 0.9, epsilon: 1e-2 }),
        L.activation({ activation: 'relu6' }),
        L.maxPooling2d({ poolSize: [2, 2], padding: 'same' }),
        L.dropout({ rate: 0.25 }),
        L.flatten(),
        L.dense({ units: 5, activation: 'tanh', useBias: false }),
        L.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    const { spec, softmax } = await expectSameOutputs(model, [9, 8, 3]);
    expect(spec.name).to.equal('small');
    expect(spec.inputShape).to.deep.equal([9, 8, 3]);
    expect(spec.layers.map(({ type }) => type)).to.deep.equal([
      ...['conv2d', 'relu', 'batchNorm', 'relu6', 'maxPool2d', 'dropout', 'flatten', 'dense', 'tanh', 'dense'],
    ]);
    expect(spec.layers.every(({ inputs }) => inputs === undefined)).to.equal(true);
    expect(softmax).to.equal(true);
  });

  it('reads a Functional model with branches', async () => {
    const input = layers.input({ shape: [8, 8, 3] });
    const apply = (layer: object, x: unknown) => (layer as { apply(x: unknown): layers.SymbolicTensor }).apply(x);
    const stem = apply(L.conv2d({ filters: 4, kernelSize: 3, padding: 'same', name: 'stem' }), input);
    const left = apply(L.separableConv2d({ filters: 4, kernelSize: 3, padding: 'same' }), stem);
    const right = apply(
      L.leakyReLU({ alpha: 0.1 }),
      apply(L.depthwiseConv2d({ kernelSize: 3, padding: 'same' }), stem),
    );
    const sum = apply(L.add(), [left, stem, right]);
    const product = apply(L.multiply(), [sum, left]);
    const both = apply(L.concatenate(), [product, right]);
    const padded = apply(L.zeroPadding2d({ padding: [[1, 0], [2, 1]] }), both); // prettier-ignore
    const pooled = apply(L.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }), padded);
    const most = apply(L.globalMaxPooling2d({}), pooled);
    const mean = apply(L.globalAveragePooling2d({}), pooled);
    const head = apply(L.dense({ units: 4 }), apply(L.concatenate(), [most, mean]));
    const { spec, softmax } = await expectSameOutputs(layers.model({ inputs: input, outputs: head }), [8, 8, 3]);
    expect(softmax).to.equal(false);
    expect(spec.layers.filter(({ type }) => type === 'add')[0]!.inputs).to.have.length(3);
  });

  it('reads a network in the manner of MobileNet: rescaling, reshapes, a dense layer on a map, softmax before the end', async () => {
    const model = layers.sequential({
      layers: [
        L.rescaling({ scale: 0.5, offset: 0.25, inputShape: [8, 8, 3] }),
        L.depthwiseConv2d({ kernelSize: [3, 2], depthMultiplier: 2, strides: 2, useBias: false }),
        L.reLU({ maxValue: 6 }),
        L.dense({ units: 5 }),
        L.globalAveragePooling2d({}),
        L.reshape({ targetShape: [1, 1, 5] }),
        L.conv2d({ filters: 3, kernelSize: 1 }),
        L.softmax({ axis: -1 }),
        L.reshape({ targetShape: [3] }),
      ],
    });
    const { spec, softmax } = await expectSameOutputs(model, [8, 8, 3]);
    expect(softmax).to.equal(true);
    expect(spec.layers.at(-1)!.type).to.equal('flatten');
    expect(spec.layers.some(({ type }) => type === 'softmax')).to.equal(false);
  });

  it('lays nested models flat', async () => {
    const backbone = layers.sequential({
      name: 'backbone',
      layers: [
        L.conv2d({ inputShape: [6, 6, 3], filters: 4, kernelSize: 3, name: 'conv' }),
        L.batchNormalization({ name: 'bn' }),
        L.flatten({ name: 'flat' }),
      ],
    });
    const outer = layers.sequential({
      layers: [backbone, L.dense({ units: 6, name: 'conv2', activation: 'sigmoid' }), L.dense({ units: 2 })],
    });
    const { spec } = await expectSameOutputs(outer, [6, 6, 3]);
    expect(spec.layers.filter(({ block }) => block === 'backbone')).to.have.length(3);
  });

  it('keeps what is not to be trained that way', async () => {
    const model = layers.sequential({
      layers: [L.flatten({ inputShape: [4, 4, 1] }), L.dense({ units: 4, trainable: false }), L.dense({ units: 2 })],
    });
    const { spec } = await expectSameOutputs(model, [4, 4, 1]);
    expect(spec.layers.map(({ trainable }) => trainable)).to.deep.equal([undefined, false, undefined]);
  });
});
