/** Files that the library writes: the stock package opens them and computes the same; the importer reads them back. */
import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { analyse, architecture, ARCHITECTURE_NAMES } from '../../../../core/analysis/index.js';
import { KitError } from '../../../../core/errors.js';
import { baseline } from '../../../../core/models/architectures/baseline.js';
import { mobilenet, separableTwin } from '../../../../core/models/architectures/mobilenet.js';
import { DEFAULT_MAX_BYTES } from '../../../../core/models/files/limits.js';
import { describeModel, readModel } from '../../../../core/models/files/read.js';
import { filesAmong } from '../../../../core/models/files/sources.js';
import { type WriteOptions, writeModel, writeModelZip } from '../../../../core/models/files/write.js';
import { writeTopology } from '../../../../core/models/files/write-topology.js';
import type { ModelPrecision } from '../../../../core/runtime/protocol.js';
import { Network } from '../../../../core/models/network.js';
import { planNetwork } from '../../../../core/models/validate.js';
import type { ArchitectureSpec, LayerSpec, WeightMap } from '../../../../core/types.js';
import { describeOnBackends } from '../../../helpers/backends.js';
import { randomArray, randomTensor, relativeError } from '../../../helpers/tensors.js';
import { randomSpec } from '../random-specs.js';
import { modelFiles, openStock, type SavedModel } from './stock.js';

const limits = { maxBytes: DEFAULT_MAX_BYTES };

function written(spec: ArchitectureSpec, weights: WeightMap, options?: WriteOptions): SavedModel {
  const { 'model.json': json, ...shards } = writeModel(spec, weights, options);
  return { json: JSON.parse(new TextDecoder().decode(json)) as Record<string, unknown>, shards };
}

/** Weights of ordinary sizes by name, statistics with variances above zero. */
function weightsFor(network: Network, seed: number): WeightMap {
  return Object.fromEntries(
    [...network.variables].map(([name, { shape, size }], i) => {
      const low = name.endsWith('/movingVariance') ? 0.5 : -0.5;
      return [name, { data: randomArray(size, seed + i, low, low + 1), shape }];
    }),
  );
}

async function compare(spec: ArchitectureSpec, seed: number, options?: WriteOptions): Promise<number> {
  const network = new Network(spec, { seed: 0 });
  const weights = weightsFor(network, seed);
  network.setWeights(weights);
  const images = randomTensor<tf.Rank.R4>([2, ...spec.inputShape], seed + 1);
  const { logits } = network.apply(images);
  const stock = await openStock(written(spec, weights, options));
  const expected = stock.predict(images) as tf.Tensor;
  expect(expected.shape).to.deep.equal(logits.shape);
  const error = relativeError(await logits.data(), await expected.data());
  tf.dispose([images, logits, expected]);
  stock.dispose();
  network.dispose();
  return error;
}

const everyLayer: ArchitectureSpec = {
  name: 'every layer, written',
  inputShape: [12, 10, 3],
  layers: [
    { name: 'to 0…1', type: 'rescaling', scale: 0.5, offset: 0.5 },
    { name: 'conv/first'.replace('/', ':'), type: 'conv2d', filters: 4, kernelSize: [3, 5], padding: [1, 1, 2, 0], useBias: false },
    { name: '.bn', type: 'batchNorm', scale: false, epsilon: 1e-2, momentum: 0.9 },
    { name: 'relu6', type: 'relu6' },
    { name: 'dw', type: 'depthwiseConv2d', kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2, trainable: false },
    { name: 'leaky', type: 'leakyRelu', alpha: 0.2 },
    { name: 'left', type: 'conv2d', filters: 6, kernelSize: 3, dilation: 2, padding: 'same', inputs: ['leaky'] },
    { name: 'right', type: 'conv2d', filters: 6, kernelSize: 1, inputs: ['leaky'] },
    { name: 'sum', type: 'add', inputs: ['left', 'right'] },
    { name: 'squeeze', type: 'globalAveragePooling2d', inputs: ['sum'] },
    { name: 'excite', type: 'dense', units: 6 },
    { name: 'gate', type: 'sigmoid' },
    { name: 'gated', type: 'multiply', inputs: ['sum', 'gate'] },
    { name: 'both', type: 'concatenate', inputs: ['gated', 'right'] },
    { name: 'pad', type: 'zeroPadding2d', padding: [0, 1, 1, 0] },
    { name: 'max', type: 'maxPool2d', poolSize: 2 },
    { name: 'mean', type: 'averagePool2d', poolSize: [2, 3], strides: 1, padding: 'same' },
    { name: 'tanh', type: 'tanh' },
    { name: 'most', type: 'globalMaxPooling2d' },
    { name: 'map', type: 'reshape', shape: [1, 1, -1] },
    { name: 'relu', type: 'relu' },
    { name: 'drop', type: 'dropout', rate: 0.3 },
    { name: 'flat', type: 'flatten' },
    { name: 'logits', type: 'dense', units: 3 },
  ],
}; // prettier-ignore

describeOnBackends(['cpu'], 'written models', () => {
  it('open in the stock package with the same outputs, every layer among them', async () => {
    expect(await compare(everyLayer, 11)).to.be.at.most(1e-5);
  });

  for (const build of [baseline, mobilenet, separableTwin]) {
    const spec = build({ width: 1 / 16, inputSize: 16 });
    it(`open in the stock package with the same outputs: ${spec.name}`, async () => {
      expect(await compare(spec, 5)).to.be.at.most(1e-5);
    });
  }

  it('open in the stock package with the same outputs: random networks', async () => {
    await fc.assert(
      fc.asyncProperty(randomSpec, fc.nat(1000), async (spec, seed) => {
        expect(await compare(spec, seed)).to.be.at.most(1e-5);
      }),
      { numRuns: 25 },
    );
  });

  it('lose no more than their precision says', async () => {
    const bounds: Record<ModelPrecision, number> = { float32: 1e-5, float16: 5e-3, uint16: 5e-3, uint8: 0.5 };
    const errors = new Map<ModelPrecision, number>();
    for (const [precision, bound] of Object.entries(bounds) as [ModelPrecision, number][]) {
      const error = await compare(everyLayer, 11, { precision });
      errors.set(precision, error);
      expect(error, precision).to.be.at.most(bound);
    }
    expect(errors.get('uint8')).to.be.above(errors.get('uint16')!);
    expect(errors.get('float16')).to.be.above(errors.get('float32')!);
  });

  it('are read back with exactly the numbers that the stock package reads', async () => {
    const network = new Network(everyLayer, { seed: 0 });
    const weights = weightsFor(network, 21);
    network.dispose();
    for (const precision of ['float16', 'uint16', 'uint8'] as const) {
      const saved = written(everyLayer, weights, { precision });
      const read = await readModel(modelFiles(saved), limits);
      const [{ paths, weights: specs }] = saved.json['weightsManifest'] as [
        { paths: string[]; weights: tf.io.WeightsManifestEntry[] },
      ];
      const bytes = await new Blob(paths.map((path) => saved.shards[path]!.slice())).arrayBuffer();
      const stock = tf.io.decodeWeights(bytes, specs);
      // Both are in the order of the file, which is that of the graph.
      const expected = Object.values(stock).map((tensor) => Float32Array.from(tensor.dataSync()));
      tf.dispose(stock);
      expect(
        Object.values(read.weights!).map(({ data }) => data),
        precision,
      ).to.deep.equal(expected);
    }
  });

  it('keep sizes open where the network takes any', () => {
    const shape = (spec: ArchitectureSpec) => {
      const network = new Network(spec, { seed: 1 });
      const { json } = written(spec, weightsFor(network, 1));
      network.dispose();
      return JSON.stringify(json).match(/"batch_input_shape":(\[[^\]]*\])/)![1];
    };
    expect(shape(baseline({ width: 1 / 16 }))).to.equal('[null,null,null,3]');
    const flat: LayerSpec[] = [{ name: 'f', type: 'flatten' }, { name: 'd', type: 'dense', units: 2 }]; // prettier-ignore
    expect(shape({ name: 'flat', inputShape: [4, 5, 1], layers: flat })).to.equal('[null,4,5,1]');
  });

  it('are read back from one archive as they were, weights bit by bit, with what was said of them', async () => {
    const spec = mobilenet({ width: 1 / 8 });
    const network = new Network(spec, { seed: 3 });
    const weights = await network.weights();
    const metadata = { classNames: Array.from({ length: 10 }, (_, i) => `class ${i}`), accuracy: { overall: 0.5 } };
    const zip = writeModelZip(spec, weights, { metadata });
    expect(writeModelZip(spec, weights, { metadata })).to.deep.equal(zip);
    const files = await filesAmong([{ path: 'mobilenet.zip', blob: new Blob([zip]) }], limits);
    const read = await readModel(files, limits);
    expect(read.problems).to.deep.equal([]);
    expect(read.weights).to.deep.equal(weights);
    expect(read.classNames).to.deep.equal(metadata.classNames);
    expect(read.metadata['accuracy']).to.deep.equal({ overall: 0.5 });
    expect(read.spec.inputShape).to.deep.equal(spec.inputShape);
    const again = new Network(read.spec, { seed: 0 });
    expect(again.parameters).to.deep.equal(network.parameters);
    network.dispose();
    again.dispose();
  });

  it('are cut into files of 4 MiB, found again beside model.json and by a file dialog without folders', async () => {
    const spec: ArchitectureSpec = {
      name: 'wide',
      inputShape: [16, 16, 3],
      layers: [{ name: 'f', type: 'flatten' }, { name: 'logits', type: 'dense', units: 2000 }],
    }; // prettier-ignore
    const weights = {
      'logits/kernel': { data: randomArray(768 * 2000, 1), shape: [768, 2000] },
      'logits/bias': { data: randomArray(2000, 2), shape: [2000] },
    };
    const all = Object.entries(writeModel(spec, weights));
    expect(all.map(([path, { length }]) => [path, length]).slice(1)).to.deep.equal([
      ['group1-shard1of2.bin', 4 * 1024 * 1024],
      ['group1-shard2of2.bin', 768 * 8000 + 8000 - 4 * 1024 * 1024],
    ]);
    for (const folder of ['', 'my model/v1/']) {
      const picked = all.map(([path, bytes]) => ({ path: folder + path, blob: new Blob([bytes.slice()]) })).reverse();
      const read = await readModel(await filesAmong(picked, limits), limits);
      expect(read.weights).to.deep.equal(weights);
    }
  });

  it('say which layer has no place in the format, and which weight is missing', async () => {
    const counted = await architecture('alexnet');
    expect(() => writeModel(counted, {}))
      .to.throw(KitError)
      .with.property('code', 'unsupported-layer');
    expect(() => writeModel(baseline(), {}))
      .to.throw(KitError, /“conv0\/kernel”/)
      .with.property('code', 'bad-weights');
  });

  it('count the same when read back: published networks', async () => {
    const compared: string[] = [];
    for (const name of ARCHITECTURE_NAMES) {
      const spec = await architecture(name);
      let planned;
      try {
        planned = planNetwork(spec);
      } catch {
        // Grouped convolutions and the like: counted, but they neither run nor are written.
        continue;
      }
      compared.push(name);
      const { topology } = writeTopology(spec, planned);
      const metadata = { inputShape: spec.inputShape };
      const read = describeModel({ modelTopology: topology, userDefinedMetadata: metadata });
      const [was, is] = [analyse(spec), analyse(read.spec)];
      expect(read.problems, name).to.deep.equal([]);
      expect([is.trainable, is.total, is.macs, is.field], name).to.deep.equal([
        was.trainable,
        was.total,
        was.macs,
        was.field,
      ]);
    }
    expect(compared).to.include.members(['baseline', 'lenet5', 'alexnet-one-tower', 'mobilenet-v1']);
  });
});
