/** A layer's weights as pictures: colours where the layer sees colours, else one map for each input channel. */
import { html, nothing, type TemplateResult } from 'lit';
import type { KernelLook, PlainTensor, Smoothness } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { counted, decimal, integer } from '../shared/format.js';
import { heatLegend } from '../shared/heat-map.js';
import { pixels } from '../shared/pixel-image.js';
import { type Finding, renderFinding } from './finding.js';
import { measure } from './measures.js';
import { sheet, sheetLayout } from './sheet-paint.js';
import type { Beside, View } from './view.js';
import { answer } from './words.js';

/** Standard deviations above chance from which on a kernel counts as smooth: some chance that one in a thousand would. */
const SMOOTH = 3;

const cut = new WeakMap<PlainTensor, Map<number, PlainTensor>>();

/**
 * The weights that make one channel, [height, width, inputs]: of a depthwise kernel (`depthwise`) its single input, of a
 * dense layer one number an input. The same object for the same channel.
 */
export function weightsOf(kernel: PlainTensor, channel: number, depthwise: boolean): PlainTensor {
  let known = cut.get(kernel);
  if (known === undefined) cut.set(kernel, (known = new Map<number, PlainTensor>()));
  let own = known.get(channel);
  if (own === undefined) {
    const [height, width, inputs, outputs] = kernel.shape.length === 2 ? [1, 1, ...kernel.shape] : kernel.shape;
    const positions = height! * width!;
    const size = inputs! * outputs!;
    const shown = depthwise ? 1 : inputs!;
    const data = Float32Array.from({ length: positions * shown }, (_, i) => {
      const [at, input] = [Math.floor(i / shown), i % shown];
      return kernel.data[at * size + (depthwise ? channel : input * outputs! + channel)]!;
    });
    known.set(channel, (own = { data, shape: [height!, width!, shown] }));
  }
  return own;
}

const painted = new WeakMap<PlainTensor, PlainTensor<Uint8Array>>();

/** Weights on red, green and blue as colours around grey, the largest of the kernel at the end of the range. */
export function colorsOf(weights: PlainTensor): PlainTensor<Uint8Array> {
  let colors = painted.get(weights);
  if (colors === undefined) {
    const { largest } = measure(weights);
    const data = Uint8Array.from(weights.data, (w) => Math.round(127.5 + (largest > 0 ? (127.5 * w) / largest : 0)));
    painted.set(weights, (colors = { data, shape: weights.shape }));
  }
  return colors;
}

export function renderKernel(view: View, { kernel: look }: Beside): TemplateResult | typeof nothing {
  const { looked } = view;
  if (looked === undefined || look?.kernel === undefined) return nothing;
  const { kernel } = look;
  const [height = 1, width = 1] = kernel.shape.length === 4 ? kernel.shape : [];
  const size = height * width > 1 ? `${height}\u00a0×\u00a0${width}` : 'single numbers';
  return html`<div class="part" part="weights">
    <h4 class="h4">
      Weights <small>${looked.layer.name}, ${size}, the largest of each channel at the end of its scale</small>
    </h4>
    ${kernel.shape.length === 4 && kernel.shape[2] === 3 ? renderColors(view, kernel) : renderInputs(view, kernel)}
    ${renderFinding(smoothFinding(look), 'weights-finding')}
  </div>`;
}

/** Every kernel of a layer on colours, the shown channel's framed and large. */
function renderColors({ channel, layer }: View, kernel: PlainTensor): TemplateResult {
  const channels = Array.from({ length: kernel.shape[3]! }, (_, c) => c);
  return html`<div class="kernels" role="img" aria-label="Kernels of ${layer!.name} as colours, one for each channel">
      ${channels.map(
        (c) =>
          html`<canvas
            class="px ${c === channel ? 'shown' : ''}"
            ${pixels({ pixels: colorsOf(weightsOf(kernel, c, false)) })}
          ></canvas>`,
      )}
    </div>
    <p class="cap">Colour: the weights on red, green and blue; grey is zero. In the frame: channel ${channel}.</p>`;
}

/** The shown channel's weights, one map for each input. */
function renderInputs({ channel, looked, ramps }: View, kernel: PlainTensor): TemplateResult {
  const depthwise =
    looked!.layer.shown.layer.type === 'depthwiseConv2d' || kernelIsDepthwise(kernel, looked!.layer.channels);
  const maps = weightsOf(kernel, channel, depthwise);
  const { largest } = measure(maps);
  const inputs = maps.shape[2]!;
  return html`<canvas
      class="weights"
      role="img"
      aria-label="Weights of channel ${channel} on each of ${counted(inputs, 'input channel')}"
      ${cssVars({ '--columns': sheetLayout(maps.shape).columns })}
      ${sheet({ maps, ramp: 'div', largest }, ramps)}
    ></canvas>
    <div class="under">${heatLegend('div', `−${answer(largest)}`, answer(largest))}</div>
    <p class="cap">
      Channel ${channel} on ${depthwise ? 'its own input channel' : `each of ${counted(inputs, 'input channel')}`}.
    </p>`;
}

/** [h, w, channels, multiplier]: as many numbers as channels at each position. */
const kernelIsDepthwise = ({ shape }: PlainTensor, channels: number): boolean =>
  shape.length === 4 && shape[3] !== channels && shape[2]! * shape[3]! === channels;

/** Smooth, or no smoother than chance. */
export function smoothFinding({ smoothness, slices, kernel }: KernelLook): Finding {
  if (smoothness === undefined) {
    return {
      before: 'A window of one position has no neighbours, ',
      key: 'so it is neither smooth nor noisy',
      after: '.',
    };
  }
  const all = kernel === undefined ? slices : kernel.data.length / (kernel.shape[0]! * kernel.shape[1]!);
  const of =
    slices < all ? `${integer(slices)} evenly spaced of its ${integer(all)} windows` : `its ${integer(all)} windows`;
  const { correlation, chance } = smoothness;
  return {
    before: `The layer’s weights are `,
    key: smoothWords(smoothness),
    after: `: neighbouring ones correlate by ${signed(correlation)} over ${of}, the same weights in random order by ${signed(chance.mean)} ± ${decimal(chance.deviation, 3)}.`,
  };
}

export function smoothWords({ correlation, chance }: Smoothness): string {
  const apart = (correlation - chance.mean) / (chance.deviation || 1e-9);
  if (apart > SMOOTH) return 'smooth';
  return apart < -SMOOTH ? 'rougher than noise' : 'no smoother than noise';
}

const signed = (value: number): string => decimal(value, 3).replace('-', '−');
