/** Bad architectures: each is refused with a code, the layer's name and words, before a tensor exists. */
import { expect } from '@open-wc/testing';
import { KitError } from '../../../core/errors.js';
import { Network } from '../../../core/models/network.js';
import { planNetwork } from '../../../core/models/validate.js';
import type { ArchitectureSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';

/** As it may come from a page: unchecked. */
function spec(...layers: unknown[]): ArchitectureSpec {
  return { name: 'test', inputShape: [8, 8, 3], layers } as unknown as ArchitectureSpec;
}

const conv = { name: 'conv', type: 'conv2d', filters: 4, kernelSize: 3 };
const gap = { name: 'gap', type: 'globalAveragePooling2d' };
const logits = { name: 'logits', type: 'dense', units: 10 };

type Case = readonly [what: string, bad: ArchitectureSpec, code: string, layer: string | undefined, words: string];
const cases: readonly Case[] = [
  ['no layers', spec(), 'bad-spec', undefined, 'no layers'],
  ['no list of layers', { name: 'x', inputShape: [8, 8, 3] } as never, 'bad-spec', undefined, 'no layers'],
  ['no input shape', { ...spec(conv, gap), inputShape: [8, 8] } as never, 'bad-spec', undefined, 'inputShape'],
  ['a nameless layer', spec({ ...conv, name: '' }, gap), 'bad-spec', 'layer 1', 'has no name'],
  ['a slash in a name', spec({ ...conv, name: 'a/b' }, gap), 'bad-spec', 'a/b', '“/”'],
  ['a layer called input', spec({ ...conv, name: 'input' }, gap), 'bad-spec', 'input', 'image'],
  ['a duplicate name', spec(conv, conv, gap), 'bad-spec', 'conv', 'unique'],
  ['a missing input', spec(conv, { ...gap, inputs: ['nowhere'] }), 'bad-spec', 'gap', '“nowhere”'],
  ['an empty list of inputs', spec({ ...conv, inputs: [] }, gap), 'bad-spec', 'conv', 'empty'],
  ['a cycle', spec({ ...conv, inputs: ['relu'] }, { name: 'relu', type: 'relu' }, gap), 'bad-spec', 'conv', 'cycle'],
  ['a layer that feeds itself', spec({ ...conv, inputs: ['conv'] }, gap), 'bad-spec', 'conv', 'cycle'],
  [
    'a wrong order',
    spec({ ...gap, inputs: ['conv'] }, { ...conv, inputs: ['input'] }, { ...logits, inputs: ['gap'] }),
    'bad-spec',
    'gap',
    'comes later',
  ],
  ['a dead end', spec(conv, { ...gap, inputs: ['input'] }, logits), 'bad-spec', 'conv', 'used by no other'],
  ['an unknown type', spec({ name: 'x', type: 'conv3d' }, gap), 'unsupported-layer', 'x', 'conv3d'],
  ['a type that only counts', spec({ name: 'x', type: 'scaleShift' }, gap), 'unsupported-layer', 'x', 'scaleShift'],
  ['channel groups', spec({ ...conv, filters: 3, groups: 3 }, gap), 'unsupported-layer', 'conv', 'groups'],
  [
    'pooling that rounds up',
    spec({ name: 'pool', type: 'maxPool2d', poolSize: 3, ceilMode: true }, gap),
    'unsupported-layer',
    'pool',
    'up',
  ],
  [
    'pooling with explicit padding',
    spec({ name: 'pool', type: 'averagePool2d', poolSize: 3, padding: [1, 1, 1, 1] }, gap),
    'unsupported-layer',
    'pool',
    'explicit',
  ],
  ['no filters', spec({ ...conv, filters: 0 }, gap), 'bad-spec', 'conv', 'filters'],
  ['half a filter', spec({ ...conv, filters: 1.5 }, gap), 'bad-spec', 'conv', 'filters'],
  ['a million filters', spec({ ...conv, filters: 1e6 }, gap), 'bad-spec', 'conv', '1,000,000'],
  [
    'more weights than memory',
    spec({ ...conv, filters: 20_000 }, { ...conv, name: 'huge', filters: 20_000 }, gap),
    'bad-spec',
    'huge',
    'page can hold',
  ],
  ['a kernel of size −1', spec({ ...conv, kernelSize: -1 }, gap), 'bad-spec', 'conv', '-1'],
  ['a window larger than its input', spec({ ...conv, kernelSize: 9 }, gap), 'bad-spec', 'conv', 'fit'],
  ['padding by a word', spec({ ...conv, padding: 'reflect' }, gap), 'bad-spec', 'conv', 'reflect'],
  ['a dense layer on a map', spec(conv, logits), 'bad-spec', 'logits', 'flat'],
  ['two inputs where one fits', spec(conv, { ...gap, inputs: ['conv', 'input'] }), 'bad-spec', 'gap', 'one input'],
  ['a sum of one', spec(conv, { name: 'sum', type: 'add', inputs: ['conv'] }, gap), 'bad-spec', 'sum', 'two inputs'],
  [
    'a sum of unlike shapes',
    spec(conv, { name: 'sum', type: 'add', inputs: ['conv', 'input'] }, gap),
    'bad-spec',
    'sum',
    'unlike',
  ],
  ['an epsilon of 0', spec({ name: 'bn', type: 'batchNorm', epsilon: 0 }, gap), 'bad-spec', 'bn', 'epsilon'],
  ['a momentum of 1', spec({ name: 'bn', type: 'batchNorm', momentum: 1 }, gap), 'bad-spec', 'bn', 'momentum'],
  ['dropping all', spec({ name: 'drop', type: 'dropout', rate: 1 }, gap), 'bad-spec', 'drop', 'rate'],
  ['an endless slope', spec({ name: 'leaky', type: 'leakyRelu', alpha: Infinity }, gap), 'bad-spec', 'leaky', 'alpha'],
  ['a map at the end', spec(conv), 'bad-spec', 'conv', 'last layer'],
  ['a softmax at the end', spec(gap, { name: 'prob', type: 'softmax' }), 'bad-spec', 'prob', 'logits'],
];

describeOnBackends(['cpu'], 'planNetwork', () => {
  for (const [what, bad, code, layer, words] of cases) {
    it(`refuses ${what}`, () => {
      let error: unknown;
      try {
        new Network(bad, { seed: 0 }).dispose();
      } catch (thrown) {
        error = thrown;
      }
      expect(error).to.be.instanceOf(KitError);
      const { message } = error as KitError;
      expect(message).to.contain(words);
      expect(message, 'ends as a sentence').to.match(/[.]$/);
      expect(error).to.include({ code, layer });
    });
  }

  it('takes a chain without inputs, branches by name, and the image at any layer', () => {
    const plan = planNetwork(
      spec(
        { ...conv, padding: 'same', filters: 3 },
        { name: 'sum', type: 'add', inputs: ['conv', 'input'] },
        { name: 'both', type: 'concatenate', inputs: ['sum', 'conv', 'input'] },
        gap,
        logits,
      ),
    );
    expect(plan.map(({ inputs }) => inputs)).to.deep.equal([[-1], [0, -1], [1, 0, -1], [2], [3]]);
    expect(plan.map(({ consumers }) => consumers)).to.deep.equal([[1, 2], [2], [3], [4], []]);
    expect(plan.map(({ outputShape }) => outputShape)).to.deep.equal([[8, 8, 3], [8, 8, 3], [8, 8, 9], [9], [10]]);
  });

  it('follows a chain of thousands of layers', () => {
    const relus = Array.from({ length: 5000 }, (_, i) => ({ name: `relu${i}`, type: 'relu' }));
    expect(planNetwork(spec(...relus, gap)).length).to.equal(5001);
  });
});
