/**
 * What stands beside and below the image: the charts, the strip of frames, all classes at once, the small change. In a
 * chunk of its own, sent for when the first image is here.
 */
import { ticks } from 'd3-array';
import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import { chartStyles } from '../shared/chart.styles.js';
import { cssVars } from '../shared/css-vars.js';
import { counted, decimal, duration, integer, percent, significant } from '../shared/format.js';
import { pauseIcon, playIcon } from '../shared/icons.js';
import { addStyles } from '../shared/late-styles.js';
import { LineChart, type ChartModel, type Probe, type Series } from '../shared/line-chart.js';
import { pixels } from '../shared/pixel-image.js';
import { belowStyles } from './below.styles.js';
import { changeBetween, changePixels, gainFor, largestChange, pixelsOf } from './frames.js';
import type { Actions, Attacked, View } from './view.js';
import { aimsAtClass, answer, largestOf, value } from './words.js';

/** Most likely classes that are listed, and frames of the strip besides the change. */
const LISTED = 5;
const STRIP = 6;
const LEVELS = 255;

export class Below {
  readonly #actions: Actions;
  readonly #probe: Probe = { at: undefined };
  readonly #probability: LineChart;
  readonly #score: LineChart;

  constructor(host: LitElement, actions: Actions) {
    addStyles(host, [chartStyles, belowStyles]);
    this.#actions = actions;
    this.#probability = new LineChart(host, this.#probe);
    this.#score = new LineChart(host, this.#probe);
  }

  renderCharts(view: View): TemplateResult {
    return html`${this.#probability.render(probabilityChart(view))}
      <div class="two">${this.#score.render(scoreChart(view))} ${renderNow(view)}</div>`;
  }

  renderStrip({ run, snapshot }: View): TemplateResult {
    const { frames, shown } = run;
    const [first] = frames;
    const picks = Array.from({ length: STRIP }, (_, i) => Math.round((i * (frames.length - 1)) / (STRIP - 1)));
    const indices = frames.length < STRIP ? frames.map((_, i) => i) : picks;
    const change = shown && first && changeBetween(shown, first);
    const largest = change ? largestChange(change) : 0;
    const gain = gainFor(largest);
    // A scrubbed frame is often none of the strip's: the nearest one is marked.
    const at = shown === undefined ? -1 : frames.indexOf(shown);
    const nearest = indices.reduce((best, index) => (Math.abs(index - at) < Math.abs(best - at) ? index : best), 0);
    return html`<div class="strip frames" role="group" aria-label="Frames">
      ${Array.from({ length: STRIP }, (_, i) => {
        const index = indices[i];
        const frame = index === undefined ? undefined : frames[index];
        const said = frame && answer(frame);
        const words = said && `${snapshot.classNames[largestOf(said)]} ${percent(Math.max(...said), 0)}`;
        return html`<button
          class="pick"
          aria-pressed=${index !== undefined && index === nearest}
          ?disabled=${frame === undefined}
          aria-label=${frame === undefined ? 'no frame yet' : `step ${integer(frame.step)}: ${words}`}
          @click=${() => this.#actions.look(index)}
        >
          <canvas class="px" ${pixels(frame && { pixels: pixelsOf(frame.images), index: 0 })}></canvas>
          <span class="cap">${frame === undefined ? '–' : integer(frame.step)}<br />${words ?? nothing}</span>
        </button>`;
      })}
      <figure>
        <canvas
          class="px"
          role="img"
          aria-label=${change === undefined ? 'no change to draw' : largest === 0 ? 'no change yet' : `The change from the start, drawn ${gain} times`}
          ${pixels(change && { pixels: changeOf(change, gain) })}
        ></canvas>
        <figcaption class="cap">
          <b>change</b><br />${shown !== undefined && change === undefined ? 'the start is larger' : `drawn × ${gain}`}
        </figcaption>
      </figure>
    </div>`;
  }

  renderGrid({ grid, snapshot, settings }: View): TemplateResult {
    const names = snapshot.classNames;
    const running = grid.status === 'running';
    const { shown } = grid;
    const done = grid.status === 'finished';
    const steps = settings?.steps ?? 0;
    const state = running
      ? `step ${integer(shown?.step ?? 0)} of ${integer(steps)}, in one batch`
      : done
        ? `${counted(steps, 'step')} each, in one batch, in ${duration(Math.max(1, grid.milliseconds / 1000))}`
        : shown === undefined || shown.step === 0
          ? `${counted(steps, 'step')} each, in one batch`
          : `paused at step ${integer(shown.step)} of ${integer(steps)}`;
    const label = running
      ? 'Pause'
      : done
        ? 'Again'
        : shown === undefined || shown.step === 0
          ? `Draw all ${names.length}`
          : 'Go on';
    const worst = shown && Math.min(...names.map((_, i) => answer(shown, i)[i]!));
    return html`<figure class="part" part="grid">
      <div class="h4 row">
        <h4>
          All ${names.length === 10 ? 'ten ' : ''}classes from
          ${settings?.start === 'image' ? 'the image' : (settings?.start ?? 'grey')}
        </h4>
        <small>${state}</small>
        <button
          class="btn push"
          part="button"
          @click=${() => (running ? this.#actions.pauseGrid() : this.#actions.playGrid())}
        >
          ${running ? pauseIcon() : playIcon()}${label}
        </button>
      </div>
      <div class="strip ten">
        ${names.map((name, i) => {
          const said = shown && answer(shown, i);
          return html`<figure>
            <canvas
              class="px"
              role="img"
              aria-label=${said === undefined ? `${name}: not drawn yet` : `What the network takes for ${name}, ${percent(said[i]!)}`}
              ${pixels(shown && { pixels: pixelsOf(shown.images), index: i })}
            ></canvas>
            <figcaption class="cap">
              ${hyphened(name)}<br /><small>${said === undefined ? '–' : percent(said[i]!)}</small>
            </figcaption>
          </figure>`;
        })}
      </div>
      <p class="cap wide">
        ${worst === undefined || shown?.step === 0 ? 'Nothing was drawn yet.' : `The least sure of the ${names.length} is ${percent(worst)} for its class.`}
      </p>
    </figure>`;
  }

  renderAttack({ attacked, smallest, choices, snapshot }: View): TemplateResult {
    const names = snapshot.classNames;
    const one = attacked?.attack;
    const label = one && names[one.label];
    const gain = one ? gainFor(largestChange(one.perturbation)) : 1;
    const after = one && largestOf(one.after);
    const shape = one?.image.shape ?? [];
    const how = choices.attack === 'fgsm' ? 'one step along the gradient’s sign' : 'iterated gradient sign';
    return html`<figure class="part" part="attack">
      <h4 class="h4">
        A change too small to see
        <small
          >${choices.norm === 'l2' ? 'iterated gradient, bounded length' : how}${label === undefined ? '' : `, any class but ${label}`}</small
        >
      </h4>
      <div class="trip">
        <figure>
          <canvas
            class="px"
            role="img"
            aria-label=${one ? `The image: ${label}` : 'no image yet'}
            ${pixels(attacked && { pixels: attacked.picked.pixels })}
          ></canvas>
          <figcaption class="cap">
            <b>${one ? `${label} ${percent(one.before[one.label]!)}` : '–'}</b><br />the image
          </figcaption>
        </figure>
        <span class="op" aria-hidden="true">+</span>
        <figure>
          <canvas
            class="px"
            role="img"
            aria-label=${one ? `The change, drawn ${gain} times` : 'no change yet'}
            ${pixels(one && { pixels: changeOf(one.perturbation, gain) })}
          ></canvas>
          <figcaption class="cap"><b>${one ? boundWords(attacked) : '–'}</b><br />drawn × ${gain}</figcaption>
        </figure>
        <span class="op" aria-hidden="true">=</span>
        <figure>
          <canvas
            class="px"
            role="img"
            aria-label=${one ? `Their sum: ${names[after!]}` : 'no sum yet'}
            ${pixels(one && { pixels: pixelsOf({ data: one.image.data, shape: [1, ...shape] }) })}
          ></canvas>
          <figcaption class="cap">
            <b>${one ? `${names[after!]} ${percent(one.after[after!]!)}` : '–'}</b><br />what the network sees
          </figcaption>
        </figure>
      </div>
      <label class="range eps">
        <span>ε</span>
        <input
          type="range"
          min="0"
          max="16"
          step="0.25"
          .value=${String(choices.epsilon)}
          aria-label="Largest change, in grey levels of 255"
          @input=${(event: Event) => this.#actions.choose({ epsilon: (event.target as HTMLInputElement).valueAsNumber })}
        />
        <output>${significant(choices.epsilon, 3)}/255</output>
      </label>
      <p class="cap wide">${flipWords(one?.flipped, smallest, choices.norm)}</p>
    </figure>`;
  }
}

/** A long name may break where "auto-mobile" does. */
const hyphened = (name: string): string =>
  name.length > 9 && !name.includes(' ') ? `${name.slice(0, 4)}\u00ad${name.slice(4)}` : name;

const changes = new WeakMap<object, { readonly gain: number; readonly pixels: ReturnType<typeof changePixels> }>();

/** The same pixels for the same change, so that a canvas is painted once. */
function changeOf(change: Parameters<typeof changePixels>[0], gain: number): ReturnType<typeof changePixels> {
  const known = changes.get(change.data.buffer);
  if (known?.gain === gain && known.pixels.data.length === change.data.length) return known.pixels;
  const made = changePixels(change, gain);
  changes.set(change.data.buffer, { gain, pixels: made });
  return made;
}

function boundWords({ attack, epsilon }: Attacked): string {
  return `at most ${significant(Math.min(epsilon, attack.linf * LEVELS), 3)}/255 a channel`;
}

function flipWords(flipped: boolean | undefined, smallest: View['smallest'], norm: string): string {
  if (flipped === undefined) return 'The image is asked about.';
  const here = flipped ? '' : ' This one is too small.';
  if (smallest === undefined)
    return `${flipped ? 'The answer flips.' : 'The answer stays.'} How little is enough is being looked for.`;
  if (smallest === null) return `No change that was tried flips the answer, up to 64/255.`;
  const levels = smallest * LEVELS;
  const less = norm === 'linf' && levels < 1 ? ', less than one step of an 8-bit pixel' : '';
  return `The answer flips at ε = ${decimal(levels, levels < 1 ? 2 : 1)}/255${less}.${here}`;
}

function renderNow({ run, snapshot }: View): TemplateResult {
  const probabilities = run.shown && answer(run.shown);
  const order = probabilities
    ?.map((_, i) => i)
    .sort((a, b) => probabilities[b]! - probabilities[a]!)
    .slice(0, LISTED);
  return html`<figure class="now">
    <h4 class="h4">Now</h4>
    <div class="bars">
      ${Array.from({ length: LISTED }, (_, i) => {
        const index = order?.[i];
        const share = index === undefined ? 0 : probabilities![index]!;
        return html`<div class=${i === 0 ? 'pb top' : 'pb'} ${cssVars({ '--v': `${share * 100}%` })}>
          <span>${index === undefined ? '–' : snapshot.classNames[index]}</span
          ><span>${index === undefined ? '' : percent(share)}</span>
        </div>`;
      })}
    </div>
  </figure>`;
}

const stepAxis = (steps: number): ChartModel['x'] => ({ last: steps, one: 'step', many: 'steps', format: integer });

function probabilityChart({ run, snapshot, settings }: View): ChartModel {
  const { frames, points } = run;
  const steps = settings?.steps ?? 1;
  const [first] = frames;
  const began = first && answer(first);
  const from = began && largestOf(began);
  const target = run.latest?.targets[0];
  const subject = aimsAtClass(settings) ? target : run.latest && largestOf(answer(run.latest));
  const name = (index: number | undefined) => (index === undefined ? '' : (snapshot.classNames[index] ?? ''));
  const along = (index: number | undefined) =>
    index === undefined ? [] : frames.map((frame) => [frame.step, answer(frame)[index]!] as const);
  const dense =
    subject === target ? points.map(({ step, probabilities }) => [step, probabilities[0]!] as const) : along(subject);
  const series: Series[] = [
    { name: name(subject), kind: 'subject', points: dense, format: (p) => percent(p) },
    ...(from === undefined || from === subject
      ? []
      : [{ name: name(from), kind: 'comparison' as const, points: along(from), format: (p: number) => percent(p) }]),
  ];
  const last = dense.at(-1);
  return {
    title: 'Probability',
    x: stepAxis(steps),
    y: { domain: [0, 1], ticks: [0, 0.5, 1], format: (p, top) => (top ? percent(p, 0) : integer(p * 100)) },
    height: 150,
    series,
    says:
      last === undefined
        ? 'No step was done yet.'
        : `The probability of ${name(subject)} goes from ${percent(dense[0]![1])} to ${percent(last[1])} at step ${last[0]}.`,
  };
}

function scoreChart({ run, snapshot, settings }: View): ChartModel {
  const points = run.points.map(({ step, scores }) => [step, scores[0]!] as const);
  const values = points.map(([, y]) => y);
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const domain: [number, number] = low === high ? [low - 1, high + 1] : [low, high];
  const marks = ticks(...domain, 3);
  // Room for the curve, and ticks at both ends.
  const step = marks.length > 1 ? marks[1]! - marks[0]! : domain[1] - domain[0];
  const [bottom, top] = [Math.floor(domain[0] / step) * step, Math.ceil(domain[1] / step) * step];
  const target = run.latest?.targets[0];
  const title = scoreTitle(settings, target === undefined ? undefined : snapshot.classNames[target]);
  const last = points.at(-1);
  return {
    title,
    x: stepAxis(settings?.steps ?? 1),
    y: { domain: [bottom, top], ticks: ticks(bottom, top, 3), format: (v) => value(v) },
    height: 108,
    series: [{ name: '', kind: 'subject', points, format: (v) => value(v) }],
    says:
      last === undefined ? 'No step was done yet.' : `${title} goes from ${value(points[0]![1])} to ${value(last[1])}.`,
  };
}

function scoreTitle(settings: View['settings'], name: string | undefined): string {
  switch (settings?.objective) {
    case 'class-logit':
      return `Logit of ${name ?? 'the class'}`;
    case 'class-probability':
      return `Log-probability of ${name ?? 'the class'}`;
    case 'largest-logit':
      return 'Largest logit';
    case 'inversion':
      return 'Minus the error of the code';
    case 'style':
      return 'Minus the distance';
    case 'deep-dream':
      return 'Mean square of the layer';
    default:
      return 'Activation';
  }
}
