/** Faulty architectures: a worded error at the layer, and everything else is still counted. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { analyse, type Analysis } from '../../../core/analysis/index.js';
import { KitError } from '../../../core/errors.js';
import type { ArchitectureSpec, LayerSpec } from '../../../core/types.js';

/** A sound network of three convolutions: 3·3·3·8+8, 3·3·8·16+16, 3·3·16·16+16 and 16·10+10 parameters. */
const SOUND: readonly LayerSpec[] = [
  { name: 'a', type: 'conv2d', filters: 8, kernelSize: 3, padding: 'same' },
  { name: 'b', type: 'conv2d', filters: 16, kernelSize: 3, padding: 'same' },
  { name: 'c', type: 'conv2d', filters: 16, kernelSize: 3, padding: 'same' },
  { name: 'mean', type: 'globalAveragePooling2d' },
  { name: 'logits', type: 'dense', units: 10 },
];
const COUNTS: Readonly<Record<string, number>> = { a: 224, b: 1168, c: 2320, mean: 0, logits: 170 };

function analysed(changes: Readonly<Record<string, unknown>>, inputShape: unknown = [16, 16, 3]): Analysis {
  const layers = SOUND.map((layer) => (changes[layer.name] === undefined ? layer : changes[layer.name]));
  return analyse({ name: 'test', inputShape, layers } as ArchitectureSpec);
}

function expectError(analysis: Analysis, layer: string, words: RegExp): void {
  expect(analysis.errors.map((error) => error.layer)).to.deep.equal([layer]);
  const [error] = analysis.errors;
  expect(error).to.be.instanceOf(KitError);
  expect(error!.message).to.match(words);
  for (const at of analysis.layers.filter((each) => each.error)) {
    expect(at).to.include({ error, trainable: 0, macs: 0 });
  }
}

/** All layers but the named ones have the counts that they have in the sound network. */
function expectCounted(analysis: Analysis, ...except: readonly string[]): void {
  for (const { name, trainable } of analysis.layers) {
    if (!except.includes(name)) expect(trainable, name).to.equal(COUNTS[name]);
  }
  expect(analysis.trainable).to.equal(analysis.layers.reduce((sum, { trainable }) => sum + trainable, 0));
}

describe('faulty architectures', () => {
  it('count a sound one without errors', () => {
    const analysis = analysed({});
    expect(analysis.errors).to.be.empty;
    expectCounted(analysis);
  });

  it('name an unknown layer and count the rest as if it were not there', () => {
    const analysis = analysed({ b: { name: 'b', type: 'conv4d', filters: 16, kernelSize: 3 } });
    expectError(analysis, 'b', /“b” has the type “conv4d”, which is not known.*counted as if it gave 16 × 16 × 16/);
    expect(analysis.errors[0]!.code).to.equal('unsupported-layer');
    expectCounted(analysis, 'b');
    expect(analysis.layers[2]!.assumes).to.equal('b');
  });

  it('refuse a million filters', () => {
    const analysis = analysed({ b: { name: 'b', type: 'conv2d', filters: 1_000_000, kernelSize: 3, padding: 'same' } });
    expectError(analysis, 'b', /asks for 1,000,000 filters; it must be a whole number from 1 to 65,536/);
    // c is told of a's 8 channels instead of a million.
    expectCounted(analysis, 'b', 'c');
    expect(analysis.layers[2]!.trainable).to.equal(9 * 8 * 16 + 16);
  });

  for (const [what, layer] of [
    ['filters', { filters: -16, kernelSize: 3 }],
    ['filters', { filters: 2.5, kernelSize: 3 }],
    ['filters', { kernelSize: 3 }],
    ['kernel', { filters: 16, kernelSize: -3 }],
    ['kernel', { filters: 16, kernelSize: [3, 0] }],
    ['stride', { filters: 16, kernelSize: 3, strides: 0 }],
    ['dilation', { filters: 16, kernelSize: 3, dilation: -1 }],
    ['padding', { filters: 16, kernelSize: 3, padding: [1, 1, -1, 1] }],
    ['padding', { filters: 16, kernelSize: 3, padding: 'full' }],
    ['groups', { filters: 16, kernelSize: 3, groups: 3 }],
  ] as const) {
    it(`name a bad ${what}: ${JSON.stringify(layer)}`, () => {
      const analysis = analysed({ b: { name: 'b', type: 'conv2d', padding: 'same', ...layer } });
      expectError(analysis, 'b', new RegExp(what));
      expectCounted(analysis, 'b', 'c');
    });
  }

  it('say when an output would have a negative size, once', () => {
    const analysis = analysed({ b: { name: 'b', type: 'conv2d', filters: 16, kernelSize: 17, padding: 'valid' } });
    expectError(analysis, 'b', /spans 17 × 17 pixels.*16 × 16 × 8.*negative size/);
    expectCounted(analysis, 'b');
  });

  it('name a missing input', () => {
    const analysis = analysed({ b: { ...SOUND[1]!, inputs: ['nowhere'] } });
    expectError(analysis, 'b', /takes its input from “nowhere”, but there is no such layer/);
    expectCounted(analysis, 'b');
  });

  it('name a cycle with its path', () => {
    const analysis = analysed({ b: { ...SOUND[1]!, inputs: ['c'] } });
    expectError(analysis, 'b', /waits for itself: b ← c ← b is a cycle/);
    expectCounted(analysis, 'b');
    expectError(analysed({ b: { ...SOUND[1]!, inputs: ['b'] } }), 'b', /b ← b is a cycle/);
  });

  it('tell a layer that comes too early from a cycle', () => {
    const spec: ArchitectureSpec = {
      name: 'order',
      inputShape: [16, 16, 3],
      layers: [
        { ...SOUND[1]!, inputs: ['a'] },
        { ...SOUND[0]!, inputs: ['input'] },
      ] as LayerSpec[],
    };
    const { errors } = analyse(spec);
    expect(errors.map(({ message }) => message).join()).to.match(/“b” .*“a”, which comes later/);
  });

  it('name layers without a name, with the same name and called input', () => {
    expectError(analysed({ b: { ...SOUND[1]!, name: 'a' } }), 'a', /name of an earlier layer/);
    expectError(analysed({ b: { type: 'relu' } }), 'layer 2', /has no name/);
    expectError(analysed({ b: null }), 'layer 2', /has no name/);
    expectError(analysed({ mean: { ...SOUND[3]!, name: 'input' } }), 'input', /name of the image/);
  });

  it('name joins that do not fit, and dense layers that are given a map', () => {
    expectError(analysed({ b: { name: 'b', type: 'add', inputs: ['a', 'input'] } }), 'b', /unlike shapes: 16 × 16 × 8/);
    expectError(analysed({ b: { name: 'b', type: 'add', inputs: ['a'] } }), 'b', /needs two inputs or more but has 1/);
    expectError(analysed({ b: { name: 'b', type: 'relu', inputs: ['a', 'input'] } }), 'b', /needs one input but has 2/);
    expectError(
      analysed({ mean: { name: 'mean', type: 'relu' } }),
      'logits',
      /needs a flat input but gets 16 × 16 × 16/,
    );
  });

  it('report each of several faults, but not their consequences', () => {
    const analysis = analyse({
      name: 'two',
      inputShape: [16, 16, 3],
      layers: [
        SOUND[0]!,
        { name: 'bad', type: 'conv2d', filters: -1, kernelSize: 3, padding: 'same', inputs: ['a'] },
        { name: 'side', type: 'conv2d', filters: 32, kernelSize: 1, inputs: ['a'] },
        // bad is taken to give a's 8 channels: a clash that is not the reader's second mistake.
        { name: 'join', type: 'add', inputs: ['bad', 'side'] },
        { name: 'worse', type: 'conv2d', filters: 1e6, kernelSize: 1 },
        { name: 'last', type: 'conv2d', filters: 4, kernelSize: 1 },
      ],
    });
    expect(analysis.errors.map(({ layer }) => layer)).to.deep.equal(['bad', 'worse']);
    expect(analysis.layers[3]).to.include({ assumes: 'bad' });
    // The join passes on what is certain, 32 channels.
    expect(analysis.layers[5]!.trainable).to.equal(32 * 4 + 4);
  });

  it('count the parameters even for an impossible image', () => {
    for (const shape of [[-16, 16, 3], [16, 16], 'big', null]) {
      const analysis = analysed({}, shape);
      expectError(analysis, 'input', /must be \[height, width, channels\].*counted as if it were 32 × 32 × 3/);
      expectCounted(analysis);
    }
  });

  it('throw only when there is nothing to count', () => {
    for (const spec of [undefined, {}, { layers: [] }, { layers: 'none' }]) {
      expect(() => analyse(spec as unknown as ArchitectureSpec)).to.throw(KitError, /no layers/);
    }
  });

  it('never throw or count nonsense, whatever a layer is made of', () => {
    const anything = fc.oneof(
      fc.constantFrom(-1, 0, 1, 2.5, 3, 1e6, 1e300, NaN, '3', null, undefined, true),
      fc.array(fc.constantFrom<unknown>(-1, 1, 3, 'x'), { maxLength: 5 }),
    );
    const layer = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'input', 7),
      type: fc.constantFrom(
        'conv2d',
        'depthwiseConv2d',
        'dense',
        'add',
        'maxPool2d',
        'zeroPadding2d',
        'flatten',
        'what',
      ),
      filters: anything,
      units: anything,
      kernelSize: anything,
      poolSize: anything,
      strides: anything,
      padding: anything,
      dilation: anything,
      groups: anything,
      inputs: fc.option(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'input', 'x'), { maxLength: 3 }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(fc.array(layer, { minLength: 1, maxLength: 6 }), (layers) => {
        const analysis = analyse({ name: 'any', inputShape: [16, 16, 3], layers } as unknown as ArchitectureSpec);
        for (const { trainable, total, macs, error, outputShape } of analysis.layers) {
          for (const value of [trainable, total, macs, ...outputShape]) {
            expect(Number.isSafeInteger(value) && value >= 0, String(value)).to.equal(true);
          }
          if (error) expect(error.message).to.match(/^“.*\. It is left out;/);
        }
      }),
      { numRuns: 1000, seed: 5 },
    );
  });
});
