/** "How it is computed": what is asked, each statistic as a formula with this image's own numbers, what it cannot tell. */
import { html, type TemplateResult } from 'lit';
import { decimal, integer, percent } from '../shared/format.js';
import type { Swept, View } from './view.js';
import { className, largest, ofView, PADDING_WORDS, STATISTIC_WORDS, TRANSFORM_WORDS } from './words.js';

/** Azulay and Weiss, "Why do deep convolutional networks generalize so poorly to small image transformations?". */
const AZULAY_WEISS_URL = 'https://jmlr.org/papers/v20/19-519.html';
/** Zhang, "Making convolutional networks shift-invariant again". */
const ZHANG_URL = 'https://arxiv.org/abs/1904.11486';

export function renderExplanation({ snapshot, swept, selected }: View): TemplateResult {
  if (swept === undefined)
    return html`<p>When the answers are here, each number is worked out with this image’s own.</p>`;
  const { sweep, image } = swept;
  const { many, one } = TRANSFORM_WORDS[sweep.transform];
  const { agreement, flips, entropy, jump } = image.stability;
  const count = sweep.views.length;
  const top = largest(image.whole);
  const tops = sweep.views.map((_, i) => largest(ofView(swept, i)));
  const same = tops.filter((name) => name === top).length;
  const pairs = 2 * sweep.rows * sweep.columns - sweep.rows - sweep.columns;
  const flipped = Number.isNaN(flips) ? 0 : Math.round(flips * pairs);
  const own = ofView(swept, selected);
  return html`<p>
      ${ideaOf(swept)} The network is asked about each of the ${integer(count)} ${many} on its own, and about the whole
      image. View ${selected}, which is marked, is named ${className(snapshot, largest(own))} with
      ${percent(own[largest(own)] ?? 0)}.
    </p>
    <p>
      <b>Agreement</b> = ${many} named as the whole image ÷ all ${many} = ${integer(same)} ÷ ${integer(count)} =
      ${percent(agreement)}.<br />
      <b>Neighbours that differ</b>${
        pairs === 0
          ? html`: there is one ${one} only, so there are none.`
          : html` = pairs beside each other with different names ÷ all such pairs = ${integer(flipped)} ÷
            ${integer(pairs)} = ${percent(flips)}.`
      }<br />
      <b>Entropy</b> = −Σ q log₂ q over the names, q their shares of the ${many}: ${entropySum(tops, swept, snapshot)} =
      ${STATISTIC_WORDS.entropy.format(entropy)}.<br />
      <b>Largest jump</b> = the largest change of any class’s probability between neighbours =
      ${Number.isNaN(jump) ? '–' : percent(jump)}.
    </p>
    <p>
      Over many images the mean of each is taken, and its 95 % interval from 1,000 bootstrap samples of the images,
      drawn with the seed. Two networks are compared on the same images, pair by pair. The measures follow
      <a href=${AZULAY_WEISS_URL}>Azulay and Weiss</a>. Two remedies: averaging the answers of neighbours, which needs
      no other network, and <a href=${ZHANG_URL}>blurring before each stride</a>, which needs one trained that way.
    </p>
    <p>
      <b>It cannot tell</b> why an answer changes: a smaller view also shows less of the thing.
      ${
        sweep.transform === 'crops'
          ? 'Resized crops and shifts keep the size of the picture and mix other things in: the edge of the image, blur.'
          : `What lies outside the image is ${PADDING_WORDS[sweep.padding]}${sweep.padding === 'zero' ? ', which is mid-grey' : ''}; that edge can change an answer too.`
      }
    </p>`;
}

function ideaOf({ sweep }: Swept): string {
  const { transform, cropSize, stride, range } = sweep;
  switch (transform) {
    case 'crops':
      return `A window of ${cropSize} × ${cropSize} pixels goes over the image, ${stride} at a time. What it shows is a plain slice, not resized: the network takes images of any size.`;
    case 'resized-crops':
      return `A window of ${cropSize} × ${cropSize} pixels goes over the image, ${stride} at a time; each crop is brought back to the image’s size, bilinear between the middles of pixels.`;
    case 'shifts':
      return `The image is moved by up to ${range} pixels in each direction, ${stride} at a time.`;
    case 'rotations':
      return `The image is turned about its middle by up to ${range}° either way, bilinear between its pixels.`;
    case 'scales':
      return `The image is made up to ${range} % smaller and larger about its middle, bilinear between its pixels.`;
    case 'mirror':
      return 'Left and right are swapped.';
  }
}

function entropySum(tops: readonly number[], { sweep }: Swept, snapshot: View['snapshot']): string {
  const counts = new Map<number, number>();
  for (const top of tops) counts.set(top, (counts.get(top) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([top, count]) => `${className(snapshot, top)} ${decimal(count / sweep.views.length, 2)}`)
    .join(', ');
}
