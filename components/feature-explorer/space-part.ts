/**
 * The space of codes beside that of pixels: held-out images as points, moved by the frames of t-SNE without drawing the
 * rest of the element, brushed into a list, and the nearest ones to the image that is looked at. Holds what is pointed at.
 */
import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import { createRef, type Ref, ref } from 'lit/directives/ref.js';
import { cssVars } from '../shared/css-vars.js';
import { counted, integer, percent } from '../shared/format.js';
import type { Picked } from '../shared/image-picker.js';
import { renderFinding } from './finding.js';
import { PROJECTIONS } from './options.js';
import { nearestTo, nextTowards, paintPoints, placed, type Rectangle, Thumbnails, within } from './points.js';
import { renderBrushed, renderNear } from './space-lists.js';
import { spaceFinding } from './space-words.js';
import type { Actions, Beside, Space, View } from './view.js';

type SpaceName = 'inCodes' | 'inPixels';
const SPACES = ['inCodes', 'inPixels'] as const;
const TITLES = { inCodes: 'By their codes', inPixels: 'By their pixels' } as const;
/** Shares of the map: a press that moves less is a click, and a point is hit within so much. */
const CLICK = 0.01;
const HIT = 0.05;

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class SpacePart {
  readonly #host: LitElement;
  readonly #actions: Actions;
  readonly #canvases: Readonly<Record<SpaceName, Ref<HTMLCanvasElement>>> = {
    inCodes: createRef(),
    inPixels: createRef(),
  };
  readonly #legend = createRef<HTMLElement>();
  #thumbnails: { readonly picked: readonly Picked[]; readonly colors: string; readonly made: Thumbnails } | undefined;
  #space: Space | undefined;
  #near: Beside['near'];
  #selected: number | undefined;
  #brushed: ReadonlySet<number> = new Set();
  #brush: { readonly of: SpaceName; readonly area: Rectangle } | undefined;

  constructor(host: LitElement, actions: Actions) {
    this.#host = host;
    this.#actions = actions;
    new ResizeObserver(() => this.paint(this.#space)).observe(host);
  }

  /** Draws the points where they are now. */
  paint(space: Space | undefined): void {
    if (space?.picked !== this.#space?.picked) this.#forget();
    this.#space = space;
    for (const name of SPACES) {
      const canvas = this.#canvases[name].value;
      const positions = space?.[name].frame?.positions;
      if (canvas === undefined || space === undefined) continue;
      if (positions === undefined) {
        canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
        continue;
      }
      const style = getComputedStyle(canvas);
      paintPoints(canvas, this.#thumbnailsOf(space), placed(positions), {
        selected: this.#selected,
        brushed: this.#brushed,
        near: new Set(this.#near?.[name]),
        brush: this.#brush?.of === name ? this.#brush.area : undefined,
        ink: style.color,
        ground: style.outlineColor,
      });
    }
  }

  render(view: View, beside: Beside): TemplateResult {
    const { choices, snapshot } = view;
    const { space, spacing, near } = beside;
    this.#near = near;
    // After this render: the canvases may be new.
    queueMicrotask(() => this.paint(space));
    return html`<div class="part" part="space">
      <h4 class="h4">
        The space of codes <small>images that the last layer takes for alike lie close together</small>
      </h4>
      <div class="controls">
        <button class="btn" part="button" @click=${() => this.#actions.embed(spacing === undefined)}>
          ${spacing === undefined ? `Lay out ${integer(choices.embedSize)} held-out images` : 'Stop'}
        </button>
        <span class="tabs" role="group" aria-label="How they are laid out">
          ${PROJECTIONS.map(
            (projection) =>
              html`<button
                aria-pressed=${projection === choices.projection}
                @click=${() => this.#project(projection, space !== undefined)}
              >
                ${projection === 'pca' ? 'PCA' : 't-SNE'}
              </button>`,
          )}
        </span>
        <span class="hint">${hint(space, snapshot.step)}</span>
      </div>
      ${spacing === undefined ? nothing : track(spacing.share)}
      ${
        space === undefined
          ? nothing
          : html`<div class="space">${SPACES.map((name) => this.#renderMap(name, space))}</div>
              ${this.#renderClasses(space, snapshot.dataset.classNames)}
              ${
                space.inPixels.result === undefined
                  ? nothing
                  : renderFinding(spaceFinding(space, choices.neighbours), 'space-finding')
              }
              ${renderBrushed(space, this.#brushed, () => this.#forget(), this.#actions)}
              ${renderNear(near, space, this.#actions)}`
      }
    </div>`;
  }

  #project(projection: 'pca' | 't-sne', shown: boolean): void {
    this.#actions.choose({ projection });
    // Who sees one layout and chooses another wants to see it.
    if (shown) this.#actions.embed(true);
  }

  #renderMap(name: SpaceName, space: Space): TemplateResult {
    const { frame } = space[name];
    const selected = this.#selected ?? 0;
    const own = space.picked[selected];
    const words = own === undefined ? '' : `${own.name}${own.truth === undefined ? '' : `, truly ${own.truth}`}`;
    return html`<figure>
      <h4 class="h4">${TITLES[name]} <small>${frameWords(space, name)}</small></h4>
      <div
        class="map-box"
        role="slider"
        tabindex=${frame === undefined ? -1 : 0}
        aria-label="${TITLES[name]}: ${counted(space.picked.length, 'image')}"
        aria-valuemin="0"
        aria-valuemax=${space.picked.length - 1}
        aria-valuenow=${selected}
        aria-valuetext=${words}
        aria-disabled=${frame === undefined}
        @keydown=${(event: KeyboardEvent) => this.#step(event, name)}
        @pointerdown=${(event: PointerEvent) => this.#drag(event, name)}
      >
        <canvas class="points" aria-hidden="true" ${ref(this.#canvases[name])}></canvas>
      </div>
      <p class="cap">${this.#selected === undefined ? 'Drag to select; press an image to look at it.' : words}</p>
    </figure>`;
  }

  /** Names beside the colours of the frames. */
  #renderClasses({ picked }: Space, classNames: readonly string[]): TemplateResult | typeof nothing {
    if (picked.every(({ truth }) => truth === undefined)) return nothing;
    return html`<div class="classes" ${ref(this.#legend)}>
      ${classNames.map((name, c) => html`<span><i ${cssVars({ color: `var(--_class-${c % 10})` })}></i>${name}</span>`)}
    </div>`;
  }

  #forget(): void {
    this.#selected = undefined;
    this.#brushed = new Set();
    this.#brush = undefined;
    this.#host.requestUpdate();
  }

  #step(event: KeyboardEvent, name: SpaceName): void {
    const positions = this.#space?.[name].frame?.positions;
    if (positions === undefined) return;
    const direction = DIRECTIONS[event.key];
    if (event.key === 'Enter' && this.#selected !== undefined) this.#actions.pick(this.#space!.picked[this.#selected]!);
    else if (direction === undefined) return;
    else this.#selected = nextTowards(placed(positions), this.#selected ?? 0, ...direction) ?? this.#selected ?? 0;
    event.preventDefault();
    this.#host.requestUpdate();
  }

  #drag(event: PointerEvent, name: SpaceName): void {
    const positions = this.#space?.[name].frame?.positions;
    if (positions === undefined) return;
    const box = event.currentTarget as HTMLElement;
    const bounds = box.getBoundingClientRect();
    const at = (now: PointerEvent) =>
      [(now.clientX - bounds.left) / bounds.width, (now.clientY - bounds.top) / bounds.height] as const;
    const start = at(event);
    const sorted = (a: number, b: number) => [Math.min(a, b), Math.max(a, b)] as const;
    const isClick = ([x, y]: readonly [number, number]) => Math.hypot(x - start[0], y - start[1]) < CLICK;
    const move = (now: PointerEvent) => {
      const end = at(now);
      if (isClick(end)) return;
      this.#brush = { of: name, area: { x: sorted(start[0], end[0]), y: sorted(start[1], end[1]) } };
      this.#brushed = new Set(within(placed(positions), this.#brush.area));
      this.#host.requestUpdate();
    };
    const end = (now: PointerEvent) => {
      for (const [type, listener] of listeners) box.removeEventListener(type, listener as EventListener);
      if (now.type !== 'pointerup' || !isClick(at(now))) return;
      const { index, distance } = nearestTo(placed(positions), ...start);
      if (distance > HIT) return;
      this.#selected = index;
      this.#actions.pick(this.#space!.picked[index]!);
    };
    const listeners = [
      ['pointermove', move],
      ['pointerup', end],
      ['pointercancel', end],
    ] as const;
    box.setPointerCapture(event.pointerId);
    for (const [type, listener] of listeners) box.addEventListener(type, listener as EventListener);
  }

  /** Made again when images or the page's colours change. */
  #thumbnailsOf({ picked }: Space): Thumbnails {
    const swatches = [...(this.#legend.value?.querySelectorAll('span') ?? [])];
    const colors = swatches.map((swatch) => [swatch.textContent, getComputedStyle(swatch.firstElementChild!).color]);
    const text = colors.join();
    if (this.#thumbnails?.picked !== picked || this.#thumbnails.colors !== text) {
      const byName = new Map(colors as [string, string][]);
      const frames = picked.map(({ truth }) => (truth === undefined ? undefined : byName.get(truth)));
      this.#thumbnails = { picked, colors: text, made: new Thumbnails(picked, frames) };
    }
    return this.#thumbnails.made;
  }
}

function track(share: number | undefined): TemplateResult {
  return html`<div
    class="track"
    role="progressbar"
    aria-label="Laying out the images"
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.round(100 * (share ?? 0))}
  >
    <i ${cssVars({ 'inline-size': `${100 * (share ?? 0)}%` })}></i>
  </div>`;
}

function hint(space: Space | undefined, step: number): string {
  if (space === undefined) return 'PCA at once, then t-SNE step by step';
  return space.step === step ? '' : `These are of step ${integer(space.step)}; the model has learned on.`;
}

function frameWords(space: Space, name: SpaceName): string {
  const { frame, result } = space[name];
  if (frame === undefined) return 'comes after the codes';
  const purity = result?.purity === undefined ? '' : `, ${percent(result.purity)} pure`;
  return frame.step === 0 ? `principal components${purity}` : `t-SNE, step ${integer(frame.step)}${purity}`;
}
