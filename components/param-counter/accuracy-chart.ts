/**
 * Accuracy against cost: published figures of all networks of the catalogue, against parameters and against
 * multiply–adds, those that are compared filled in. A slider steps through
 * the points for readers without a pointer.
 */
import { html, svg, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { architectureLabel, PUBLISHED_ACCURACIES, type PublishedAccuracy } from '../../core/index.js';
import { placeLabels, type Box } from '../shared/chart-labels.js';
import { percent, significant } from '../shared/format.js';
import { textWidth } from '../shared/text-width.js';
import type { CountedNetwork } from './networks.js';
import { publishedOf } from './published.js';
import { listed, times } from './words.js';

type Cost = 'parameters' | 'macs';
interface Point {
  readonly published: PublishedAccuracy;
  readonly label: string;
  readonly chosen: boolean;
}

interface Plot {
  readonly cost: Cost;
  readonly title: string;
  readonly unit: number;
  readonly ticks: readonly number[];
}

const PLOTS: readonly Plot[] = [
  { cost: 'parameters', title: 'million parameters', unit: 1e6, ticks: [1, 3, 10, 30, 100] },
  { cost: 'macs', title: 'billion multiply–adds', unit: 1e9, ticks: [0.5, 1, 2, 5, 10, 20] },
];
/** Units of the drawing. */
const WIDTH = 320;
const FRAME: Box = { left: 34, right: 316, top: 8, bottom: 176 };
const HEIGHT = 200;
const FONT_SIZE = 11.5;
/** Shares: the networks lie between 56 and 78 %. */
const LOWEST = 0.55;
const HIGHEST = 0.8;
/** Radius that a ring takes with its line. */
const RING = 4.5;
const LINE = FONT_SIZE + 1;
/** Second variants of a network crowd the chart unless they are asked for. */
const VARIANTS: ReadonlySet<string> = new Set(['alexnet-one-tower', 'googlenet-bn', 'resnet50-v1.5']);

export class AccuracyChart {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #probed: string | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  /** @param networks at least one of them with a published figure */
  render(networks: readonly CountedNetwork[]): TemplateResult {
    const points = pointsOf(networks);
    const chosen = points.filter((point) => point.chosen);
    const family = getComputedStyle(this.#host).fontFamily;
    return html`<section class="part" part="chart">
      <p class="h4">Accuracy against cost <small>published first guesses on ImageNet’s validation images</small></p>
      <div class="cols">
        ${PLOTS.map(
          (plot) =>
            html`<figure>
              <p class="cap axis-title">% right, by ${plot.title}</p>
              ${this.#plot(plot, points, family)}
            </figure>`,
        )}
      </div>
      <p class="cap">${caption(chosen, networks)}</p>
    </section>`;
  }

  #plot({ cost, title, unit, ticks }: Plot, points: readonly Point[], family: string): TemplateResult {
    const sorted = [...points].sort((a, b) => a.published[cost] - b.published[cost]);
    const probed = sorted.findIndex(({ published }) => published.name === this.#probed);
    const x = scale(
      ticks.map((tick) => tick * unit),
      points.map(({ published }) => published[cost]),
    );
    const y = (share: number) => FRAME.bottom - ((share - LOWEST) / (HIGHEST - LOWEST)) * (FRAME.bottom - FRAME.top);
    const at = ({ published }: Point): readonly [number, number] => [x(published[cost]), y(published.top1)];
    const labels = labelled(points, at, family);
    const spoken = sorted.map((point) => `${point.label} ${percent(point.published.top1)}`).join(', ');
    return html`<div class="plot">
      <svg
        class="drawing"
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        role="img"
        aria-label=${`Accuracy against ${title}: ${spoken}.`}
      >
        ${[0.6, 0.7, 0.8].map(
          (share) =>
            svg`<line class="grid" x1=${FRAME.left} x2=${WIDTH} y1=${y(share)} y2=${y(share)} />
            <text x=${FRAME.left - 6} y=${y(share) + 4} text-anchor="end">${Math.round(share * 100)}</text>`,
        )}
        <line class="axis" x1=${FRAME.left} x2=${WIDTH} y1=${FRAME.bottom} y2=${FRAME.bottom} />
        ${ticks.map(
          (tick) =>
            svg`<line class="axis" x1=${x(tick * unit)} x2=${x(tick * unit)} y1=${FRAME.bottom} y2=${FRAME.bottom + 4} />
            <text x=${x(tick * unit)} y=${HEIGHT - 8} text-anchor="middle">${tick}</text>`,
        )}
        ${points.map((point) => {
          const [cx, cy] = at(point);
          const on = point.chosen || point.published.name === this.#probed;
          return svg`<circle class="ring ${kindOf(point)} ${on ? 'on' : ''}" cx=${cx} cy=${cy} r="3.5" />`;
        })}
        ${labels.map(
          ({ point, x: left, y: middle }) =>
            svg`<text class="label ${kindOf(point)}" x=${left} y=${middle + 4}>${point.label}</text>`,
        )}
      </svg>
      <input
        class="probe"
        type="range"
        min="0"
        max=${sorted.length - 1}
        .value=${String(Math.max(0, probed))}
        aria-label=${`Points of accuracy against ${title}`}
        aria-valuetext=${pointWords(sorted[Math.max(0, probed)]!)}
        @input=${(event: Event) => {
          this.#probed = sorted[Number((event.target as HTMLInputElement).value)]!.published.name;
          this.#host.requestUpdate();
        }}
      />
    </div>`;
  }
}

function pointsOf(networks: readonly CountedNetwork[]): readonly Point[] {
  const chosen = new Set(networks.map(publishedOf));
  return PUBLISHED_ACCURACIES.map((published) => ({
    published,
    label: architectureLabel(published.name),
    chosen: chosen.has(published),
  })).filter((point) => point.chosen || !VARIANTS.has(point.published.name));
}

const kindOf = ({ chosen }: Point): string => (chosen ? 'subject' : 'comparison');

/** Labels beside their points: all of the chosen, of the others those that find a place that close. */
function labelled(
  points: readonly Point[],
  at: (point: Point) => readonly [number, number],
  family: string,
): readonly { readonly point: Point; readonly x: number; readonly y: number }[] {
  const taken = points.map((point): Box => {
    const [x, y] = at(point);
    return { left: x - RING, right: x + RING, top: y - RING, bottom: y + RING };
  });
  const ordered = [...points].sort((a, b) => Number(b.chosen) - Number(a.chosen));
  return ordered.flatMap((point) => {
    const width = textWidth(point.label, `600 ${FONT_SIZE}px ${family}`);
    const [place] = placeLabels([{ at: at(point), width }], [], taken, { ...FRAME, right: WIDTH }, LINE);
    const { x, y } = place!;
    const beside = Math.abs(y - at(point)[1]) <= LINE && x >= at(point)[0] - width - 2 * RING;
    if (!point.chosen && !beside) return [];
    taken.push({ left: x, right: x + width, top: y - LINE / 2, bottom: y + LINE / 2 });
    return [{ point, x, y }];
  });
}

/** Logarithmic, from the first tick or the least value to the last tick or the largest. */
function scale(ticks: readonly number[], values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.log(Math.min(...ticks, ...values)), Math.log(Math.max(...ticks, ...values))];
  return (value) => FRAME.left + 8 + ((Math.log(value) - low) / (high - low)) * (FRAME.right - FRAME.left - 16);
}

function pointWords({ label, published }: Point): string {
  const { top1, parameters, macs, source } = published;
  const cost = `${significant(parameters / 1e6, 3)} million parameters, ${significant(macs / 1e9, 3)} billion multiply–adds`;
  return `${label}: ${percent(top1)} right, ${cost} (${source})`;
}

function caption(chosen: readonly Point[], networks: readonly CountedNetwork[]): string {
  const best = chosen.reduce((a, b) => (b.published.top1 > a.published.top1 ? b : a));
  const words = chosen.map(({ label, published }) => `${label} ${percent(published.top1)} (${published.source})`);
  const thrifty = PUBLISHED_ACCURACIES.filter(
    ({ top1, parameters }) => top1 >= best.published.top1 && parameters * 1.1 < best.published.parameters,
  ).sort((a, b) => a.parameters - b.parameters)[0];
  const cheaper = thrifty
    ? ` ${architectureLabel(thrifty.name)} does as well with ${times(best.published.parameters / thrifty.parameters)} times fewer parameters.`
    : ` No network of the catalogue is as good with fewer parameters than ${best.label}.`;
  const without = networks.filter(({ id }) => !chosen.some(({ published }) => published.name === id));
  const missing =
    without.length > 0
      ? ` For ${listed(without.map(({ label }) => label))} as set here no figure on these images is known.`
      : '';
  return `${listed(words)}.${cheaper}${missing} The accuracy axis starts at 55 %.`;
}
