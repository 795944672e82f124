/** Rows of the layer table, the width multiplier on any network, and memory of activations. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  analyse,
  architecture,
  ARCHITECTURE_NAMES,
  layerRows,
  rowOf,
  scaleWidth,
} from '../../../core/analysis/index.js';
import { KitError } from '../../../core/errors.js';
import { baseline } from '../../../core/models/architectures/baseline.js';
import { mobilenet, separableTwin } from '../../../core/models/architectures/mobilenet.js';
import type { ArchitectureSpec } from '../../../core/types.js';

const WIDTHS = [0.05, 0.125, 0.25, 0.5, 0.75, 1.25, 2];

describe('layer rows', () => {
  it('fold normalisation and activation into their layer', async () => {
    const rows = layerRows(analyse(await architecture('baseline')));
    expect(rows.map(({ name }) => name)).to.deep.equal([
      ...Array.from({ length: 11 }, (_, i) => `conv${i}`),
      'gap',
      'logits',
    ]);
    expect(rows[9]).to.include({ weights: 2_359_296, offsets: 1024, movingStatistics: 1024, macs: 37_748_736 });
    expect(rowOf(rows, 'relu9')).to.equal(rows[9]);
    expect(rowOf(rows, 'nothing')).to.equal(undefined);
  });

  it('lose nothing and keep the order, for every network', async () => {
    for (const name of ARCHITECTURE_NAMES) {
      const analysis = analyse(await architecture(name));
      const rows = layerRows(analysis);
      expect(rows.flatMap(({ members }) => members)).to.deep.equal(analysis.layers);
      const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + pick(row), 0);
      expect(sum((row) => row.weights + row.offsets)).to.equal(analysis.trainable);
      expect(sum((row) => row.weights + row.offsets + row.movingStatistics)).to.equal(analysis.total);
      expect(sum((row) => row.macs)).to.equal(analysis.macs);
    }
  });

  it('keep apart what two paths read', async () => {
    const rows = layerRows(analyse(await architecture('densenet121')));
    const first = rowOf(rows, 'd1.2.bn')!;
    expect(first.name).to.equal('d1.2.bn');
    expect(first.members.map(({ name }) => name)).to.deep.equal(['d1.2.bn', 'd1.2.relu']);
    expect(first.block).to.equal('dense block 1');
  });
});

describe('width multiplier', () => {
  it('gives the builders’ own networks', () => {
    for (const build of [baseline, mobilenet, separableTwin]) {
      for (const width of WIDTHS) {
        expect(scaleWidth(build(), width).layers).to.deep.equal(build({ width }).layers);
      }
    }
  });

  it('keeps every network countable, its classes and its connections', async () => {
    for (const name of ARCHITECTURE_NAMES) {
      const spec = await architecture(name);
      const classes = analyse(spec).layers.at(-1)!.outputShape.at(-1);
      expect(scaleWidth(spec, 1)).to.equal(spec);
      let before = 0;
      for (const width of WIDTHS) {
        const analysis = analyse(scaleWidth(spec, width));
        expect(analysis.errors, `${name} at ${width}`).to.be.empty;
        expect(analysis.layers.at(-1)!.outputShape.at(-1), name).to.equal(classes);
        expect(analysis.trainable, name).to.be.at.least(before);
        before = analysis.trainable;
      }
    }
  });

  it('is near the square in parameters: half the width, about a quarter', async () => {
    const spec = await architecture('resnet50');
    const [whole, half] = [analyse(spec), analyse(scaleWidth(spec, 0.5))];
    expect(half.macs / whole.macs).to.be.within(0.25, 0.28);
  });

  it('keeps channels divisible by groups', () => {
    const groups = fc.constantFrom(1, 2, 3, 4, 6);
    fc.assert(
      fc.property(
        groups,
        groups,
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        (...given) => {
          const [first, second, times, width] = given;
          const filters = first * second * times;
          const spec: ArchitectureSpec = {
            name: 'grouped',
            inputShape: [4, 4, 3],
            layers: [
              { name: 'a', type: 'conv2d', filters, kernelSize: 1 },
              { name: 'b', type: 'conv2d', filters, kernelSize: 1, groups: first },
              { name: 'c', type: 'conv2d', filters, kernelSize: 1, groups: second },
              { name: 'd', type: 'add', inputs: ['a', 'c'] },
              { name: 'e', type: 'conv2d', filters: 5, kernelSize: 1 },
            ],
          };
          const analysis = analyse(scaleWidth(spec, width));
          expect(analysis.errors).to.be.empty;
          expect(analysis.layers.at(-1)!.outputShape).to.deep.equal([4, 4, 5]);
        },
      ),
      { seed: 4 },
    );
  });

  it('refuses widths out of range and leaves faulty layers to the analysis', () => {
    for (const width of [0, -1, 2.1, NaN]) expect(() => scaleWidth(baseline(), width)).to.throw(KitError, /\(0, 2\]/);
    const spec = {
      name: 'faulty',
      inputShape: [8, 8, 3],
      layers: [
        { name: 'a', type: 'conv2d', filters: -8, kernelSize: 3 },
        { name: 'b', type: 'dense', units: 10 },
      ],
    } as unknown as ArchitectureSpec;
    expect(scaleWidth(spec, 0.5).layers[0]).to.include({ filters: -8 });
  });
});

describe('activation memory', () => {
  const chain: ArchitectureSpec = {
    name: 'chain',
    inputShape: [4, 4, 1],
    layers: [
      { name: 'conv', type: 'conv2d', filters: 8, kernelSize: 1 },
      { name: 'relu', type: 'relu' },
      { name: 'drop', type: 'dropout', rate: 0.5 },
      { name: 'flatten', type: 'flatten' },
      { name: 'logits', type: 'dense', units: 2 },
    ],
  };

  it('holds input and output of the layer that runs; flatten and idle dropout cost nothing', () => {
    const { layers, memory } = analyse(chain);
    // 16 numbers of image, 128 of each map, 2 logits; 4 bytes each.
    expect(layers.map(({ liveBytes }) => liveBytes)).to.deep.equal([144, 256, 128, 128, 130].map((n) => 4 * n));
    expect(memory.inference).to.equal(4 * 256);
    expect(layers.map(({ keptBytes }) => keptBytes)).to.deep.equal([128, 128, 128, 0, 2].map((n) => 4 * n));
    expect(memory.training).to.equal(4 * (16 + 128 * 3 + 2));
  });

  it('keeps a shortcut alive until it is added', () => {
    const { layers } = analyse({
      name: 'residual',
      inputShape: [2, 2, 1],
      layers: [
        { name: 'a', type: 'conv2d', filters: 10, kernelSize: 1 },
        { name: 'b', type: 'conv2d', filters: 10, kernelSize: 1 },
        { name: 'c', type: 'relu' },
        { name: 'd', type: 'add', inputs: ['a', 'c'] },
        { name: 'e', type: 'globalAveragePooling2d' },
      ],
    });
    // a (40) and b; a, b and c; a, c and d; d and e (10).
    expect(layers.map(({ liveBytes }) => liveBytes / 4)).to.deep.equal([44, 80, 120, 120, 50]);
  });
});
