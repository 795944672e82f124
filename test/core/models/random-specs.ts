/** Random small valid architectures, for property-based tests. */
import fc from 'fast-check';
import type { ArchitectureSpec, LayerSpec } from '../../../core/types.js';

type Shape = readonly [height: number, width: number, channels: number];
/** One choice of a builder: a layer for the shape before it, or undefined where none fits. */
type Choice = (name: string, before: string, shape: Shape) => readonly LayerSpec[];

const size = fc.integer({ min: 1, max: 3 });
const stride = fc.integer({ min: 1, max: 3 });
/** Even ones too, where SAME has no middle. */
const kernelSize = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.tuple(size, size));
/** Keras knows no steps of more than a pixel with gaps between the taps. */
const movement = fc.oneof(
  fc.record({ strides: stride }),
  fc.record({ dilation: fc.constantFrom(2, [1, 3] as [number, number]) }),
);

const convolution = fc
  .record({
    filters: fc.integer({ min: 1, max: 4 }),
    kernelSize,
    movement,
    padding: fc.constantFrom('same', 'same', 'explicit'),
    useBias: fc.boolean(),
  })
  .map(({ filters, kernelSize, movement, padding, useBias }): Choice => (name, before) => [
    {
      name,
      type: 'conv2d',
      inputs: [before],
      filters,
      useBias,
      // On the smallest maps explicit padding leaves room for no more than three pixels.
      ...(padding === 'same'
        ? { kernelSize, padding, ...movement }
        : { kernelSize: kernelSize === 4 ? 3 : kernelSize, strides: 2, padding: [1, 2, 2, 1] as const }),
    },
  ]);
/** Without dilation, which TensorFlow.js's own layer reads and ignores. */
const depthwise = fc
  .record({ depthMultiplier: fc.integer({ min: 1, max: 2 }), kernelSize, stride, useBias: fc.boolean() })
  .map(({ stride, ...rest }): Choice => (name, before) => [
    { name, type: 'depthwiseConv2d', inputs: [before], padding: 'same', strides: stride, ...rest },
  ]);
const normalisation = fc
  .record({ scale: fc.boolean(), center: fc.boolean() })
  .map((options): Choice => (name, before) => [{ name, type: 'batchNorm', inputs: [before], ...options }]);
const activation = fc
  .constantFrom('relu', 'relu6', 'leakyRelu', 'sigmoid', 'tanh', 'softmax')
  .map((type): Choice => (name, before) => [{ name, type, inputs: [before] }]);
const pooling = fc
  .record({ type: fc.constantFrom('maxPool2d', 'averagePool2d'), poolSize: size, stride })
  .map(({ type, poolSize, stride }): Choice => (name, before) => [
    { name, type, inputs: [before], poolSize, strides: stride, padding: 'same' },
  ]);
const padding = fc
  .tuple(size, size, size, size)
  .map((padding): Choice => (name, before) => [{ name, type: 'zeroPadding2d', inputs: [before], padding }]);
const dropout = fc
  .constantFrom(0, 0.5)
  .map((rate): Choice => (name, before) => [{ name, type: 'dropout', inputs: [before], rate }]);
/** A residual branch, a product or a stack with what was there before it. */
const branch = fc.constantFrom('add', 'multiply', 'concatenate').map((type): Choice => (name, before, shape) => [
  { name: `${name}-branch`, type: 'conv2d', inputs: [before], filters: shape[2], kernelSize: 3, padding: 'same' },
  { name, type, inputs: [before, `${name}-branch`] },
]);
/** Every pixel value times and plus something, as imported preprocessing does. */
const rescaling = fc
  .constantFrom(0.5, -2)
  .map((scale): Choice => (name, before) => [{ name, type: 'rescaling', inputs: [before], scale, offset: 0.3 }]);
/** Squeeze and excitation: a gate per channel. */
const gate = fc.constant<Choice>((name, before, shape) => [
  { name: `${name}-squeeze`, type: 'globalMaxPooling2d', inputs: [before] },
  { name: `${name}-excite`, type: 'dense', inputs: [`${name}-squeeze`], units: shape[2] },
  { name, type: 'multiply', inputs: [before, `${name}-excite`] },
]);

/** Chains of two to six random blocks on tiny images, ended by pooling or flattening and two to four logits. */
export const randomSpec: fc.Arbitrary<ArchitectureSpec> = fc
  .record({
    inputShape: fc.tuple(
      fc.integer({ min: 4, max: 8 }),
      fc.integer({ min: 4, max: 8 }),
      fc.integer({ min: 1, max: 3 }),
    ),
    choices: fc.array(
      fc.oneof(convolution, depthwise, normalisation, activation, pooling, padding, dropout, rescaling, branch, gate),
      { minLength: 2, maxLength: 6 },
    ),
    end: fc.constantFrom('globalAveragePooling2d', 'globalMaxPooling2d', 'flatten'),
    classes: fc.integer({ min: 2, max: 4 }),
  })
  .map(({ inputShape, choices, end, classes }) => {
    const layers: LayerSpec[] = [];
    let before = 'input';
    let channels = inputShape[2];
    choices.forEach((choice, i) => {
      const name = `block${i}`;
      const made = choice(name, before, [inputShape[0], inputShape[1], channels]);
      layers.push(...made);
      channels = channelsAfter(made[made.length - 1]!, channels);
      before = name;
    });
    layers.push({ name: 'end', type: end, inputs: [before] }, { name: 'logits', type: 'dense', units: classes });
    return { name: 'random', inputShape, layers };
  });

function channelsAfter(layer: LayerSpec, channels: number): number {
  if (layer.type === 'conv2d') return layer.filters;
  if (layer.type === 'depthwiseConv2d') return channels * (layer.depthMultiplier ?? 1);
  return layer.type === 'concatenate' ? 2 * channels : channels;
}
