/**
 * The plain-loop reference itself: its gradients against finite differences of its own forward pass, so that kernels
 * which agree with it are the derivative of what they claim to be.
 */
import { expectClose, finiteDifferences, randomArray } from '../../helpers/tensors.js';
import {
  convolve,
  dot,
  filterGradient,
  filterShape,
  inputGradient,
  inputShape,
  outputShape,
  pool,
  poolGradient,
  size,
  type Geometry,
} from './reference.js';

const PLAIN: Geometry = {
  batch: 2,
  height: 5,
  width: 4,
  inChannels: 3,
  outChannels: 2,
  kernel: [3, 2],
  stride: [2, 1],
  padding: 'same',
};
const GEOMETRIES: readonly (readonly [string, Geometry])[] = [
  ['stride 2, SAME', PLAIN],
  ['VALID', { ...PLAIN, padding: 'valid' }],
  ['explicit padding', { ...PLAIN, padding: [2, 1] }],
  ['dilation 2', { ...PLAIN, stride: [1, 1], dilation: [2, 2], padding: 'same' }],
  ['depthwise', { ...PLAIN, depthwise: true }],
];

describe('reference loops', () => {
  for (const [name, g] of GEOMETRIES) {
    it(`differentiate a convolution, ${name}`, () => {
      const x = randomArray(size(inputShape(g)), 1);
      const w = randomArray(size(filterShape(g)), 2);
      const dy = randomArray(size(outputShape(g)), 3);
      const byInput = finiteDifferences((point) => dot(convolve(g, point, w), dy), x);
      const byFilter = finiteDifferences((point) => dot(convolve(g, x, point), dy), w);
      expectClose(inputGradient(g, dy, w), byInput, 1e-8);
      expectClose(filterGradient(g, x, dy), byFilter, 1e-8);
    });
  }

  for (const kind of ['max', 'average'] as const) {
    it(`differentiate a pool (${kind})`, () => {
      const g: Geometry = { ...PLAIN, outChannels: 1, depthwise: true };
      const x = randomArray(size(inputShape(g)), 1);
      const dy = randomArray(size(outputShape(g)), 3);
      const byInput = finiteDifferences((point) => dot(pool(g, point, kind), dy), x);
      expectClose(poolGradient(g, x, dy, kind), byInput, 1e-8);
    });
  }
});
