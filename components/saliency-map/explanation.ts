/**
 * "How it is computed": for each method the question it asks, its formula, the same with this image's own numbers at the
 * pixel that is looked at, and what it cannot tell.
 */
import { html, type TemplateResult } from 'lit';
import { integer, percent } from '../shared/format.js';
import type { Attribution, AttributionMethod, PlainTensor } from '../../core/index.js';
import { FORMULAS } from './formulas.js';
import { gapOf } from './comparison.js';
import type { Pixel } from './map-measures.js';
import { reachOf } from './reach.js';
import type { Explained, View } from './view.js';
import { layerWords, position, value } from './words.js';

interface Explanation {
  /** What is asked, and how it is answered. */
  readonly idea: (context: Context) => unknown;
  /** The formula with numbers. */
  readonly numbers: (context: Context) => unknown;
  /** Goes on from "It cannot tell". */
  readonly limits: (context: Context) => unknown;
}
interface Context {
  readonly attribution: Attribution;
  readonly explained: Explained;
  readonly view: View;
  /** Name of the explained class. */
  readonly name: string;
  /** "logit" or "probability". */
  readonly quantity: string;
  readonly pixel: Pixel;
}

export function renderExplanation(view: View): TemplateResult {
  const { explained, pixel, snapshot } = view;
  if (explained === undefined)
    return html`<p>When the map is here, its formula is worked out with its own numbers.</p>`;
  const { attribution } = explained;
  const names = snapshot.classNames;
  const against = attribution.against === undefined ? '' : ` minus ${names[attribution.against]}`;
  const context: Context = {
    attribution,
    explained,
    view,
    name: `${names[attribution.target]}${against}`,
    quantity: attribution.settings.quantity ?? 'logit',
    pixel,
  };
  const { idea, numbers, limits } = EXPLANATIONS[attribution.settings.method];
  return html`<p>${idea(context)}</p>
    ${FORMULAS[attribution.settings.method](attribution.settings)}
    <p>${numbers(context)}</p>
    <p><b>It cannot tell</b> ${limits(context)}</p>`;
}

const reductions = {
  'mean-abs': 'forget its sign, and average the colours',
  'max-abs': 'forget its sign, and take the colour where it is largest',
  'signed-sum': 'add up the colours with their signs',
} as const;

const reduction = ({ attribution }: Context): string => reductions[attribution.settings.channels ?? 'mean-abs'];

/** "At pixel (14, 11): (|−0.231| + |0.304| + |0.187|) / 3 = 0.241. The map is divided by its largest, 0.241, …". */
function channelNumbers({ attribution, explained, pixel }: Context): TemplateResult {
  const { values, map, settings } = attribution;
  const parts = values ? channelsAt(values, pixel) : [];
  const result = html`<b>${value(at(map, pixel))}</b>`;
  const listed = parts.map((part) => (settings.channels === 'signed-sum' ? value(part) : bars(part)));
  const sum =
    // A network that sees in grey has nothing to reduce.
    listed.length === 1
      ? html`${listed[0]} = ${result}`
      : settings.channels === 'max-abs'
        ? html`max(${listed.join(', ')}) = ${result}`
        : settings.channels === 'signed-sum'
          ? html`${listed.join(' + ')} = ${result}`
          : html`(${listed.join(' + ')}) / ${parts.length} = ${result}`;
  return html`At pixel ${position(pixel)}${isStrongest(explained, pixel) ? ', the strongest' : ''}: ${sum}.
  ${scaleWords(explained)}`;
}

function scaleWords({ measures, attribution }: Explained): string {
  const largest = value(measures.largest);
  return attribution.signed
    ? `The colours end at ±${largest}, the largest magnitude.`
    : `The map is divided by its largest value, ${largest}, so it ends at 1.`;
}

/** A magnitude whose bars stay with their number at the end of a line. */
const bars = (number: number): string => `|\u2060${value(number)}\u2060|`;

/** What a unit of the layer or a patch gives at the pixel. */
function reachNumbers({ attribution, explained, view, pixel }: Context): TemplateResult {
  const reach = reachOf(attribution, view.snapshot.spec, pixel);
  const [rows = 0, columns = 0] = attribution.coarse?.shape ?? [];
  const cell = reach && html`<b>${value(reach.value)}</b> at row ${reach.row}, column ${reach.column}`;
  return html`The maps of ${layerWords(attribution.layer ?? '')} have ${rows} × ${columns} places; this one has ${cell},
  the place of pixel ${position(pixel)}, and is enlarged between the middles of its places. ${scaleWords(explained)}`;
}

const EDGE_LIMIT = (): string =>
  'what the network has learned: it draws much the same edges for a network of noise, and much the same for every class.';
const GRADIENT_LIMIT = ({ attribution, name }: Context): string =>
  `${
    attribution.signed ? 'how far' : `whether the pixel speaks for ${name} or against it, nor how far`
  } a pixel would have to change, nor what happens when many pixels change together.`;

const EXPLANATIONS: Readonly<Record<AttributionMethod, Explanation>> = {
  gradient: {
    idea: (context) =>
      html`How much would the <b>${context.name}</b> ${context.quantity} change if this pixel changed a little? Take the
        gradient of the ${context.quantity}, ${reduction(context)}:`,
    numbers: channelNumbers,
    limits: GRADIENT_LIMIT,
  },
  'gradient-x-input': {
    idea: (context) =>
      html`How much does this pixel, as it is, push the <b>${context.name}</b> ${context.quantity}? Multiply the
        gradient by the pixel’s own values in [−1, 1], ${reduction(context)}:`,
    numbers: channelNumbers,
    limits: () => 'anything about grey pixels: their values are zero, so they never count, however much they matter.',
  },
  smoothgrad: {
    idea: (context) =>
      html`The gradient jumps from pixel to pixel. Look at ${integer(context.attribution.settings.samples ?? 0)} copies
        of the image with noise added (σ = ${percent(context.attribution.settings.sigma ?? 0, 0)} of the range), average
        their gradients of the <b>${context.name}</b> ${context.quantity}, ${reduction(context)}:`,
    numbers: channelNumbers,
    limits: () => 'what the network does at the image itself: it describes a neighbourhood, as wide as the noise.',
  },
  'smoothgrad-squared': {
    idea: (context) =>
      html`As SmoothGrad, over ${integer(context.attribution.settings.samples ?? 0)} noisy copies, but the gradients of
        the <b>${context.name}</b> ${context.quantity} are squared before they are averaged, so that opposite signs do
        not cancel:`,
    numbers: channelNumbers,
    limits: () => 'the direction of an effect, and it overstates the few largest.',
  },
  vargrad: {
    idea: (context) =>
      html`Where does the gradient of the <b>${context.name}</b> ${context.quantity} change most when noise is added?
        Take its variance over ${integer(context.attribution.settings.samples ?? 0)} noisy copies:`,
    numbers: channelNumbers,
    limits: () => 'where the gradient is large but steady: that is no variance.',
  },
  'integrated-gradients': {
    idea: (context) =>
      html`What did each pixel add on the way from a ${baselineWords(context)} image to this one? Average the gradient
        of the <b>${context.name}</b> ${context.quantity} over ${integer(context.attribution.settings.steps ?? 0)}
        points of the straight way, times how far the pixel I has come from the baseline B:`,
    numbers: (context) => html`${channelNumbers(context)} ${completeness(context)}`,
    limits: (context) =>
      `what a pixel would do that looks like the baseline already: it has no way to go. Another baseline than ${baselineWords(context)} gives another map.`,
  },
  deconvnet: {
    idea: (context) =>
      html`Carry the <b>${context.name}</b> ${context.quantity} back to the pixels as the gradient does, but at each
        ReLU let only positive signals through:`,
    numbers: channelNumbers,
    limits: EDGE_LIMIT,
  },
  'guided-backprop': {
    idea: (context) =>
      html`Carry the <b>${context.name}</b> ${context.quantity} back to the pixels as the gradient does, but at each
        ReLU let only positive signals through, and only where the unit is on:`,
    numbers: channelNumbers,
    limits: EDGE_LIMIT,
  },
  cam: {
    idea: (context) =>
      html`This network’s logits are means of maps. The map of <b>${context.name}</b> is the last layer’s maps, each
        times its weight for the class:`,
    numbers: (context) => html`${reachNumbers(context)} ${completeness(context)}`,
    limits: () => 'where inside a unit’s receptive field the evidence is: each place has seen much of the image.',
  },
  'grad-cam': {
    idea: (context) =>
      html`Which maps of the layer speak for <b>${context.name}</b>, and where are they active? Weigh each map by the
        mean of the ${context.quantity}’s gradient over it, and add them
        up${context.attribution.signed ? '' : '; what speaks against is left out'}:`,
    numbers: reachNumbers,
    limits: () => 'where inside a unit’s receptive field the evidence is, nor anything finer than the layer’s places.',
  },
  'grad-cam-plus-plus': {
    idea: (context) =>
      html`As Grad-CAM for <b>${context.name}</b>, but places with a strong positive gradient weigh more, so that
        several things of one class all show:`,
    numbers: reachNumbers,
    limits: () => 'what speaks against the class, nor anything finer than the layer’s places.',
  },
  'guided-grad-cam': {
    idea: (context) =>
      html`Guided backprop’s fine lines, where Grad-CAM says that they matter for <b>${context.name}</b>:`,
    numbers: channelNumbers,
    limits: EDGE_LIMIT,
  },
  occlusion: {
    idea: (context) =>
      html`What does the network say when it cannot see this part? Cover a patch of
        ${context.attribution.settings.window} × ${context.attribution.settings.window} pixels
        (${baselineWords(context)}), move it by ${context.attribution.settings.stride}, and write down how far the
        ${context.quantity} of <b>${context.name}</b> falls:`,
    numbers: (context) => {
      const reach = reachOf(context.attribution, context.view.snapshot.spec, context.pixel);
      const shown = (score: number) => (context.quantity === 'probability' ? percent(score) : value(score));
      return html`With the patch nearest to pixel ${position(context.pixel)} it is <b>${shown(reach?.value ?? 0)}</b>,
        without it ${shown(context.attribution.score)}. A pixel gets the mean fall over all patches that cover it, here
        ${value(at(context.attribution.map, context.pixel))}. ${scaleWords(context.explained)}`;
    },
    limits: () =>
      'what two parts do together: cover one of two eyes and the other still answers. And a covered patch is a sight that the network never learned.',
  },
  rise: {
    idea: (context) =>
      html`Show the network the image through ${integer(context.attribution.settings.samples ?? 0)} random masks, and
        give each pixel the mean ${context.quantity} of <b>${context.name}</b> over the masks that let it through:`,
    numbers: (context) =>
      html`At pixel ${position(context.pixel)}: <b>${value(at(context.attribution.map, context.pixel))}</b>; for the
        whole image ${value(context.attribution.score)}. ${scaleWords(context.explained)}`,
    limits: () => 'details finer than a mask’s cells, and with few masks the map has grain of its own.',
  },
  'full-grad': {
    idea: (context) =>
      html`The <b>${context.name}</b> logit, taken apart without remainder: what the pixels contribute, and what each
        bias inside the network does at each place. Their magnitudes are laid over each other:`,
    numbers: (context) =>
      html`At pixel ${position(context.pixel)}: <b>${value(at(context.attribution.map, context.pixel))}</b>.
        ${completeness(context)} ${scaleWords(context.explained)}`,
    limits: () =>
      'what speaks for and what against: magnitudes have no sign, and each part is stretched to the same size.',
  },
};

function completeness({ attribution }: Context): unknown {
  if (attribution.completeness === undefined) return '';
  const { sum, expected } = attribution.completeness;
  const gap = gapOf(attribution.completeness);
  return html`All parts together make ${value(sum, 4)}; it should be ${value(expected, 4)}: a gap of
    <b>${percent(gap, gap < 0.001 ? 3 : 1)}</b>.`;
}

function baselineWords({ attribution }: Context): string {
  const { baseline } = attribution.settings;
  if (typeof baseline === 'object') return 'your';
  return { black: 'black', grey: 'grey', mean: 'plain, mean-coloured', blur: 'blurred' }[baseline ?? 'grey'];
}

const isStrongest = ({ measures }: Explained, { x, y }: Pixel): boolean =>
  measures.strongest.x === x && measures.strongest.y === y;

function at({ data, shape }: PlainTensor, { x, y }: Pixel): number {
  return data[y * (shape[1] ?? 1) + x] ?? 0;
}

function channelsAt({ data, shape }: PlainTensor, { x, y }: Pixel): number[] {
  const [, width = 1, channels = 1] = shape;
  const start = (y * width + x) * channels;
  return [...data.slice(start, start + channels)];
}
