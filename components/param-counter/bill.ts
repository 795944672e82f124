/**
 * The bill: what the selected convolution would cost if it were built in other ways, and for a dense layer what it is as
 * a convolution. Kernels only, without biases, so that the ways compare.
 */
import { html, nothing, type TemplateResult } from 'lit';
import {
  analyse,
  bottleneckCost,
  convolutionOf,
  denseAsConvolution,
  fullyConnectedCost,
  pair,
  separableCost,
  stackedCost,
  standardCost,
  unsharedCost,
  type Analysis,
  type ConvolutionSize,
  type Cost,
  type LayerAnalysis,
  type LayerRow,
} from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { integer, percent } from '../shared/format.js';
import type { StudiedNetwork } from './study.js';
import { fullLabel, times } from './words.js';

interface Way extends Cost {
  readonly name: string;
  /** The way in which the network has it. */
  readonly built: boolean;
}

/** A bottleneck of fewer channels than that is no network anybody builds. */
const LEAST_NARROW = 4;

export function renderBill(network: StudiedNetwork, row: LayerRow): TemplateResult | typeof nothing {
  if (row.error) return nothing;
  if (row.head.layer.type === 'dense') return denseBill(network, row);
  const pairOf = separablePair(network.analysis, row.head);
  const size = pairOf ?? convolutionOf(row.head);
  if (!size) return nothing;
  const inputSize = pair([row.head.inputShapes[0]![0]!, row.head.inputShapes[0]![1]!]);
  const ways = waysOf(size, inputSize, pairOf !== undefined);
  const standard = standardCost(size);
  const [k, l] = size.kernel;
  const subject = pairOf ? `${fullLabel(row)} and its partner` : fullLabel(row);
  return html`<section class="part" part="bill">
    <p class="h4">${subject}, built otherwise <small>kernels only, for the same input and output</small></p>
    <div class="scroll" tabindex="0" role="group" aria-label=${`${subject}, built otherwise`}>
      <table class="numbers bill" part="table">
        <caption class="vh">
          ${subject} built in other ways: weights and multiply–adds of each.
        </caption>
        <thead>
          <tr>
            <th scope="col">${`${k} × ${l}, ${integer(size.channelsIn)} → ${integer(size.channelsOut)} channels`}</th>
            <th scope="col">weights</th>
            <th scope="col">multiply–adds</th>
            <td class="meter wide-only"></td>
            <th scope="col">of the standard</th>
          </tr>
        </thead>
        <tbody>
          ${ways.map((way) => renderWay(way, standard))}
        </tbody>
      </table>
    </div>
    ${wholeNetwork(network)}
  </section>`;
}

function renderWay({ name, weights, macs, built }: Way, standard: Cost): TemplateResult {
  const share = macs / standard.macs;
  return html`<tr class=${built ? 'on' : ''}>
    <th scope="row">${name}${built ? html` <small>as it is</small>` : nothing}</th>
    <td>${integer(weights)}</td>
    <td>${integer(macs)}</td>
    <td class="meter wide-only"><i ${cssVars({ '--share': Math.min(1, share) })}></i></td>
    <td>${share > 9.95 ? `${times(share)} ×` : percent(share, share < 0.0995 ? 1 : 0)}</td>
  </tr>`;
}

function waysOf(size: ConvolutionSize, inputSize: readonly [number, number], isPair: boolean): readonly Way[] {
  const { kernel, channelsIn, channelsOut } = size;
  const [k, l] = kernel;
  const wide = k * l > 1;
  const narrow = Math.round(Math.min(channelsIn, channelsOut) / 4);
  const way = (name: string, cost: Cost, built = false): Way => ({ name, ...cost, built });
  return [
    way(`standard ${k} × ${l}`, standardCost(size), !isPair),
    ...(wide ? [way('depthwise, then 1 × 1', separableCost(size), isPair)] : []),
    ...(wide && narrow >= LEAST_NARROW
      ? [way(`1 × 1 to ${integer(narrow)}, ${k} × ${l}, 1 × 1 back`, bottleneckCost(size, narrow))]
      : []),
    ...(k === l && k % 2 === 1 && k > 3 ? [way(`${(k - 1) / 2} stacked 3 × 3`, stackedCost(size))] : []),
    way('not shared between positions', unsharedCost(size)),
    way('fully connected', fullyConnectedCost(size, inputSize)),
  ];
}

/** The standard convolution that a depthwise layer and the 1×1 behind it stand for; undefined for other layers. */
function separablePair(analysis: Analysis, head: LayerAnalysis): ConvolutionSize | undefined {
  const kernelLayer = (index: number): LayerAnalysis | undefined => {
    const layer = analysis.layers[index];
    const passes = layer?.layer.type === 'batchNorm' || layer?.layer.type === 'relu' || layer?.layer.type === 'relu6';
    return passes ? kernelLayer(layer.inputs[0]!) : layer;
  };
  const pointwise =
    head.layer.type === 'depthwiseConv2d'
      ? analysis.layers.find(({ inputs, layer }) => layer.type === 'conv2d' && kernelLayer(inputs[0]!) === head)
      : head;
  const depthwise = pointwise && kernelLayer(pointwise.inputs[0]!);
  if (depthwise?.layer.type !== 'depthwiseConv2d' || !pointwise) return undefined;
  const size = convolutionOf(pointwise);
  if (!size || size.kernel[0] * size.kernel[1] > 1 || (depthwise.layer.depthMultiplier ?? 1) > 1) return undefined;
  return { ...size, kernel: pair(depthwise.layer.kernelSize) };
}

/** What the network would keep of its kernels if every convolution but the first were split. */
function wholeNetwork({ analysis, label }: StudiedNetwork): TemplateResult | typeof nothing {
  const plain = analysis.layers
    .filter(({ inputs }) => inputs[0]! >= 0)
    .map(convolutionOf)
    .filter((size) => size !== undefined && size.kernel[0] * size.kernel[1] > 1) as ConvolutionSize[];
  if (plain.length < 2) return nothing;
  const total = (cost: (size: ConvolutionSize) => Cost, pick: keyof Cost) =>
    plain.reduce((sum, size) => sum + cost(size)[pick], 0);
  const [weights, macs] = [total(standardCost, 'weights'), total(standardCost, 'macs')];
  const [fewer, less] = [total(separableCost, 'weights'), total(separableCost, 'macs')];
  return html`<p class="cap">
    If all ${integer(plain.length)} such convolutions of ${label} behind its first layer were split like this, their
    ${integer(weights)} weights would become <b>${integer(fewer)}</b> (${times(weights / fewer)} times fewer) and their
    ${integer(macs)} multiply–adds ${integer(less)} (${times(macs / less)} times fewer).
  </p>`;
}

/** A dense layer at the image size that its network is built for, and the same weights over a larger image. */
function denseBill({ analysis }: StudiedNetwork, row: LayerRow): TemplateResult | typeof nothing {
  if (analysis.errors.length > 0) return nothing;
  const rewritten = denseAsConvolution(analysis.spec);
  const own = analysis.spec.inputShape[0];
  const other = analysis.inputShape[0] > own ? analysis.inputShape[0] : own * 2;
  const at = (side: number) => analyse(rewritten, side).layers.find(({ name }) => name === row.name)!;
  const [built, slid] = [at(own), at(other)];
  if (built.layer.type !== 'conv2d') return nothing;
  const kernel = `${pair(built.layer.kernelSize).join(' × ')} × ${integer(built.inputShapes[0]![2]!)}`;
  const [rows, columns, units] = slid.outputShape;
  return html`<section class="part" part="bill">
    <p class="h4">${fullLabel(row)} as a convolution <small>the same weights, slid over the map</small></p>
    <p class="cap">
      For images of ${integer(own)} × ${integer(own)} pixels it is ${integer(units!)} kernels of ${kernel}, together
      <b>${integer(built.weights.kernel)}</b> weights. Slid over ${integer(other)} × ${integer(other)} pixels, the same
      weights give ${integer(rows!)} × ${integer(columns!)} answers in one pass; as a dense layer it takes one size
      only.
    </p>
  </section>`;
}
