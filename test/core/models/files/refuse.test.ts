/** Files that are not what they should be: each is refused with a code and a sentence that names the fault. */
import { expect } from '@open-wc/testing';
import { analyse } from '../../../../core/analysis/index.js';
import { KitError } from '../../../../core/errors.js';
import { describeModel, readModel } from '../../../../core/models/files/read.js';
import type { ModelFiles } from '../../../../core/models/files/sources.js';

type Json = Record<string, unknown>;

const conv = (name: string, more: Json = {}) => ({
  class_name: 'Conv2D',
  config: { name, filters: 4, kernel_size: [3, 3], padding: 'same', ...more },
});
const dense = (name: string, more: Json = {}) => ({ class_name: 'Dense', config: { name, units: 2, ...more } });
const input = { class_name: 'InputLayer', config: { name: 'image', batch_input_shape: [null, 8, 8, 3] } };
const flat = { class_name: 'Flatten', config: { name: 'flat' } };

function sequential(...layers: unknown[]): Json {
  return { modelTopology: { class_name: 'Sequential', config: { name: 'm', layers } } };
}
const good = sequential(input, conv('conv'), flat, dense('out'));
const WEIGHTS = [
  { name: 'conv/kernel', shape: [3, 3, 3, 4], dtype: 'float32' },
  { name: 'conv/bias', shape: [4], dtype: 'float32' },
  { name: 'out/kernel', shape: [256, 2], dtype: 'float32' },
  { name: 'out/bias', shape: [2], dtype: 'float32' },
];
const BYTES = 4 * (108 + 4 + 512 + 2);

function functional(layers: unknown[], output: unknown = [['out', 0, 0]]): Json {
  const named = [{ ...input, name: 'image', inbound_nodes: [] }, ...layers];
  const config = { name: 'm', layers: named, input_layers: [['image', 0, 0]], output_layers: output };
  return { modelTopology: { class_name: 'Functional', config } };
}
const fed = (layer: { config: { name: string } }, ...sources: string[]) => ({
  ...layer,
  name: layer.config.name,
  inbound_nodes: [sources.map((source) => [source, 0, 0, {}])],
});

function files(json: unknown, shard: Uint8Array | undefined = new Uint8Array(BYTES)): ModelFiles {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  return {
    name: 'model.json',
    readModel: () => Promise.resolve(new TextEncoder().encode(text)),
    readWeights: () => Promise.resolve(shard),
  };
}
function withWeights(weights: unknown, paths: unknown = ['w.bin'], json: Json = good): Json {
  return { ...json, weightsManifest: [{ paths, weights }] };
}

async function refusal(model: ModelFiles, maxBytes = 1e6): Promise<KitError> {
  let read;
  try {
    read = await readModel(model, { maxBytes });
  } catch (thrown) {
    expect(thrown).to.be.instanceOf(KitError);
    return thrown as KitError;
  }
  expect(read.problems, 'problems of what was read').to.not.have.length(0);
  expect(read.weights).to.equal(undefined);
  return read.problems[0]!;
}

describe('the importer refuses', () => {
  const cases: readonly [what: string, files: ModelFiles, code: string, words: RegExp][] = [
    ['an empty file', files(''), 'bad-spec', /empty/],
    ['an HTML page', files('<!doctype html><title>404</title>'), 'bad-spec', /HTML page instead of JSON/],
    ['half a file', files('{"modelTopology": {'), 'bad-spec', /not complete, valid JSON/],
    ['JSON of another kind', files([1, 2]), 'bad-spec', /describes no model/],
    ['a graph model', files({ format: 'graph-model', modelTopology: {} }), 'bad-spec', /graph model/],
    ['a subclassed model', files({ modelTopology: { class_name: 'MyNet', config: {} } }), 'bad-spec', /MyNet/],
    ['a model without layers', files(sequential()), 'bad-spec', /no list of layers/],
    ['a model that is only its input', files(sequential(input)), 'bad-spec', /no layers/],
    ['10,000 layers', files(sequential(input, ...Array<unknown>(10_000).fill(flat))), 'bad-spec', /5,000 layers/],
    ['a layer without a class', files(sequential(input, { config: { name: 'x' } })), 'bad-spec', /Layer 2 .* class_name/],
    ['a layer without a name', files(sequential(input, { class_name: 'Flatten', config: {} })), 'bad-spec', /no name/],
    ['a vector as input', files(sequential({ class_name: 'InputLayer', config: { name: 'i', batch_shape: [null, 784] } }, dense('out'))), 'bad-spec', /an image is/],
    ['no input shape', files(sequential(conv('conv'), flat, dense('out'))), 'bad-spec', /shape/],
    ['an endless image', files(sequential({ class_name: 'InputLayer', config: { name: 'i', batch_shape: [null, 1e9, 8, 3] } }, flat, dense('out'))), 'bad-spec', /MiB of memory|weights, more/],
    ['a cycle', files(functional([fed(conv('a'), 'b'), fed(conv('b'), 'a'), fed(dense('out'), 'b')])), 'bad-spec', /cycle/],
    ['a source that is not there', files(functional([fed(dense('out'), 'ghost')])), 'bad-spec', /“ghost”, which is not in the file/],
    ['a layer that nothing feeds', files(functional([{ ...dense('out'), inbound_nodes: [] }])), 'bad-spec', /which layers feed it/],
    ['two layers of one name', files(functional([fed(flat, 'image'), fed(dense('flat'), 'image')])), 'bad-spec', /same name/],
    ['two outputs', files(functional([fed(flat, 'image'), fed(dense('out'), 'flat')], [['out', 0, 0], ['flat', 0, 0]])), 'bad-spec', /2 outputs/], // prettier-ignore
    ['an output that is not there', files(functional([fed(flat, 'image')])), 'bad-spec', /“out” is not among/],
    ['filters that are no number', files(sequential(input, conv('conv', { filters: 'many' }), flat, dense('out'))), 'bad-spec', /“conv” \(Conv2D\) needs a number as its filters/],
    ['absurd sizes', files(sequential(input, conv('conv', { filters: 1e7 }), flat, dense('out'))), 'bad-spec', /10,000,000 filters/],
    ['too many weights', files(sequential(input, flat, dense('a', { units: 65_000 }), dense('b', { units: 65_000 }), dense('out'))), 'bad-spec', /100,000,000 weights/],
    ['a map as result', files(sequential(input, conv('conv'))), 'bad-spec', /one number per class/],
    ['a class of layer that is not known', files(sequential(input, { class_name: 'LSTM', config: { name: 'memory' } }, dense('out'))), 'unsupported-layer', /“memory” \(LSTM\)/],
    ['an activation that is not known', files(sequential(input, conv('conv', { activation: 'selu' }), flat, dense('out'))), 'unsupported-layer', /“conv” \(Conv2D\) has the activation “selu”/],
    ['channels first', files(sequential(input, conv('conv', { data_format: 'channels_first' }), flat, dense('out'))), 'unsupported-layer', /channels_first/],
    ['a grouped convolution', files(sequential(input, conv('conv', { filters: 6, groups: 3 }), flat, dense('out'))), 'unsupported-layer', /“conv” has channel groups/],
    ['a shared layer', files(functional([{ ...conv('conv'), inbound_nodes: [[['image', 0, 0]], [['image', 0, 0]]] }, fed(flat, 'conv'), fed(dense('out'), 'flat')])), 'unsupported-layer', /“conv” \(Conv2D\) is used in 2 places/],
    ['no list of weights', files(good), 'bad-weights', /weightsManifest/],
    ['a list without paths', files(withWeights(WEIGHTS, null)), 'bad-weights', /paths/],
    ['a missing weight', files(withWeights(WEIGHTS.slice(1)), new Uint8Array(BYTES - 432)), 'bad-weights', /no kernel for layer “conv”/],
    ['a weight of another shape', files(withWeights([{ ...WEIGHTS[0], shape: [3, 3, 4, 3] }, ...WEIGHTS.slice(1)])), 'bad-weights', /\[3, 3, 4, 3\], but the layer needs \[3, 3, 3, 4\]/],
    ['a negative length', files(withWeights([{ ...WEIGHTS[0], shape: [-3, 3, 3, 4] }])), 'bad-weights', /no list of whole numbers/],
    ['a type that is not known', files(withWeights([{ ...WEIGHTS[0], dtype: 'complex64' }])), 'bad-weights', /complex64/],
    ['a quantisation that is not known', files(withWeights([{ ...WEIGHTS[0], quantization: { dtype: 'int4' } }])), 'bad-weights', /int4/],
    ['a quantisation without a scale', files(withWeights([{ ...WEIGHTS[0], quantization: { dtype: 'uint8', min: 0 } }])), 'bad-weights', /scale and min/],
    ['weights cut off', files(withWeights(WEIGHTS), new Uint8Array(BYTES - 1)), 'bad-weights', /end after 2503 of 2504 bytes/],
    ['weights too long', files(withWeights(WEIGHTS), new Uint8Array(BYTES + 4)), 'bad-weights', /4 bytes more/],
    ['an HTML page as weights', files(withWeights(WEIGHTS), new TextEncoder().encode('<html>'.padEnd(3000))), 'bad-weights', /HTML page/],
    ['weights that are no numbers', files(withWeights(WEIGHTS), new Uint8Array(BYTES).fill(255)), 'bad-weights', /“conv\/kernel” .* not a finite number/],
    ['two candidates for a weight', files(withWeights([...WEIGHTS, WEIGHTS[1]]), new Uint8Array(BYTES + 16)), 'bad-weights', /one of several/],
    ['more bytes than the page takes', files(withWeights([{ ...WEIGHTS[0], shape: [1000, 1000] }])), 'bad-weights', /4 MiB; this page accepts 1 MiB.*maxModelBytes/],
    ...['../secret.bin', 'https://elsewhere.example/w.bin', '//elsewhere.example/w.bin', '/w.bin', 'a/%2e%2e/w.bin', 'a\\..\\w.bin', '', 7].map(
      (path): [string, ModelFiles, string, RegExp] => [`weights from ${JSON.stringify(path)}`, files(withWeights(WEIGHTS, [path])), 'bad-weights', /own folder/],
    ),
  ]; // prettier-ignore

  for (const [what, model, code, words] of cases) {
    it(what, async () => {
      const error = await refusal(model);
      expect(error.message).to.match(words);
      expect(error.code).to.equal(code);
    });
  }

  it('nothing of the same file when all is well', async () => {
    const { problems, weights } = await readModel(files(withWeights(WEIGHTS)), { maxBytes: 1e6 });
    expect(problems).to.have.length(0);
    expect(Object.keys(weights!)).to.deep.equal(WEIGHTS.map(({ name }) => name));
  });
});

describe('a file that does not run here', () => {
  it('is described as far as it is understood, so that it can be counted', () => {
    const { spec, problems } = describeModel(
      sequential(
        input,
        conv('conv', { activation: 'swish' }),
        { class_name: 'LayerNormalization', config: { name: 'norm' } },
        { class_name: 'GlobalAveragePooling2D', config: { name: 'mean' } },
        dense('out', { activation: 'softmax' }),
      ),
    );
    expect(problems.map(({ code, layer }) => [code, layer])).to.deep.equal([
      ['unsupported-layer', 'conv'],
      ['unsupported-layer', 'norm'],
    ]);
    const counted = analyse(spec);
    expect(counted.total).to.equal(108 + 4 + 4 * 2 + 2);
    expect(counted.errors.map(({ layer }) => layer)).to.deep.equal(['conv_swish', 'norm']);
  });

  it('is described from what Keras’s to_json() gives, without weights', () => {
    const { spec, problems } = describeModel(good['modelTopology']);
    expect(problems).to.have.length(0);
    expect(analyse(spec).total).to.equal(108 + 4 + 512 + 2);
  });
});

describe('what a page knows better', () => {
  it('is checked', () => {
    const code = (options: object) => {
      try {
        describeModel(good, options);
      } catch (thrown) {
        return (thrown as KitError).code;
      }
      return 'taken';
    };
    expect(code({ inputRange: [1, 0] })).to.equal('invalid-argument');
    expect(code({ inputRange: [0, NaN] })).to.equal('invalid-argument');
    expect(code({ inputSize: 0 })).to.equal('invalid-argument');
    expect(code({ inputRange: [0, 1], inputSize: 16 })).to.equal('taken');
  });

  it('goes before what the file says; names that do not fit are dropped', () => {
    const metadata = { classNames: ['cat', 'dog'], inputRange: [0, 1], inputShape: [20, 24, 3] };
    const open = { class_name: 'InputLayer', config: { name: 'i', batch_shape: [null, null, null, 3] } };
    const mean = { class_name: 'GlobalAveragePooling2D', config: { name: 'mean' } };
    const json = { ...sequential(open, conv('conv'), mean, dense('out')), userDefinedMetadata: metadata };
    const alone = describeModel(json);
    expect(alone.classNames).to.deep.equal(['cat', 'dog']);
    expect(alone.spec.inputShape).to.deep.equal([20, 24, 3]);
    expect(alone.spec.layers[0]).to.include({ type: 'rescaling', scale: 0.5, offset: 0.5 });
    expect(alone.metadata).to.deep.equal(metadata);
    const told = describeModel(json, { inputRange: [-1, 1], inputSize: 16 });
    expect(told.spec.inputShape).to.deep.equal([16, 16, 3]);
    expect(told.spec.layers[0]!.type).to.equal('conv2d');
    const three = { ...json, userDefinedMetadata: { ...metadata, classNames: ['cat', 'dog', 'cow'] } };
    expect(describeModel(three).classNames).to.equal(undefined);
  });
});
