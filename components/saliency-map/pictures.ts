/**
 * The image and its map, side by side or one over the other, with one pixel marked in both: the one under the pointer, the
 * one that arrow keys moved to, or the strongest.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { cssVars } from '../shared/css-vars.js';
import { percent } from '../shared/format.js';
import { heat, heatLegend, type HeatPicture } from '../shared/heat-map.js';
import { pixels } from '../shared/pixel-image.js';
import type { Pixel } from './map-measures.js';
import { METHODS } from './methods.js';
import type { Reach } from './reach.js';
import type { Actions, Choices, Explained, View } from './view.js';
import { layerWords, position, value } from './words.js';

export function heatPicture(
  { attribution, measures }: Explained,
  colormap: Choices['colormap'],
  veil?: number,
): HeatPicture {
  const ramp = attribution.signed ? 'div' : colormap === 'grey' ? 'grey' : 'seq';
  return { map: attribution.map, ramp, largest: measures.largest, veil };
}

/** @param reach what the pixel stands on, once that can be told */
export function renderPictures(view: View, reach: Reach | undefined, actions: Actions): TemplateResult {
  const { picked, explained, choices, pixel, ramps } = view;
  const [height = 1, width = 1] = picked?.pixels.shape ?? [32, 32];
  const marks = explained === undefined ? nothing : renderMarks(pixel, reach, width, height);
  const point = (event: PointerEvent) => actions.look(pixelUnder(event, width, height));
  const leave = () => actions.look(undefined);
  const key = (event: KeyboardEvent) => {
    const next = moved(event.key, actions.pixel(), width, height);
    if (next === undefined) return;
    event.preventDefault();
    actions.look(next);
  };
  const image = picked && { pixels: picked.pixels };
  const reachable = explained === undefined ? -1 : 0;
  return html`<figure>
      <div
        class="pic"
        part="image"
        role="application"
        tabindex=${reachable}
        aria-label="Image, pixel by pixel: arrow keys move"
        aria-describedby="pixel"
        @pointermove=${point}
        @pointerdown=${point}
        @pointerleave=${leave}
        @keydown=${key}
        @focus=${() => actions.read('image')}
        @blur=${() => actions.read(undefined)}
      >
        <canvas class="px" role="img" aria-label=${imageWords(view)} ${pixels(image)}></canvas>
        ${marks}
      </div>
      <figcaption class="cap" id="pixel" aria-live=${view.read === 'image' ? 'polite' : 'off'}>
        ${picked === undefined ? 'no image yet' : imageCaption(picked.pixels, pixel)}
      </figcaption>
    </figure>
    <figure>
      <div
        class="pic"
        part="map"
        role="application"
        tabindex=${reachable}
        aria-label="Map, pixel by pixel: arrow keys move"
        aria-describedby="probe"
        @pointermove=${point}
        @pointerdown=${point}
        @pointerleave=${leave}
        @keydown=${key}
        @focus=${() => actions.read('map')}
        @blur=${() => actions.read(undefined)}
      >
        ${choices.overlay ? html`<canvas class="px" aria-hidden="true" ${pixels(image)}></canvas>` : nothing}
        <canvas
          class="px ${choices.overlay ? 'over' : ''}"
          role="img"
          aria-label=${mapWords(view)}
          ${heat(explained && heatPicture(explained, choices.colormap, choices.overlay ? choices.opacity : undefined), ramps)}
        ></canvas>
        ${marks}
      </div>
      ${renderLegend(view)} ${choices.overlay ? renderOpacity(choices.opacity, actions) : nothing}
      <figcaption class="cap" id="probe" aria-live=${view.read === 'map' ? 'polite' : 'off'}>
        ${explained ? mapCaption(explained, pixel, reach) : '–'}
      </figcaption>
    </figure>`;
}

function renderMarks({ x, y }: Pixel, reach: Reach | undefined, width: number, height: number): TemplateResult {
  const box = (left: number, top: number, across: number, down: number) =>
    cssVars({
      left: `${(100 * left) / width}%`,
      top: `${(100 * top) / height}%`,
      width: `${(100 * across) / width}%`,
      height: `${(100 * down) / height}%`,
    });
  return html`${reach ? html`<i class="reach" ${box(reach.x, reach.y, reach.width, reach.height)}></i>` : nothing}
    <i class="dot" ${box(x, y, 1, 1)}></i>`;
}

export function renderLegend({ explained, snapshot, choices }: View): TemplateResult {
  if (explained === undefined) return heatLegend('seq', '0', METHODS[choices.method].largest);
  const { signed, settings, target } = explained.attribution;
  return signed
    ? heatLegend('div', 'against', `for ${snapshot.classNames[target]}`)
    : heatLegend(choices.colormap === 'grey' ? 'grey' : 'seq', '0', METHODS[settings.method].largest);
}

function renderOpacity(opacity: number, actions: Actions): TemplateResult {
  return html`<label class="range">
    <span>Map</span>
    <input
      type="range"
      min="0"
      max="1"
      step="0.05"
      .value=${String(opacity)}
      aria-label="Opacity of the map"
      @input=${(event: Event) => actions.choose({ opacity: (event.target as HTMLInputElement).valueAsNumber })}
    />
    <output>${percent(opacity, 0)}</output>
  </label>`;
}

function pixelUnder(event: PointerEvent, width: number, height: number): Pixel {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const along = (at: number, size: number, count: number) =>
    Math.min(count - 1, Math.max(0, Math.floor((at / size) * count)));
  return {
    x: along(event.clientX - box.left, box.width, width),
    y: along(event.clientY - box.top, box.height, height),
  };
}

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where a key leads; undefined for keys that are not the picture's. */
function moved(key: string, { x, y }: Pixel, width: number, height: number): Pixel | undefined {
  if (key === 'Home') return { x: 0, y };
  if (key === 'End') return { x: width - 1, y };
  const step = STEPS[key];
  if (step === undefined) return undefined;
  return {
    x: Math.min(width - 1, Math.max(0, x + step[0])),
    y: Math.min(height - 1, Math.max(0, y + step[1])),
  };
}

function imageCaption({ data, shape }: NonNullable<View['picked']>['pixels'], { x, y }: Pixel): string {
  const at = 3 * (y * (shape[1] ?? 1) + x);
  return `pixel ${position({ x, y })} · RGB ${data[at]}, ${data[at + 1]}, ${data[at + 2]}`;
}

function mapCaption({ attribution, measures }: Explained, { x, y }: Pixel, reach: Reach | undefined): string {
  const [, width = 1] = attribution.map.shape;
  const here = attribution.map.data[y * width + x] ?? 0;
  const share = measures.largest > 0 ? `, ${percent(Math.abs(here) / measures.largest, 0)} of the largest` : '';
  const own = `here ${value(here)}${share}`;
  if (reach === undefined) return own;
  const score = attribution.settings.quantity === 'probability' ? percent(reach.value) : value(reach.value);
  return reach.kind === 'patch'
    ? `${own}; with this patch covered: ${score}`
    : `${own}; a unit of ${layerWords(attribution.layer ?? '')} that sees ${reach.size[1]} × ${reach.size[0]} pixels`;
}

function imageWords({ picked }: View): string {
  if (picked === undefined) return 'no image yet';
  return picked.truth === undefined ? picked.name : `${picked.name}: ${picked.truth}`;
}

function mapWords({ explained, snapshot }: View): string {
  if (explained === undefined) return 'no map yet';
  const { attribution, measures } = explained;
  const name = snapshot.classNames[attribution.target];
  const { x, y } = measures.strongest;
  return measures.halfShare === undefined
    ? `${METHODS[attribution.settings.method].label} for ${name}: nothing at any pixel`
    : `${METHODS[attribution.settings.method].label} for ${name}: strongest at pixel ${position({ x, y })}, half of it on ` +
        `${percent(measures.halfShare, 0)} of the pixels, ${measures.place}`;
}
