/**
 * "Is the map to be believed?": what the two tests found, in pictures, curves and a verdict in words; and whether the
 * numbers of a map add up. Loaded when it is first asked for. The tests themselves run in the worker.
 */
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { PerturbationCurves, RandomisedMap } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { decimal, percent } from '../shared/format.js';
import { heat } from '../shared/heat-map.js';
import { LineChart, type ChartModel, type Probe } from '../shared/line-chart.js';
import { METHODS } from './methods.js';
import type { View } from './view.js';
import { value } from './words.js';

export interface Randomised {
  readonly maps: readonly RandomisedMap[];
  /** Rank correlation of the maps of two networks of noise: what no weights have a part in. */
  readonly chance: number;
  /** The same of guided backprop, which is known to fail; undefined where it was the method itself. */
  readonly guided: readonly RandomisedMap[] | undefined;
  readonly signed: boolean;
  /** The network's own weights were noise already. */
  readonly untrained: boolean;
}

/** Pictures shown of however many steps there are. */
const SHOWN = 6;
/** More than this is most of the first map, whoever has a part in it. */
const KEPT = 0.6;
/** Correlations of single maps scatter by about so much from image to image and from noise to noise. */
const SCATTER = 0.15;
/** A difference of areas that is worth a word. */
const LEAST = 0.01;

export class TrustCharts {
  readonly #deletion: LineChart;
  readonly #insertion: LineChart;

  constructor(host: ReactiveControllerHost & Element) {
    const probe: Probe = { at: undefined };
    this.#deletion = new LineChart(host, probe);
    this.#insertion = new LineChart(host, probe);
  }

  renderCurves(curves: PerturbationCurves, name: string): TemplateResult {
    return html`<div class="cols charts">
        ${this.#deletion.render(chart('Deletion', 'strongest pixels blurred first', curves.deletion, curves.randomDeletion))}
        ${this.#insertion.render(chart('Insertion', 'strongest pixels shown first', curves.insertion, curves.randomInsertion))}
      </div>
      <p class="cap">${curvesVerdict(curves, name)}</p>`;
  }
}

function chart(title: string, hint: string, own: readonly number[], random: readonly number[]): ChartModel {
  const points = (curve: readonly number[]) =>
    curve.map((score, i) => [(100 * i) / (curve.length - 1), 100 * score] as const);
  const format = (score: number) => `${decimal(score, 0)} %`;
  return {
    title,
    hint,
    height: 150,
    x: { last: 100, one: 'percent of pixels', many: '% of pixels', format: (x) => decimal(x, 0) },
    y: { domain: [0, 100], ticks: [0, 50, 100], format: (v, last) => (last ? `${v} %` : String(v)) },
    series: [
      { name: 'random', kind: 'comparison', points: points(random), format },
      { name: 'this map', kind: 'subject', points: points(own), format },
    ],
    resting: (100 * widestAt(own, random)) / (own.length - 1),
    says: `${title}: the probability goes from ${percent(own[0] ?? 0)} to ${percent(own.at(-1) ?? 0)}.`,
  };
}

/** Index at which two curves are farthest apart: both begin and end with the same images. */
function widestAt(a: readonly number[], b: readonly number[]): number {
  const gap = (i: number) => Math.abs(a[i]! - b[i]!);
  return a.reduce((best, _, i) => (gap(i) > gap(best) ? i : best), 0);
}

export function curvesVerdict(curves: PerturbationCurves, name: string): string {
  const { deletionArea, insertionArea, randomDeletionAreas, randomInsertionAreas } = curves;
  const deletes = beats(randomDeletionAreas, deletionArea, -1);
  const inserts = beats(randomInsertionAreas, insertionArea, 1);
  const verdict =
    deletes === 1 && inserts === 1
      ? 'In both the map does better than all random orders: the network does use these pixels.'
      : deletes === -1 && inserts === -1
        ? 'In both the map does worse than all random orders: the network does not use these pixels most.'
        : deletes + inserts > 0
          ? `The map does better than all random orders in ${deletes > 0 ? 'deletion' : 'insertion'} only.`
          : 'The map does not clearly beat random orders.';
  const range = (areas: readonly number[]) =>
    `${decimal(Math.min(...areas), 2)} to ${decimal(Math.max(...areas), 2)} in ${areas.length} random orders`;
  return (
    `Area under the probability of ${name}: deletion ${decimal(deletionArea, 2)} (${range(randomDeletionAreas)}), ` +
    `insertion ${decimal(insertionArea, 2)} (${range(randomInsertionAreas)}). ${verdict}`
  );
}

/** 1 where an area is better than all of the control, −1 where it is worse than all, else 0. `sign`: 1 if more is better. */
function beats(control: readonly number[], area: number, sign: 1 | -1): number {
  const leads = control.map((other) => sign * (area - other));
  if (leads.every((lead) => lead > LEAST)) return 1;
  return leads.every((lead) => lead < -LEAST) ? -1 : 0;
}

export function renderRandomised(
  { maps, chance, guided, signed, untrained }: Randomised,
  { choices, ramps }: Pick<View, 'choices' | 'ramps'>,
): TemplateResult {
  const shown = evenly(maps.length, SHOWN);
  return html`<div class="strip maps">
      ${shown.map((index, i) => {
        const { map, rankCorrelation, similarity } = maps[index]!;
        const label = stageLabel(maps, shown[i - 1], index);
        const largest = map.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const ramp = signed ? 'div' : choices.colormap === 'grey' ? 'grey' : 'seq';
        const picture = { map, ramp, largest } as const;
        const words = `${label}: rank correlation ${decimal(rankCorrelation, 2)}, structural similarity ${decimal(similarity, 2)}`;
        return html`<figure>
          <canvas class="px" role="img" aria-label=${words} ${heat(picture, ramps)}></canvas>
          <div class="track">
            <i ${cssVars({ 'inline-size': `${100 * Math.max(0, rankCorrelation)}%` })}></i>
          </div>
          <figcaption class="cap">
            ${label}<br /><b>${decimal(rankCorrelation, 2)}</b> <small>SSIM ${decimal(similarity, 2)}</small>
          </figcaption>
        </figure>`;
      })}
    </div>
    <p class="cap">Bars: rank correlation with the first map. ${verdictOf({ maps, chance, guided, untrained })}</p>`;
}

/** In words, with the numbers that decide. */
export function randomisationVerdict({
  maps,
  chance,
  guided,
  untrained,
}: Pick<Randomised, 'maps' | 'chance' | 'guided' | 'untrained'>): readonly [verdict: string, rest: string] {
  const left = (stages: readonly RandomisedMap[]) => stages.at(-1)?.rankCorrelation ?? 0;
  const own = left(maps);
  const number = value(own, 2);
  if (untrained) {
    return ['It says nothing yet:', ` the network is untrained, so one noise took the place of another (${number}).`];
  }
  const common = ` Two unrelated networks of noise agree by ${value(chance, 2)}.`;
  const other = guided === undefined ? '' : ` Guided backprop keeps ${value(left(guided), 2)}.`;
  if (own > KEPT) {
    return ['It fails:', ` without any learned weights the map is still mostly the same (${number}).${common}${other}`];
  }
  return own <= Math.max(0, chance) + SCATTER
    ? ['It passes:', ` without its weights nothing learned is left in the map (${number}).${common}${other}`]
    : ['It is undecided:', ` without its weights a part of the map stays (${number}).${common}${other}`];
}

function verdictOf(test: Parameters<typeof randomisationVerdict>[0]): TemplateResult {
  const [verdict, rest] = randomisationVerdict(test);
  return html`<b>${verdict}</b>${rest}`;
}

/** Indices from the first to the last, the second always among them: the logits alone tell much. */
function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const rest = Array.from({ length: most - 2 }, (_, i) => 1 + Math.round(((i + 1) * (count - 2)) / (most - 2)));
  return [0, 1, ...rest];
}

/** "trained", "logits", "+ conv 10–8", "all random". */
export function stageLabel(maps: readonly RandomisedMap[], before: number | undefined, index: number): string {
  if (before === undefined) return 'as it is';
  if (index === maps.length - 1) return 'all random';
  const names = maps.slice(before + 1, index + 1).map(({ layers }) => layers[0] ?? '');
  const [first, last] = [names[0]!, names.at(-1)!];
  const spaced = first.replace(/(\D)(\d+)$/, '$1 $2');
  const label = first === last ? spaced : `${spaced}–${last.replace(/^\D+(?=\d+$)/, '')}`;
  return before === 0 ? label : `+ ${label}`;
}

/** Whether the numbers of a map add up to what they should; nothing for methods that promise nothing. */
export function renderCompleteness({ explained }: Pick<View, 'explained'>): TemplateResult | typeof nothing {
  const attribution = explained?.attribution;
  if (attribution?.completeness === undefined) return nothing;
  const { sum, expected } = attribution.completeness;
  const gap = expected === 0 ? Math.abs(sum - expected) : Math.abs((sum - expected) / expected);
  const what =
    {
      'integrated-gradients': 'the score of the image minus that of the baseline',
      cam: 'the logit, which its mean and the bias should give',
    }[attribution.settings.method as string] ?? 'the score';
  return html`<p class="cap">
    <b>Completeness:</b> the parts of the ${METHODS[attribution.settings.method].label} map sum to
    ${decimal(sum, 3).replace('-', '−')}; ${what} is ${decimal(expected, 3).replace('-', '−')}: a gap of
    ${percent(gap, gap < 0.001 ? 3 : 1)}.
  </p>`;
}
