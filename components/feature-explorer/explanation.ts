/** "How it is computed": each view with its formula and this example's own numbers, and what it cannot tell. */
import { html, nothing, type TemplateResult } from 'lit';
import { decimal, integer, percent } from '../shared/format.js';
import { deadLayers } from './dead.js';
import { valueAt } from './measures.js';
import type { Beside, View } from './view.js';
import { answer, outputWords, placeWords } from './words.js';

/** Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill 2019. */
const FIELDS_URL = 'https://distill.pub/2019/computing-receptive-fields/';
/** Van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 2008. */
const TSNE_URL = 'https://jmlr.org/papers/v9/vandermaaten08a.html';
/** Wattenberg, Viégas and Johnson, "How to use t-SNE effectively", Distill 2016. */
const MISREAD_URL = 'https://distill.pub/2016/misread-tsne/';

export function renderExplanation(view: View, beside: Beside): TemplateResult {
  const { looked, channel, place, box } = view;
  if (looked === undefined) return html`<p>When the maps are here, each number is worked out with their own.</p>`;
  const { layer, maps } = looked;
  const { size, stride, padding } = layer.shown.field;
  return html`<p>
      <b>Activations.</b> The image goes once through the network, without training, and the output of
      ${outputWords(layer)} is read: ${layer.size.join('\u00a0×\u00a0')} positions of ${integer(layer.channels)}
      channels, ${integer(maps.data.length)} numbers. At ${placeWords(place)} channel ${channel} gives
      <b>${answer(valueAt(maps, place, channel))}</b>.
    </p>
    ${
      box === undefined
        ? html`<p>Each unit of the layer sees the whole image.</p>`
        : html`<p>
            <b>What a unit sees.</b> Followed through all windows, strides and paddings (<a href=${FIELDS_URL}>how</a>),
            a unit here sees ${size[0]}&nbsp;×&nbsp;${size[1]} pixels. The first begins ${padding[0]} before the top
            edge, and the next one ${stride[0]} further: row ${place.row} begins at
            ${place.row}&nbsp;·&nbsp;${stride[0]} − ${padding[0]} = ${box.top}. It cannot tell how much each of these
            pixels matters: those in the middle usually matter most.
          </p>`
    }
    <p>
      <b>Patches.</b> Of each held-out image only the strongest position of a channel counts; the images are then sorted
      by it. What they have in common is for the reader to see. It cannot tell what the channel does with weaker
      answers.
    </p>
    ${renderSmoothness(beside)} ${renderDead(view, beside)} ${renderSpace(view, beside)}`;
}

function renderSmoothness({ kernel }: Beside): TemplateResult | typeof nothing {
  if (kernel?.smoothness === undefined) return nothing;
  const { correlation, chance } = kernel.smoothness;
  return html`<p>
    <b>Smooth or noisy.</b> Moran’s I: within each window the weights are centred and scaled to a variance of one, and
    neighbours beside and above each other are multiplied; the mean over all pairs of ${integer(kernel.slices)} windows
    is <b>${decimal(correlation, 3)}</b>. Fifty random orders of the same weights give ${decimal(chance.mean, 3)} ±
    ${decimal(chance.deviation, 3)}: the number is
    ${decimal(Math.abs(correlation - chance.mean) / (chance.deviation || 1), 1)} standard deviations away.
  </p>`;
}

function renderDead(view: View, beside: Beside): TemplateResult | typeof nothing {
  const dead = deadLayers(view, beside);
  const { surveyed } = beside;
  if (surveyed === undefined || dead.length === 0) return nothing;
  const most = dead.reduce((a, b) => (b.zeros > a.zeros ? b : a));
  return html`<p>
    <b>Dead filters.</b> A channel counts as dead if a rectifier lets nothing of it through at any position of any of
    ${integer(surveyed.picked.length)} held-out images: then no gradient reaches its weights either. Zeros alone are no
    fault: ${percent(most.zeros, 0)} of the numbers of ${most.name} are zero. An image outside of these may still wake
    it.
  </p>`;
}

function renderSpace({ choices }: View, { space }: Beside): TemplateResult {
  const purity = space?.inCodes.result?.purity;
  const right = purity === undefined ? undefined : Math.round(purity * space!.picked.length);
  return html`<p>
      <b>The space of codes.</b> An image’s code are the numbers that the last layer weighs. Principal components show
      them along the two directions in which they differ most. <a href=${TSNE_URL}>t-SNE</a> moves points until the
      neighbours that each has in all dimensions are its neighbours in the plane:
    </p>
    <math aria-label="Kullback–Leibler divergence of Q from P: the sum over pairs of p times the logarithm of p over q">
      <mi>KL</mi><mo>(</mo><mi>P</mi><mo>‖</mo><mi>Q</mi><mo>)</mo><mo>=</mo
      ><munder
        ><mo>∑</mo><mrow><mi>i</mi><mo>≠</mo><mi>j</mi></mrow></munder
      >
      <msub
        ><mi>p</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub
      ><mi>log</mi
      ><mfrac
        ><msub
          ><mi>p</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub
        ><msub
          ><mi>q</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub
        ></mfrac
      >
    </math>
    <p>
      ${
        right === undefined
          ? 'Purity is the share of images whose class most of their nearest neighbours have, each left out in its turn.'
          : html`Purity: ${integer(right)} of ${integer(space!.picked.length)} images have the class of most of their
            ${integer(choices.neighbours)} nearest, ${percent(purity!)}, each left out in its turn.`
      }
      Sizes of clusters and gaps between them <a href=${MISREAD_URL}>mean little</a> in such a map.
    </p>`;
}
