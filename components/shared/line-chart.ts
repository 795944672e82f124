/**
 * A line chart of a run: axes that span the whole run from the start, lines labelled at their end, a cursor that the
 * pointer or the arrow keys move from point to point. Words come from the caller, who also offers the table.
 */
import { html, nothing, svg, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import {
  cssFont,
  drawAxes,
  drawReference,
  geometryOf,
  referenceBox,
  thinned,
  type Axes,
  type Font,
  type Geometry,
} from './chart-frame.js';
import { placeLabels, type Point } from './chart-labels.js';
import { hold, type Held } from './hold.js';
import { polyline } from './linear-scale.js';
import { textWidth } from './text-width.js';

export interface Series {
  readonly name: string;
  /** subject: what the figure is about; comparison: what it is compared with; raw: single values, never labelled. */
  readonly kind: 'subject' | 'comparison' | 'raw';
  /** Values in the units of the axes, x ascending. */
  readonly points: readonly Point[];
  /** Draws a ring at each point. */
  readonly rings?: boolean;
  /** How a value is written in its label: "52.4 %". */
  readonly format: (value: number) => string;
}
export interface ChartModel extends Axes {
  readonly title: string;
  readonly hint?: string;
  readonly series: readonly Series[];
  /** The finding, for readers who don't see the picture. */
  readonly says: string;
  /** The x whose values are written while nobody looks at another, for lines that end together. Default: each line's end. */
  readonly resting?: number | undefined;
}

/** The x that is being looked at; charts that share one show the same x. */
export interface Probe {
  at: number | undefined;
}

export class LineChart implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  readonly #probe: Probe;
  readonly #plot: Held<HTMLElement> = { element: undefined };
  #observer: ResizeObserver | undefined;
  #watched: Element | undefined;
  #width = 0;
  #font: Font = { size: 12, family: 'sans-serif' };

  constructor(host: ReactiveControllerHost & Element, probe: Probe = { at: undefined }) {
    this.#host = host;
    this.#probe = probe;
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
    // The title's height follows the type size, which the drawing's own box does not show.
    if (plot.previousElementSibling !== null) this.#observer.observe(plot.previousElementSibling);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#watched = undefined;
  }

  render(model: ChartModel): TemplateResult {
    const labelled = model.series.filter(({ kind }) => kind !== 'raw');
    const stops = stopsOf(labelled);
    const last = Math.max(0, stops.length - 1);
    const at = this.#probe.at === undefined || stops.length === 0 ? -1 : nearest(stops, this.#probe.at);
    return html`<figure class="chart" part="chart">
      <figcaption class="h4">
        ${model.title}${model.hint === undefined ? nothing : html` <small>${model.hint}</small>`}
      </figcaption>
      <div
        class="plot"
        ${hold(this.#plot)}
        @pointermove=${(event: PointerEvent) => this.#point(event, model, stops)}
        @pointerdown=${(event: PointerEvent) => this.#point(event, model, stops)}
        @pointerleave=${() => this.#look(undefined)}
      >
        <svg role="img" aria-label=${model.says} width="100%" height=${model.height}>
          ${this.#width === 0 ? nothing : this.#draw(model, labelled, stops[at])}
        </svg>
        <input
          class="probe"
          type="range"
          min="0"
          max=${last}
          .value=${String(at < 0 ? last : at)}
          ?disabled=${stops.length === 0}
          aria-label="${model.title}, point by point"
          aria-valuetext=${spoken(model, labelled, stops[at] ?? stops.at(-1))}
          @focus=${() => this.#look(stops.at(-1))}
          @input=${(event: Event) => this.#look(stops[Number((event.target as HTMLInputElement).value)])}
          @blur=${() => this.#look(undefined)}
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

  #look(at: number | undefined): void {
    if (at === this.#probe.at) return;
    this.#probe.at = at;
    this.#host.requestUpdate();
  }

  #point(event: PointerEvent, model: ChartModel, stops: readonly number[]): void {
    const plot = this.#plot.element;
    if (plot === undefined || stops.length === 0) return;
    const value = geometryOf(model, this.#width, this.#font).x.invert(
      event.clientX - plot.getBoundingClientRect().left,
    );
    this.#look(stops[nearest(stops, value)]);
  }

  #draw(model: ChartModel, labelled: readonly Series[], cursor: number | undefined): unknown {
    const geometry = geometryOf(model, this.#width, this.#font);
    const { x, y, frame } = geometry;
    const lines = model.series.map((series) => ({
      series,
      path: thinned(series.points.map(([px, py]): Point => [x(px), y(py)])),
    }));
    return svg`${drawAxes(model, geometry)}${drawReference(model, geometry)}${
      cursor === undefined
        ? nothing
        : svg`<line class="cursor" x1=${x(cursor)} x2=${x(cursor)} y1=${frame.top} y2=${frame.bottom} />`
    }${lines.map(
      ({ series, path }) => svg`<path class="line ${series.kind}" d=${polyline(path)} />`,
    )}${lines.map(({ series, path }) => (series.rings === true ? rings(series, path) : nothing))}${this.#labels(
      model,
      labelled,
      lines.map(({ path }) => path),
      geometry,
      cursor,
    )}`;
  }

  /** Values at the lines' ends, or at the cursor. */
  #labels(
    model: ChartModel,
    labelled: readonly Series[],
    lines: readonly (readonly Point[])[],
    geometry: Geometry,
    cursor: number | undefined,
  ): unknown {
    const { x, y, frame, font } = geometry;
    const marked = cursor ?? model.resting;
    const shown = labelled.flatMap((series) => {
      const point = marked === undefined ? series.points.at(-1) : pointAt(series, marked);
      if (point === undefined) return [];
      const text = `${series.format(point[1])} ${series.name}`;
      const width = textWidth(text, cssFont(font, series.kind === 'subject' ? 600 : 400));
      const dot: Point = [x(point[0]), y(point[1])];
      return [{ series, text, width, dot, at: [x(marked ?? point[0]), dot[1]] as Point }];
    });
    const taken = referenceBox(model, geometry);
    const places = placeLabels(shown, lines, taken === undefined ? [] : [taken], frame, font.size * 1.4);
    return shown.map(({ series, text, dot }, i) => {
      const place = places[i]!;
      return svg`${marked === undefined ? nothing : rings(series, [dot])}<text class="label ${series.kind}"
        x=${place.x} y=${place.y} dy=".35em">${text}</text>`;
    });
  }
}

/** The last of the rings is filled: it is the one that the label speaks of. */
function rings({ kind }: Series, path: readonly Point[]): unknown {
  return path.map(
    ([cx, cy], i) => svg`<circle class="ring ${kind} ${i === path.length - 1 ? 'on' : ''}" cx=${cx} cy=${cy} r="3" />`,
  );
}

/** All x of the labelled series, each once, ascending: what the cursor stops at. */
function stopsOf(series: readonly Series[]): number[] {
  return [...new Set(series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
}

/** Index of the stop that lies nearest. */
function nearest(stops: readonly number[], x: number): number {
  return stops.reduce((best, stop, i) => (Math.abs(stop - x) < Math.abs(stops[best]! - x) ? i : best), 0);
}

/** The last point at or before `x`. */
function pointAt({ points }: Series, x: number): Point | undefined {
  return points.findLast(([px]) => px <= x);
}

function spoken(model: ChartModel, series: readonly Series[], x: number | undefined): string {
  if (x === undefined) return 'no values yet';
  const { one: unit, format } = model.x;
  const values = series.flatMap((one) => {
    const point = pointAt(one, x);
    if (point === undefined) return [];
    const where = point[0] === x ? '' : ` (${unit} ${format(point[0])})`;
    return [`${one.name} ${one.format(point[1])}${where}`];
  });
  return `${unit} ${format(x)}: ${values.join(', ')}`;
}
