/** Cheaper and dearer ways to build a layer, each against the network that is built that way. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  analyse,
  architecture,
  bottleneckCost,
  convolutionOf,
  denseAsConvolution,
  fullyConnectedCost,
  separableCost,
  stackedCost,
  standardCost,
  unsharedCost,
  type ConvolutionSize,
} from '../../../core/analysis/index.js';
import { KitError } from '../../../core/errors.js';
import type { LayerSpec } from '../../../core/types.js';

const whole = (max: number) => fc.integer({ min: 1, max });
const anySize = fc
  .record({ kernel: fc.tuple(whole(7), whole(7)), channelsIn: whole(64), channelsOut: whole(64), side: whole(12) })
  .map(({ side, ...rest }): ConvolutionSize => ({ ...rest, positions: [side, side] }));

/** Cost of layers without biases, on maps that keep their size. */
function costOf(size: ConvolutionSize, layers: readonly (Omit<LayerSpec, 'name'> & Record<string, unknown>)[]) {
  const { trainable, macs } = analyse({
    name: 'built',
    inputShape: [size.positions[0], size.positions[1], size.channelsIn],
    layers: layers.map((layer, i) => ({ padding: 'same', useBias: false, ...layer, name: `l${i}` }) as LayerSpec),
  });
  return { weights: trainable, macs };
}

describe('other ways to build a convolution', () => {
  it('cost what the networks built that way cost', () => {
    fc.assert(
      fc.property(anySize, whole(16), (size, narrow) => {
        const { kernel, channelsOut } = size;
        const convolution = (filters: number, kernelSize: readonly number[] | number) => ({
          type: 'conv2d' as const,
          filters,
          kernelSize,
        });
        expect(standardCost(size)).to.deep.equal(costOf(size, [convolution(channelsOut, kernel)]));
        const separable = separableCost(size);
        expect(separable).to.deep.include(
          costOf(size, [{ type: 'depthwiseConv2d', kernelSize: kernel }, convolution(channelsOut, 1)]),
        );
        expect(separable.share).to.be.closeTo(separable.macs / standardCost(size).macs, 1e-12);
        expect(bottleneckCost(size, narrow)).to.deep.equal(
          costOf(size, [convolution(narrow, 1), convolution(narrow, kernel), convolution(channelsOut, 1)]),
        );
        expect(unsharedCost(size)).to.deep.equal(
          costOf(size, [{ type: 'locallyConnected2d', filters: channelsOut, kernelSize: kernel }]),
        );
        const units = size.positions[0] * size.positions[1] * channelsOut;
        expect(fullyConnectedCost(size, size.positions)).to.deep.equal(
          costOf(size, [{ type: 'flatten' }, { type: 'dense', units }]),
        );
      }),
      { seed: 8 },
    );
  });

  it('save 1/N + 1/k² by separation: an eighth to a ninth for 3 × 3', async () => {
    const conv10 = analyse(await architecture('baseline')).layers.find(({ name }) => name === 'conv9')!;
    const { share, macs, depthwise, pointwise } = separableCost(convolutionOf(conv10)!);
    expect(share).to.be.closeTo(1 / 512 + 1 / 9, 1e-15);
    expect(macs).to.equal(4_268_032);
    expect(depthwise.weights).to.equal(9 * 512);
    expect(pointwise.weights).to.equal(512 * 512);
  });

  it('stack 3 × 3 to see as far as one large kernel, for fewer weights', () => {
    const size: ConvolutionSize = { kernel: [7, 7], channelsIn: 64, channelsOut: 64, positions: [8, 8] };
    const stack = stackedCost(size);
    // Simonyan and Zisserman: 27 C² against 49 C².
    expect(stack).to.include({ layers: 3, weights: 27 * 64 * 64 });
    expect(standardCost(size).weights).to.equal(49 * 64 * 64);
    const three = Array.from({ length: 3 }, () => ({ type: 'conv2d' as const, filters: 64, kernelSize: 3 }));
    expect(costOf(size, three)).to.deep.include({ weights: stack.weights, macs: stack.macs });
    expect(() => stackedCost({ ...size, kernel: [4, 4] })).to.throw(KitError, /odd/);
    expect(() => stackedCost({ ...size, kernel: [3, 5] })).to.throw(KitError, /square/);
  });

  it('have no separable form for what is no plain convolution', async () => {
    const { layers } = analyse(await architecture('resnext50'));
    const grouped = layers.find(({ layer }) => layer.type === 'conv2d' && layer.groups === 32)!;
    expect(convolutionOf(grouped)).to.equal(undefined);
    expect(convolutionOf(layers.at(-1)!)).to.equal(undefined);
  });
});

describe('dense layers as convolutions', () => {
  it('keep VGG16’s count and give a 7 × 7 kernel', async () => {
    const spec = await architecture('vgg16');
    const rewritten = denseAsConvolution(spec);
    const [before, after] = [analyse(spec), analyse(rewritten)];
    expect(after.errors).to.be.empty;
    expect(after.trainable).to.equal(before.trainable);
    expect(after.macs).to.equal(before.macs);
    expect(after.layers.find(({ name }) => name === 'fc6')!.layer).to.include({ type: 'conv2d', filters: 4096 });
    expect(after.layers.at(-1)!.outputShape).to.deep.equal([1, 1, 1000]);
    // The lectures' example: 384 pixels give 12 × 12 × 512, and a 6 × 6 map of class scores.
    const larger = analyse(rewritten, 384);
    expect(larger.layers.find(({ name }) => name === 'pool5')!.outputShape).to.deep.equal([12, 12, 512]);
    expect(larger.layers.at(-1)!.outputShape).to.deep.equal([6, 6, 1000]);
    expect(larger.trainable).to.equal(before.trainable);
  });

  it('work for global means and leave gates alone', async () => {
    for (const name of ['baseline', 'alexnet', 'lenet5', 'se-resnet50', 'densenet121'] as const) {
      const spec = await architecture(name);
      const rewritten = denseAsConvolution(spec);
      expect(analyse(rewritten).errors, name).to.be.empty;
      expect(analyse(rewritten).trainable, name).to.equal(analyse(spec).trainable);
      const larger = analyse(rewritten, spec.inputShape[0] * 2);
      expect(larger.errors, name).to.be.empty;
      expect(larger.layers.at(-1)!.outputShape[0], name).to.be.above(1);
    }
  });

  it('refuse what cannot be counted', () => {
    const layers: LayerSpec[] = [{ name: 'd', type: 'dense', units: 3 }];
    expect(() => denseAsConvolution({ name: 'x', inputShape: [4, 4, 1], layers })).to.throw(KitError, /flat input/);
  });
});
