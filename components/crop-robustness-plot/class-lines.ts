/**
 * The probability of each class against the index of the view, as lines: those that win somewhere in their colours and
 * dashes, with their names; all others faint. The cursor is the view that is looked at.
 */
import { html, nothing, svg, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { cssFont, type Font } from '../shared/chart-frame.js';
import { cssVars } from '../shared/css-vars.js';
import { integer, percent } from '../shared/format.js';
import { hold, type Held } from '../shared/hold.js';
import { linearScale, type LinearScale, polyline } from '../shared/linear-scale.js';
import { textWidth } from '../shared/text-width.js';
import type { Actions, Swept, View } from './view.js';
import { amountWords, className, largest, ofView, spoken, TRANSFORM_WORDS } from './words.js';

const HEIGHT = 190;
/** Narrower plots have their key above the lines instead of beside them, px. */
const NARROW = 420;
/** Classes that are named: more lines than this can't be told apart. */
const NAMED = 4;
const DASHES = ['', '5 3', '1.5 3', '8 3 2 3'] as const;
/** Length of a line sample in the key, and its distance to the words, px. */
const SAMPLE = 18;

/** Where lines may be, px of the drawing. */
interface PlotFrame {
  readonly x: LinearScale;
  readonly y: LinearScale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The key has no room beside the lines. */
  readonly narrow: boolean;
}

export class ClassLines implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #plot: Held<HTMLElement> = { element: undefined };
  #observer: ResizeObserver | undefined;
  #watched: Element | undefined;
  #width = 0;
  #font: Font = { size: 12, family: 'sans-serif' };

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  /** The drawing as it stands, for export. */
  get drawing(): SVGSVGElement | null {
    return this.#plot.element?.querySelector('svg') ?? null;
  }

  hostUpdated(): void {
    const plot = this.#plot.element;
    if (plot === this.#watched) return;
    this.#observer?.disconnect();
    this.#watched = plot;
    if (plot === undefined) return;
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observer.observe(plot);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#watched = undefined;
  }

  render({ snapshot, swept, selected }: View, actions: Actions): TemplateResult {
    const last = Math.max(0, (swept?.sweep.views.length ?? 1) - 1);
    const words = swept && TRANSFORM_WORDS[swept.sweep.transform];
    return html`<figure class="part" part="chart">
      <h4 class="h4">
        Probability of each class
        <small
          >${
            swept !== undefined && swept.sweep.rows === 1
              ? `against ${words?.one}`
              : `against ${words?.one ?? 'crop'} index, row by row`
          }</small
        >
      </h4>
      <div
        class="plot"
        ${hold(this.#plot)}
        @pointerdown=${(event: PointerEvent) => this.#point(event, swept, actions)}
        @pointermove=${(event: PointerEvent) => event.buttons > 0 && this.#point(event, swept, actions)}
      >
        <svg
          role="img"
          aria-label=${swept ? linesWords(swept, snapshot.classNames) : 'No values yet'}
          width="100%"
          height=${HEIGHT}
        >
          ${this.#width === 0 ? nothing : this.#draw(swept, snapshot.classNames, selected)}
        </svg>
        <input
          class="probe"
          type="range"
          min="0"
          max=${last}
          .value=${String(selected)}
          ?disabled=${swept === undefined}
          aria-label="Probabilities, view by view"
          aria-valuetext=${swept ? spoken(swept, snapshot.classNames, selected) : 'no values yet'}
          @input=${(event: Event) => actions.select((event.target as HTMLInputElement).valueAsNumber)}
        />
      </div>
    </figure>`;
  }

  #measure(): void {
    const plot = this.#plot.element;
    if (plot === undefined) return;
    const style = getComputedStyle(plot);
    const width = Math.floor(plot.clientWidth);
    const font = { size: parseFloat(style.fontSize), family: style.fontFamily };
    if (width === this.#width && cssFont(font) === cssFont(this.#font)) return;
    this.#width = width;
    this.#font = font;
    this.#host.requestUpdate();
  }

  #point(event: PointerEvent, swept: Swept | undefined, actions: Actions): void {
    const plot = this.#plot.element;
    if (plot === undefined || swept === undefined) return;
    const { x } = this.#frame(swept, []);
    const at = Math.round(x.invert(event.clientX - plot.getBoundingClientRect().left));
    actions.select(Math.min(swept.sweep.views.length - 1, Math.max(0, at)));
  }

  #frame(swept: Swept | undefined, names: readonly string[]): PlotFrame {
    const { size } = this.#font;
    const narrow = this.#width < NARROW;
    const widest = Math.max(0, ...names.map((name) => textWidth(name, cssFont(this.#font, 600))));
    const left = Math.ceil(textWidth('100 %', cssFont(this.#font)) + 7);
    // Room for the longest name that a class of this network may have: the lines keep their width while names change.
    const right = this.#width - (narrow ? 6 : Math.max(widest, 7 * size) + SAMPLE + 20);
    const top = Math.ceil(size * (narrow ? 3 : 1.4));
    const bottom = HEIGHT - Math.ceil(size * 1.9);
    const last = Math.max(1, (swept?.sweep.views.length ?? 81) - 1);
    return {
      x: linearScale([0, last], [left, right]),
      y: linearScale([0, 1], [bottom, top], true),
      left,
      right,
      top,
      bottom,
      narrow,
    };
  }

  #draw(swept: Swept | undefined, classNames: readonly string[], selected: number): unknown {
    const classes = swept?.image.whole.length ?? 0;
    const named = swept === undefined ? [] : namedClasses(swept);
    const names = named.map((c) => className({ classNames }, c));
    const frame = this.#frame(swept, names);
    const { x, y, left, right, top, bottom } = frame;
    const grid = [0, 0.5, 1].map(
      (tick) =>
        svg`<line class=${tick === 0 ? 'axis' : 'grid'} x1=${left} x2=${right} y1=${y(tick)} y2=${y(tick)} />
        <text x=${left - 7} y=${y(tick)} dy=".35em" text-anchor="end">${tick === 1 ? '100 %' : String(100 * tick)}</text>`,
    );
    if (swept === undefined) return grid;
    const { sweep } = swept;
    const path = (c: number) =>
      polyline(sweep.views.map((_, view) => [x(view), y(swept.image.probabilities[view * classes + c] ?? 0)] as const));
    const rows =
      sweep.rows > 1
        ? Array.from({ length: sweep.rows - 1 }, (_, i) => x((i + 1) * sweep.columns - 0.5)).map(
            (at) => svg`<line class="grid row" x1=${at} x2=${at} y1=${top} y2=${bottom} />`,
          )
        : nothing;
    const others = Array.from({ length: classes }, (_, c) => c).filter((c) => !named.includes(c));
    return svg`${grid}${rows}${others.map((c) => svg`<path class="line raw" d=${path(c)} />`)}${named.map(
      (c, rank) => svg`<path class="line named" ${lineColor(c)} stroke-dasharray=${DASHES[rank]!} d=${path(c)} />`,
    )}${this.#ticks(swept, frame)}${this.#cursor(swept, selected, frame)}${this.#key(swept, named, names, frame)}`;
  }

  #ticks({ sweep }: Swept, { x, bottom, left, right }: PlotFrame): unknown {
    const last = sweep.views.length - 1;
    const { one } = TRANSFORM_WORDS[sweep.transform];
    const step =
      sweep.rows > 1 ? sweep.columns * Math.max(1, Math.round(sweep.rows / 4.5)) : Math.max(1, Math.ceil(last / 6));
    const font = cssFont(this.#font);
    let edge = -Infinity;
    return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step).map((at) => {
      const words =
        sweep.rows > 1
          ? at === 0
            ? `${one.replace('resized ', '')} 0`
            : String(at)
          : amountWords(sweep.transform, sweep.views[at]!.x);
      const width = textWidth(words, font);
      const start = Math.max(left, Math.min(right - width, x(at) - (at === 0 ? 0 : width / 2)));
      if (start < edge + this.#font.size / 2) return nothing;
      edge = start + width;
      return svg`<text x=${start} y=${bottom + this.#font.size * 1.45}>${words}</text>`;
    });
  }

  #cursor({ sweep }: Swept, selected: number, { x, top, bottom, left, right, narrow }: PlotFrame): unknown {
    const at = x(selected);
    const { one } = TRANSFORM_WORDS[sweep.transform];
    const words = `this ${one}, ${sweep.rows > 1 ? selected : amountWords(sweep.transform, sweep.views[selected]?.x ?? 0)}`;
    const width = textWidth(words, cssFont(this.#font));
    const text = at + 6 + width > right ? at - 6 - width : at + 6;
    const { size } = this.#font;
    return svg`<line class="cursor" x1=${at} x2=${at} y1=${top - size} y2=${bottom} />
      <text class="halo" x=${Math.max(left, text)} y=${top - size * (narrow ? 0.35 : 0.4)}>${words}</text>`;
  }

  /** Beside the lines at the height of their ends, kept apart; in a row above where there is no room. */
  #key(swept: Swept, named: readonly number[], names: readonly string[], frame: PlotFrame): unknown {
    const { right, left, y, narrow, top, bottom } = frame;
    const { size } = this.#font;
    const line = size * 1.7;
    if (narrow) {
      let at = left;
      return named.map((c, rank) => {
        const x = at;
        at += SAMPLE + 6 + textWidth(names[rank]!, cssFont(this.#font, 600)) + 12;
        return at > this.#width + 12 ? nothing : this.#sample(c, rank, names[rank]!, x, size * 0.9);
      });
    }
    const lastView = swept.sweep.views.length - 1;
    const ends = named
      .map((c, rank) => ({ c, rank, at: y(ofView(swept, lastView)[c] ?? 0) }))
      .sort((a, b) => a.at - b.at);
    ends.forEach((end, i) => (end.at = Math.max(end.at, i === 0 ? top : ends[i - 1]!.at + line)));
    const over = Math.max(0, (ends.at(-1)?.at ?? 0) - bottom);
    ends.toReversed().forEach((end, i, all) => {
      end.at = i === 0 ? end.at - over : Math.min(end.at, all[i - 1]!.at - line);
    });
    return ends.map(({ c, rank, at }) => this.#sample(c, rank, names[rank]!, right + 10, at));
  }

  #sample(c: number, rank: number, name: string, x: number, at: number): unknown {
    return svg`<path class="line named" ${lineColor(c)} stroke-dasharray=${DASHES[rank]!}
        d="M${x} ${at}h${SAMPLE}" />
      <text class="name" ${lineColor(c)} x=${x + SAMPLE + 6} y=${at} dy=".35em">${name}</text>`;
  }
}

const lineColor = (c: number) => cssVars({ '--line': `var(--_class-${c % 10})` });

/** Those that win somewhere, and that of the whole image: most likely first. */
export function namedClasses(swept: Swept): readonly number[] {
  const classes = swept.image.whole.length;
  const means = new Float64Array(classes);
  const winners = new Set([largest(swept.image.whole)]);
  swept.sweep.views.forEach((_, view) => {
    const own = ofView(swept, view);
    winners.add(largest(own));
    own.forEach((p, c) => (means[c]! += p));
  });
  return [...winners].sort((a, b) => means[b]! - means[a]!).slice(0, NAMED);
}

function linesWords(swept: Swept, classNames: readonly string[]): string {
  const parts = namedClasses(swept).map((c) => {
    const values = swept.sweep.views.map((_, view) => ofView(swept, view)[c] ?? 0);
    return `${className({ classNames }, c)} between ${percent(Math.min(...values), 0)} and ${percent(Math.max(...values), 0)}`;
  });
  return `Probability over ${integer(swept.sweep.views.length)} views: ${parts.join(', ')}.`;
}
