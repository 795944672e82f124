/** What a wrong answer forgot: the usual slips, each worked out for the layer in question and compared. */
import { effectiveKernel, pair, type LayerRow } from '../../core/index.js';
import { integer } from '../shared/format.js';
import type { Kind } from './quiz.js';

/** A hint that does not give the answer away; undefined for a number that no usual slip leads to. */
export function mistakeIn(row: LayerRow, kind: Kind, given: number): string | undefined {
  return slipsOf(row, kind).find(([value]) => value === given)?.[1];
}

function slipsOf(row: LayerRow, kind: Kind): readonly (readonly [number, string])[] {
  const { head, weights, offsets, movingStatistics, macs } = row;
  const { layer, inputShapes, outputShape } = head;
  const channelsIn = inputShapes[0]!.at(-1)!;
  const channelsOut = outputShape.at(-1)!;
  if (kind === 'field') return fieldSlips(row);
  if (kind === 'macs') {
    const [height = 1, width = 1] = inputShapes[0]!;
    return [
      [weights, 'That is one position; the kernel is used at every position of the output.'],
      [weights + offsets, 'That is the parameters; multiply by the positions, without biases.'],
      [weights * height * width, 'That counts the positions of the input; the stride leaves fewer in the output.'],
      [macs * 2, 'A multiplication and its addition count as one.'],
    ];
  }
  const [biases, kernelArea] = [head.weights.bias, 'kernelSize' in layer ? area(layer.kernelSize) : 1];
  const noun = biases > 0 && offsets > biases ? 'biases and the batch normalisation' : biases > 0 ? 'biases' : 'rest';
  return [
    [weights, `Those are the kernel’s weights; the ${noun} are missing.`],
    ...(offsets > biases ? [[weights + biases, 'The batch normalisation is missing.'] as const] : []),
    [weights + offsets + movingStatistics, 'That counts the moving averages too, which are kept but not trained.'],
    [kernelArea * channelsOut + offsets, `Each kernel spans all ${integer(channelsIn)} input channels.`],
    [kernelArea * channelsIn + offsets, `There is such a kernel for each of ${integer(channelsOut)} output channels.`],
    [kernelArea * channelsIn * channelsOut + offsets, 'Here a kernel does not see all input channels.'],
  ];
}

function fieldSlips({ head: { layer, sight } }: LayerRow): readonly (readonly [number, string])[] {
  if (!('kernelSize' in layer) && !('poolSize' in layer)) return [];
  const kernel = pair('kernelSize' in layer ? layer.kernelSize : layer.poolSize)[0];
  const dilation = 'dilation' in layer ? pair(layer.dilation ?? 1)[0] : 1;
  const stride = 'strides' in layer ? pair(layer.strides ?? ('poolSize' in layer ? layer.poolSize : 1))[0] : 1;
  const { size, stride: after } = sight.fields[0][0]!;
  const before = size - (effectiveKernel(kernel, dilation) - 1) * (after / stride);
  return [
    [kernel, 'That is the kernel on its own input; in the image it reaches further.'],
    [before + kernel - 1, 'Neighbours of this input lie several pixels apart: multiply by the stride so far.'],
    [before, 'That is what its input sees already.'],
    [before + (kernel - 1) * after, 'Its own stride comes after it; only the strides before it count.'],
    [before + kernel * (after / stride), 'The kernel adds one pixel less than its size.'],
  ];
}

function area(size: Parameters<typeof pair>[0]): number {
  const [height, width] = pair(size);
  return height * width;
}
