/** "How it is computed": the rules of the count as formulas, with the selected row's numbers, and what they leave out. */
import { html, nothing, type TemplateResult } from 'lit';
import type { LayerRow } from '../../core/index.js';
import { bytes, integer } from '../shared/format.js';
import type { StudiedNetwork } from './study.js';
import { fieldText } from './layer-words.js';
import { fullLabel } from './words.js';

export function renderExplanation({ analysis, label }: StudiedNetwork, row: LayerRow): TemplateResult {
  const { memory, field } = analysis;
  const { size, stride, padding } = row.head.field;
  return html`<p>
      <b>Parameters</b> are what training changes: kernels, biases, and the scale and offset of batch normalisation. A
      convolution of k × k pixels from M to N channels has
    </p>
    <math
      ><msup><mi>k</mi><mn>2</mn></msup
      ><mi>M</mi><mi>N</mi><mo>+</mo><mi>N</mi></math
    >
    <p>
      of them, wherever it is applied; in G groups M is divided by G, a depthwise one has k² for each channel, and a
      layer that shares nothing has as many again at every position. ${fullLabel(row)} has
      <b>${integer(row.weights + row.offsets)}</b>. Moving averages of batch normalisation are kept but not trained.
    </p>
    <p>
      <b>Multiply–adds</b> count one multiplication and the addition of its result as one. Only convolutions, dense and
      locally connected layers are counted, at every output position, padding included; biases, normalisation,
      activations, pooling and sums are not. Other sources count multiplication and addition apart and get twice as
      many.
    </p>
    <p><b>The receptive field</b> r and the distance j of neighbouring fields grow from layer to layer:</p>
    <math
      ><mi>r</mi><mo>←</mo><mi>r</mi><mo>+</mo><mo stretchy="false">(</mo><mi>k</mi><mo>−</mo><mn>1</mn
      ><mo stretchy="false">)</mo><mi>d</mi><mi>j</mi><mo>,</mo><mspace width="1em"></mspace><mi>j</mi><mo>←</mo
      ><mi>s</mi><mi>j</mi></math
    >
    <p>
      with kernel k, dilation d and stride s; where branches join, it is the union. ${fullLabel(row)}:
      ${
        row.head.field.whole
          ? html`behind a pooling over all places, so it sees everything.`
          : html`r = <b>${fieldText(row.head.field)}</b>, j = ${integer(stride[0])}, and the first unit’s field starts
              ${integer(Math.abs(padding[0]))} pixels ${padding[0] > 0 ? 'before the edge' : 'inside the image'}.`
      }
      The total names the last map before the places are joined:
      ${fieldText(field)}${
        field.gated ? html`, without the gates, which look at the whole image` : nothing
      }.${size[0] > analysis.inputShape[0] ? html` What lies outside the image is padding.` : nothing}
    </p>
    <p>
      <b>Memory</b> of activations at four bytes a number: ${label} holds at most ${bytes(memory.inference)} at once to
      classify one image, and keeps ${bytes(memory.training)} an image while it trains.
    </p>
    <p>
      <b>It cannot tell</b> how long a layer takes: that depends on the device and on how well it is fed, and a
      depthwise convolution of few multiply–adds can be slower than its count promises.
    </p>`;
}
