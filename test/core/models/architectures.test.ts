/** The architectures that train here: exact parameter counts of the networks that are really built, and their options. */
import { expect } from '@open-wc/testing';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { mobilenet, separableTwin } from '../../../core/models/architectures/mobilenet.js';
import { Network } from '../../../core/models/network.js';
import type { ArchitectureSpec } from '../../../core/types.js';
import { describeOnBackends } from '../../helpers/backends.js';
import { loadReference } from './reference.js';

const cases = await loadReference();

describeOnBackends(['cpu'], 'architectures as networks', () => {
  const counts: readonly [string, ArchitectureSpec, number, number][] = [
    ['baseline', baseline(), 7_790_794, 7_796_426],
    // Moving mean and variance of 64 + 10 pairs of batch normalisations.
    ['mobilenet', mobilenet(), 1_165_962, 1_177_994],
    ['separable twin', separableTwin(), 902_090, 912_330],
  ];
  for (const [name, spec, trainable, total] of counts) {
    it(`builds ${name} with ${trainable.toLocaleString('en')} trainable parameters`, () => {
      const network = new Network(spec, { seed: 0 });
      expect(network.parameters).to.deep.equal({ trainable, total });
      network.dispose();
    });
  }

  it('gives the separable twin the channels of the baseline', () => {
    const channels = (spec: ArchitectureSpec) =>
      spec.layers.flatMap((layer) => (layer.type === 'conv2d' ? [layer.filters] : []));
    expect(channels(separableTwin({ width: 0.5 }))).to.deep.equal(channels(baseline({ width: 0.5 })));
  });

  it('names layers and weights as the reference does', () => {
    for (const { kind, spec, weights } of cases) {
      const built = kind === 'baseline' ? baseline() : mobilenet();
      const names = new Set(built.layers.map(({ name, type }) => `${name}: ${type}`));
      for (const layer of spec.layers) expect(names.has(`${layer.name}: ${layer.type}`), layer.name).to.equal(true);
      const network = new Network(spec, { seed: 0 });
      expect([...network.variables.keys()].sort()).to.deep.equal(Object.keys(weights).sort());
      network.dispose();
    }
  });
});

describe('options of the builders', () => {
  it('round channel counts to whole numbers of at least one', () => {
    const filters = (width: number) =>
      baseline({ width }).layers.flatMap((layer) => (layer.type === 'conv2d' ? [layer.filters] : []));
    expect(filters(0.001)).to.deep.equal(new Array(11).fill(1));
    expect(filters(0.2)).to.deep.equal([13, 13, 26, 26, 26, 51, 51, 51, 102, 102, 102]);
    expect(filters(2)[10]).to.equal(1024);
  });

  it('set the logits and the input', () => {
    const spec = mobilenet({ classes: 3, inputSize: 48 });
    expect(spec.inputShape).to.deep.equal([48, 48, 3]);
    expect(spec.layers.at(-1)).to.include({ name: 'logits', units: 3 });
  });

  it('are refused in words when out of range', () => {
    for (const width of [0, -1, 2.1, NaN]) {
      expect(() => baseline({ width }))
        .to.throw(`it is ${width}`)
        .with.property('code', 'invalid-argument');
    }
    expect(() => mobilenet({ classes: 2.5 }))
      .to.throw('number of classes')
      .with.property('code', 'invalid-argument');
    expect(() => separableTwin({ inputSize: 0 }))
      .to.throw('input size')
      .with.property('code', 'invalid-argument');
  });
});
