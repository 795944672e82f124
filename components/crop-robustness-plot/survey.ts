/** Many images: how many are how stable, the least and the most, the mean with its interval, by class and by margin. */
import { html, nothing, type TemplateResult } from 'lit';
import type { StabilityMeans, StabilityName, SweptImage } from '../../core/index.js';
import { cssVars } from '../shared/css-vars.js';
import { counted, decimal, duration, integer, percent } from '../shared/format.js';
import { pixels } from '../shared/pixel-image.js';
import { remedyWords, renderFinding, surveyFinding } from './finding.js';
import { renderIntervals, type IntervalRow } from './intervals.js';
import type { Actions, Beside, Surveyed, View } from './view.js';
import { className, STATISTIC_WORDS, TRANSFORM_WORDS } from './words.js';

const BINS = 10;
/** Least and most stable images shown, of each. */
const SHOWN = 3;

export function renderSurvey(view: View, beside: Beside, actions: Actions): TemplateResult {
  const { choices } = view;
  const { surveyed, running } = beside;
  if (surveyed === undefined) return renderOffer(view, running, actions);
  const { statistic } = choices;
  const words = STATISTIC_WORDS[statistic];
  const { many } = TRANSFORM_WORDS[surveyed.sweep.transform];
  const own = view.swept?.sweep.views.length === surveyed.sweep.views.length ? view.swept.image : undefined;
  return html`<div class="part cols many" part="survey">
      <figure>
        <h4 class="h4">${integer(surveyed.images.length)} held-out images <small>by ${words.by(many)}</small></h4>
        ${renderHistogram(surveyed, statistic, own)}
      </figure>
      <figure>
        <h4 class="h4">Least and most stable <small>${words.label}</small></h4>
        ${renderExtremes(view, surveyed, actions)} ${renderFinding(surveyFinding(surveyed), 'survey-finding')}
      </figure>
    </div>
    <div class="cols groups">${renderGroups(surveyed, view)}</div>
    <p class="cap">Dot: mean; line: 95 % interval of 1,000 bootstrap samples. ${remedyWords(surveyed) ?? ''}</p>
    ${
      surveyed.step === view.snapshot.step
        ? nothing
        : html`<div class="controls again">
            <button class="btn" part="button" @click=${() => actions.survey(true)}>Sweep them again</button>
            <span class="hint">These are of step ${integer(surveyed.step)}; the model has learned on.</span>
          </div>`
    }`;
}

/** What it would cost, before it is paid. */
function renderOffer({ choices, swept }: View, running: Beside['running'], actions: Actions): TemplateResult {
  const many = swept ? TRANSFORM_WORDS[swept.sweep.transform].many : 'crops';
  const seconds = ((swept?.milliseconds ?? 0) * choices.setSize) / 1000;
  return html`<div class="part" part="survey">
    <h4 class="h4">Many images <small>is this one an exception?</small></h4>
    ${
      running === undefined
        ? html`<div class="controls">
            <button class="btn" part="button" ?disabled=${swept === undefined} @click=${() => actions.survey(true)}>
              Sweep ${integer(choices.setSize)} held-out images
            </button>
            <span class="hint"
              >${
                swept === undefined
                  ? ''
                  : `${integer(choices.setSize * swept.sweep.views.length)} ${many}, about ${duration(seconds)} on this device`
              }</span
            >
          </div>`
        : html`<div class="controls">
              <button class="btn" part="button" @click=${() => actions.survey(false)}>Cancel</button>
              <span class="hint"
                >${counted(running.done, 'image')} of
                ${integer(choices.setSize)}${runningMean(running.images, choices.statistic)}</span
              >
            </div>
            <div
              class="track"
              role="progressbar"
              aria-label="Sweeping the images"
              aria-valuemin="0"
              aria-valuemax="100"
              aria-valuenow=${Math.round(100 * (running.share ?? 0))}
            >
              <i ${cssVars({ 'inline-size': `${100 * (running.share ?? 0)}%` })}></i>
            </div>`
    }
  </div>`;
}

function runningMean(images: readonly SweptImage[], statistic: StabilityName): string {
  if (images.length === 0) return '';
  const { label, format } = STATISTIC_WORDS[statistic];
  const mean = images.reduce((sum, { stability }) => sum + stability[statistic], 0) / images.length;
  return ` · ${label} so far ${format(mean)}`;
}

/** From the least stable up; equal ones in their order. */
export function ranking({ images }: Pick<Surveyed, 'images'>, statistic: StabilityName): number[] {
  const sign = STATISTIC_WORDS[statistic].more === 'stable' ? 1 : -1;
  return images
    .map((_, i) => i)
    .sort((a, b) => sign * (images[a]!.stability[statistic] - images[b]!.stability[statistic]) || a - b);
}

export function histogram({ images }: Pick<Surveyed, 'images'>, statistic: StabilityName): number[] {
  const most = STATISTIC_WORDS[statistic].most(images[0]?.whole.length ?? 1);
  const bins = new Array<number>(BINS).fill(0);
  for (const { stability } of images) bins[binOf(stability[statistic], most)]! += 1;
  return bins;
}

const binOf = (value: number, most: number): number =>
  Number.isNaN(value) ? 0 : Math.min(BINS - 1, Math.max(0, Math.floor((value / most) * BINS + 1e-9)));

function renderHistogram(surveyed: Surveyed, statistic: StabilityName, own: SweptImage | undefined): TemplateResult {
  const words = STATISTIC_WORDS[statistic];
  const bins = histogram(surveyed, statistic);
  const tallest = Math.max(...bins);
  const most = words.most(surveyed.images[0]?.whole.length ?? 1);
  const mine = own && binOf(own.stability[statistic], most);
  const ends = (share: number) => words.format(share * most).replace(/\.0+(?=\D)/, '');
  const label = bins
    .map((count, bin) => `${ends(bin / BINS)} to ${ends((bin + 1) / BINS)}: ${integer(count)}`)
    .join('; ');
  return html`<div class="histogram" role="img" aria-label="Images ${words.by('views')}. ${label}.">
      ${bins.map(
        (count, bin) =>
          html`<span
            class="bin ${bin === mine ? 'mine' : ''}"
            ${cssVars({ '--v': `${(100 * count) / (tallest || 1)}%` })}
            ><b>${count === 0 ? '' : integer(count)}</b><i></i
          ></span>`,
      )}
    </div>
    <div class="ends"><span>${ends(0)}</span><span>${ends(0.5)}</span><span>${ends(1)}</span></div>
    <p class="cap">${mine === undefined ? '' : 'In the accent: where this image lies.'}</p>`;
}

function renderExtremes({ choices, snapshot }: View, surveyed: Surveyed, actions: Actions): TemplateResult {
  const { statistic } = choices;
  const order = ranking(surveyed, statistic);
  const shown = order.length <= 2 * SHOWN ? order : [...order.slice(0, SHOWN), ...order.slice(-SHOWN)];
  return html`<div class="strip extremes">
    ${shown.map((i) => {
      const picked = surveyed.picked[i]!;
      const { stability } = surveyed.images[i]!;
      const value = STATISTIC_WORDS[statistic].format(stability[statistic]).replace(/\.0(?=\s)/, '');
      const name = picked.truth ?? className(snapshot, 0);
      return html`<button class="pick" title="Show it large" @click=${() => actions.pick(picked)}>
        <canvas class="px" aria-hidden="true" ${pixels({ pixels: picked.pixels })}></canvas>
        <span class="cap">${name}<br /><b>${value}</b></span>
      </button>`;
    })}
  </div>`;
}

function renderGroups({ summary }: Surveyed, { choices, snapshot }: View): TemplateResult {
  const { statistic } = choices;
  const words = STATISTIC_WORDS[statistic];
  const rowsOf = (groups: readonly (readonly [string, StabilityMeans])[]): IntervalRow[] =>
    groups.map(([label, means]) => ({ label, estimate: means[statistic], text: intervalWords(means, statistic) }));
  const classes = rowsOf(
    summary.perClass.flatMap((means, c) => (means === undefined ? [] : [[className(snapshot, c), means] as const])),
  );
  const margins = rowsOf(
    summary.byMargin.map(({ from, to, means }) => [`${integer(100 * from)} to ${percent(to, 0)}`, means] as const),
  );
  const scale = scaleOf([...classes, ...margins]);
  return html`${
      classes.length === 0
        ? nothing
        : html`<figure>
            <h4 class="h4">By true class <small>${words.label}</small></h4>
            ${renderIntervals(classes, scale)}
          </figure>`
    }
    <figure>
      <h4 class="h4">By margin <small>of the first class before the second</small></h4>
      ${renderIntervals(margins, scale)}
    </figure>`;
}

/** "88.7 (87.4 to 89.9)". */
export function intervalWords(means: StabilityMeans, statistic: StabilityName): string {
  const { mean, low, high } = means[statistic];
  const entropy = statistic === 'entropy';
  const number = (value: number) => decimal(entropy ? value : 100 * value, entropy ? 2 : 1);
  return `${number(mean)}${entropy ? '' : '\u00a0%'} (${number(low)} to ${number(high)})`;
}

/** From zero where that is near, else close round the intervals. */
export function scaleOf(rows: readonly IntervalRow[]): readonly [number, number] {
  const low = Math.min(...rows.map(({ estimate }) => estimate.low));
  const high = Math.max(...rows.map(({ estimate }) => estimate.high));
  const room = (high - low) * 0.05 || 0.05;
  return [low - room < (high - low) / 2 && low >= 0 ? 0 : low - room, high + room];
}
