/**
 * Numbers as colours: paints a map on a canvas, one canvas pixel a number, with the ramps of the page's tokens, and draws
 * the stepped legend. Repaints when the page's colour scheme changes. What the numbers mean is the caller's business.
 */
import { html, noChange, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';
import { createRef, ref } from 'lit/directives/ref.js';
import type { PlainTensor } from '../../core/index.js';
import { cssVars } from './css-vars.js';

/** seq: from nothing to the largest; div: from the most negative over nothing to the most positive; grey: as seq. */
export type RampName = 'seq' | 'div' | 'grey';
type Rgb = readonly [number, number, number];
/** Colours at equal distances. */
export type Ramp = readonly Rgb[];

const STEPS = [0, 1, 2, 3, 4, 5, 6] as const;

/** What the ramps' steps are called in CSS. */
function stepColors(name: RampName): readonly string[] {
  if (name !== 'grey') return STEPS.map((step) => `var(--_${name}-${step})`);
  return STEPS.map((step) => `color-mix(in srgb, var(--_ink) ${(100 * step) / (STEPS.length - 1)}%, var(--_ground))`);
}

/** The ramps as numbers, read from a probe in the host's own styles. */
export class Ramps implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #probe = createRef<HTMLElement>();
  #colors: Readonly<Record<RampName, Ramp>> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    // Only what is in the document has computed colours, and the pictures of the first render came too early for them.
    if (this.#colors === undefined && this.get('seq') !== undefined) queueMicrotask(() => this.#host.requestUpdate());
  }

  /** Belongs once into what the host renders. */
  render(): TemplateResult {
    return html`<span
      class="ramp-probe"
      aria-hidden="true"
      ${ref(this.#probe)}
      @transitionend=${() => {
        this.#colors = undefined;
        this.#host.requestUpdate();
      }}
      >${(['seq', 'div', 'grey'] as const).map((name) =>
        stepColors(name).map((color) => html`<i ${cssVars({ color })}></i>`),
      )}</span
    >`;
  }

  /** Undefined until the host has been rendered. */
  get(name: RampName): Ramp | undefined {
    this.#colors ??= this.#read();
    return this.#colors?.[name];
  }

  #read(): Readonly<Record<RampName, Ramp>> | undefined {
    if (this.#probe.value?.isConnected !== true) return undefined;
    const steps = [...this.#probe.value.children].map((step) => parseColor(getComputedStyle(step).color));
    const count = STEPS.length;
    return { seq: steps.slice(0, count), div: steps.slice(count, 2 * count), grey: steps.slice(2 * count) };
  }
}

/** `rgb(1, 2, 3)` and `color(srgb 0.1 0.2 0.3)`, the two forms of a computed colour. */
function parseColor(text: string): Rgb {
  const [r = 0, g = 0, b = 0] = (text.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  return text.startsWith('color(') ? [r * 255, g * 255, b * 255] : [r, g, b];
}

export interface HeatPicture {
  /** [h, w] */
  readonly map: PlainTensor;
  readonly ramp: RampName;
  /** The number that the ramp ends at (for div: and its mirror begins at); zero paints nothing but paper. */
  readonly largest: number;
  /** Undefined: opaque. Else the opacity at the ramp's end; nothing is transparent, so what lies below shows. */
  readonly veil?: number | undefined;
}

/** Colour of a share of the ramp, [0, 1]. */
export function colorAt(ramp: Ramp, share: number): Rgb {
  const at = Math.min(1, Math.max(0, share)) * (ramp.length - 1);
  const low = Math.min(ramp.length - 2, Math.floor(at));
  const mix = at - low;
  const [from, to] = [ramp[low]!, ramp[low + 1]!];
  return [from[0] + (to[0] - from[0]) * mix, from[1] + (to[1] - from[1]) * mix, from[2] + (to[2] - from[2]) * mix];
}

export function paintHeat(canvas: HTMLCanvasElement, picture: HeatPicture, ramp: Ramp): void {
  const { map, largest, veil } = picture;
  const [height = 0, width = 0] = map.shape;
  if (height === 0 || width === 0) return;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  map.data.forEach((value, i) => {
    const strength = largest > 0 ? value / largest : 0;
    const color = colorAt(ramp, picture.ramp === 'div' ? (strength + 1) / 2 : strength);
    image.data.set(color, 4 * i);
    image.data[4 * i + 3] = veil === undefined ? 255 : 255 * veil * Math.min(1, Math.abs(strength));
  });
  context.putImageData(image, 0, 0);
}

class HeatDirective extends Directive {
  #last: readonly unknown[] = [];

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('heat belongs in a canvas tag: <canvas ${heat(…)}>');
  }

  render(_picture: HeatPicture | undefined, _ramps: Ramps): unknown {
    return noChange;
  }

  override update(part: ElementPart, [picture, ramps]: [HeatPicture | undefined, Ramps]): unknown {
    const canvas = part.element as HTMLCanvasElement;
    const ramp = picture && ramps.get(picture.ramp);
    const now = [picture?.map, picture?.ramp, picture?.largest, picture?.veil, ramp];
    if (now.every((value, i) => value === this.#last[i])) return noChange;
    this.#last = now;
    if (picture && ramp) paintHeat(canvas, picture, ramp);
    else canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    return noChange;
  }
}

/** `<canvas class="px" role="img" aria-label="…" ${heat(picture, ramps)}></canvas>` */
export const heat = directive(HeatDirective);

/** The ramp in steps, with words at both ends. */
export function heatLegend(name: RampName, low: string, high: string): TemplateResult {
  return html`<div class="legend">
    <span>${low}</span>
    <span class="ramp" aria-hidden="true">${stepColors(name).map((color) => html`<i ${cssVars({ color })}></i>`)}</span>
    <span>${high}</span>
  </div>`;
}
