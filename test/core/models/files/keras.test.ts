/** Files in the forms that Keras 2 and Keras 3 give them; those of Keras 3 come from Keras itself. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { DEFAULT_MAX_BYTES } from '../../../../core/models/files/limits.js';
import { type DescribeOptions, type ReadModel, readModel } from '../../../../core/models/files/read.js';
import { Network } from '../../../../core/models/network.js';
import { describeOnBackends } from '../../../helpers/backends.js';
import { randomTensor, relativeError } from '../../../helpers/tensors.js';
import { fillWeights, layers, modelFiles, type SavedModel, saveStock } from './stock.js';

interface Fixture {
  readonly model: Record<string, unknown>;
  readonly weights: string;
  readonly images: { readonly shape: [number, number, number, number]; readonly data: number[] };
  readonly outputs: number[];
}

async function load(name: string): Promise<Fixture & { saved: SavedModel }> {
  const response = await fetch(new URL(`../../../fixtures/models/${name}.json`, import.meta.url));
  const fixture = (await response.json()) as Fixture;
  const bytes = Uint8Array.from(atob(fixture.weights), (letter) => letter.charCodeAt(0));
  return { ...fixture, saved: { json: fixture.model, shards: { 'weights.bin': bytes } } };
}

async function read(saved: SavedModel, options: DescribeOptions = {}): Promise<ReadModel> {
  const model = await readModel(modelFiles(saved), { maxBytes: DEFAULT_MAX_BYTES, ...options });
  expect(model.problems.map(({ message }) => message)).to.deep.equal([]);
  return model;
}

async function outputs({ spec, weights, softmax }: ReadModel, images: tf.Tensor4D): Promise<Float32Array> {
  const network = new Network(spec, { seed: 0 });
  network.setWeights(weights!);
  const { logits } = network.apply(images);
  const result = softmax ? tf.softmax(logits) : logits;
  const numbers = Float32Array.from(await result.data());
  tf.dispose([logits, result]);
  network.dispose();
  return numbers;
}

/** The layers of a Sequential model as the Functional one that they are, connected in a given way. */
function asFunctional(saved: SavedModel, inbound: (source: string) => unknown): SavedModel {
  const { config } = saved.json['modelTopology'] as {
    config: { layers: { class_name: string; config: Record<string, unknown> & { name: string } }[] };
  };
  const input = {
    class_name: 'InputLayer',
    name: 'input_1',
    config: { name: 'input_1', batch_input_shape: config.layers[0]!.config['batch_input_shape'] },
    inbound_nodes: [],
  };
  let before = 'input_1';
  const connected = config.layers.map((layer) => {
    const { name } = layer.config;
    const inbound_nodes = inbound(before);
    before = name;
    return { ...layer, name, inbound_nodes };
  });
  const model_config = {
    class_name: 'Functional',
    config: {
      name: 'model',
      layers: [input, ...connected],
      input_layers: [['input_1', 0, 0]],
      output_layers: [[before, 0, 0]],
    },
  };
  const modelTopology = { keras_version: '2.15.0', backend: 'tensorflow', model_config };
  return { ...saved, json: { ...saved.json, modelTopology } };
}

describeOnBackends(['cpu'], 'files of Keras', () => {
  it('reads a Functional model of Keras 3 made for pixels from 0 to 255', async () => {
    const { saved, images, outputs: expected } = await load('keras3-functional');
    const model = await read(saved, { inputRange: [0, 255] });
    expect(model.softmax).to.equal(true);
    expect(model.spec.layers[0]).to.deep.equal({ name: 'input-range', type: 'rescaling', scale: 127.5, offset: 127.5 });
    const scaled = tf.tensor4d(
      images.data.map((pixel) => pixel / 127.5 - 1),
      images.shape,
    );
    expect(relativeError(await outputs(model, scaled), expected)).to.be.at.most(1e-5);
    scaled.dispose();
  });

  it('reads a nested Sequential model of Keras 3 with weights called by position and open sizes', async () => {
    const { saved, images, outputs: expected } = await load('keras3-sequential');
    const model = await read(saved, { inputSize: 48 });
    expect(model.spec.inputShape).to.deep.equal([48, 48, 3]);
    expect(model.spec.layers.map(({ block }) => block)).to.deep.equal([
      ...['backbone', 'backbone', 'backbone', undefined, undefined],
    ]);
    const x = tf.tensor4d(images.data, images.shape);
    expect(relativeError(await outputs(model, x), expected)).to.be.at.most(1e-5);
    x.dispose();
  });

  for (const [form, inbound] of [
    ['a list of calls', (source: string) => [[[source, 0, 0, {}]]]],
    ['a lone tensor', (source: string) => [[source, 0, 0, {}]]],
  ] as const) {
    it(`reads a Functional model of Keras 2, saved with its settings, whose layers name ${form}`, async () => {
      const stock = layers.sequential({
        layers: [
          layers.layers.conv2d({ inputShape: [5, 5, 2], filters: 3, kernelSize: 3 }),
          layers.layers.batchNormalization(),
          layers.layers.flatten(),
          layers.layers.dense({ units: 2 }),
        ],
      });
      fillWeights(stock, 1);
      const model = await read(asFunctional(await saveStock(stock), inbound));
      expect(model.spec.inputShape).to.deep.equal([5, 5, 2]);
      const images = randomTensor<tf.Rank.R4>([3, 5, 5, 2], 9);
      const expected = stock.predict(images) as tf.Tensor;
      expect(relativeError(await outputs(model, images), await expected.data())).to.be.at.most(1e-5);
      tf.dispose([images, expected]);
      stock.dispose();
    });
  }
});
